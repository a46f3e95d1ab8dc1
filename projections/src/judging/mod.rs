//! Judging: how far the season has come, who scores what, what was awarded, and who appealed.

mod fold;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use marathon_columns::{Loader, Saver};
use marathon_events::{
    AppealId, EntrantId, Hmac, Position, PrincipalId, Recorded, Seed, Sha256Hash, Timestamp,
    award_decided::AwardResult, judge_recused::RecusalGround,
};
use marathon_scoring::Gone;
use serde::{Deserialize, Serialize};

use crate::digest::Canonical;

/// Everything about judging that the history says. Few things, in ordered maps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judging {
    steps: Steps,
    nominations: BTreeMap<String, Jury>,
    appeals: BTreeMap<AppealId, Appeal>,
    /// Who withdrew or was disqualified, and where that stands.
    gone: BTreeMap<EntrantId, (Gone, Position)>,
}

/// Where something stands in the history, when it was recorded, and who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Where.
    pub position: Position,
    /// When.
    pub time: Timestamp,
    /// Who; absent if the program did.
    pub actor: Option<PrincipalId>,
}

/// Something that was decided, and its moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated<T> {
    /// Its moment.
    pub at: Moment,
    /// What was decided.
    pub what: T,
}

/// How far the season has come; each step is absent until it is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// No deed is taken any more.
    pub intake_closed: Option<Moment>,
    /// Where the bytes that draw lots come from.
    pub seed_source: Option<Dated<String>>,
    /// The last position that counts.
    pub frozen: Option<Dated<Position>>,
    /// The bytes that draw lots.
    pub seed: Option<Dated<Seed>>,
    /// No score is taken any more.
    pub judging_closed: Option<Moment>,
    /// When results will be published.
    pub announced: Option<Dated<Timestamp>>,
    /// Results are public.
    pub published: Option<Moment>,
}

/// Judging of one nomination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jury {
    /// The entries, higher metrics first.
    pub shortlist: Option<Dated<Vec<EntrantId>>>,
    /// The judges.
    pub judges: BTreeMap<PrincipalId, Judge>,
    /// Entries that may have a place with fewer scores than the quorum, and why.
    pub waived: BTreeMap<EntrantId, String>,
    /// The result as it was decided, then every amendment of it.
    pub results: Vec<Decision>,
}

/// What a judge has to score, must not score, and scored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judge {
    /// Entries to score.
    pub assigned: BTreeSet<EntrantId>,
    /// Entries not to score, and why.
    pub recused: BTreeMap<EntrantId, Recusal>,
    /// What hides the points of each entry that was scored.
    pub commitments: BTreeMap<EntrantId, Hmac>,
    /// Points by entry, in the order of the criteria; absent until they are public.
    pub opened: Option<BTreeMap<EntrantId, Vec<u32>>>,
}

/// Why a judge must not score an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recusal {
    /// What connects them.
    pub ground: RecusalGround,
    /// More about it.
    pub note: Option<String>,
}

/// A result, and what it was computed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// When it was decided.
    pub at: Moment,
    /// The last position it was computed from.
    pub position: Position,
    /// SHA-256 of the canonical JSON of the rules.
    pub rules_hash: Sha256Hash,
    /// Places, winners and what they follow from.
    pub result: AwardResult,
    /// SHA-256 of the canonical JSON of the result.
    pub result_hash: Sha256Hash,
    /// The appeal that led to it, and why; absent of the first result.
    pub amendment: Option<(AppealId, String)>,
}

/// An appeal against a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// When it was lodged.
    pub at: Moment,
    /// Which nomination.
    pub nomination: String,
    /// Whose standing it is about.
    pub entrant: EntrantId,
    /// Why.
    pub reason: String,
    /// What became of it; absent while it is open.
    pub resolved: Option<Dated<Resolution>>,
}

/// What became of an appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// The human being who decided.
    pub reviewer: PrincipalId,
    /// Whether the result has to change.
    pub upheld: bool,
    /// Why.
    pub reason: String,
}

impl Steps {
    /// The steps that were taken, by the names of their events, in the order of a season.
    pub fn taken(&self) -> impl Iterator<Item = (&'static str, Moment)> {
        let steps = [
            ("intake-closed", self.intake_closed),
            ("seed-source-named", self.seed_source.as_ref().map(|source| source.at)),
            ("field-frozen", self.frozen.as_ref().map(|frozen| frozen.at)),
            ("seed-recorded", self.seed.as_ref().map(|seed| seed.at)),
            ("judging-closed", self.judging_closed),
            ("publication-announced", self.announced.as_ref().map(|announced| announced.at)),
            ("results-published", self.published),
        ];
        steps.into_iter().filter_map(|(name, at)| Some((name, at?)))
    }
}

impl Judge {
    /// Entries this judge has to score: assigned, and not recused from.
    pub fn to_score(&self) -> impl Iterator<Item = EntrantId> {
        self.assigned.iter().copied().filter(|id| !self.recused.contains_key(id))
    }

    /// Scores that have to be opened: given, and not recused from.
    pub fn to_open(&self) -> impl Iterator<Item = (EntrantId, Hmac)> {
        let given = self.commitments.iter().map(|(id, commitment)| (*id, *commitment));
        given.filter(|(id, _)| !self.recused.contains_key(id))
    }
}

impl Judging {
    /// How far the season has come.
    #[must_use]
    pub fn steps(&self) -> &Steps {
        &self.steps
    }

    /// Judging of a nomination; `None` before its first event.
    #[must_use]
    pub fn jury(&self, nomination: &str) -> Option<&Jury> {
        self.nominations.get(nomination)
    }

    /// Appeals, in the order they were lodged.
    #[must_use]
    pub fn appeals(&self) -> &BTreeMap<AppealId, Appeal> {
        &self.appeals
    }

    /// What became of an entrant that takes part no more, and where that stands.
    #[must_use]
    pub fn gone(&self, entrant: EntrantId) -> Option<(Gone, Position)> {
        self.gone.get(&entrant).copied()
    }

    pub(crate) fn apply(&mut self, event: &Recorded) {
        fold::apply(self, event);
    }

    /// SHA-256 over the canonical JSON of everything; maps are ordered.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut canonical = Canonical::default();
        canonical.bytes(&serde_json::to_vec(self).unwrap_or_else(|_| unreachable!("ordered maps serialise")));
        canonical.finish()
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        let judge = |j: &Judge| {
            let opened = j.opened.as_ref().map_or(0, BTreeMap::len);
            16 * j.assigned.len() + 64 * (j.recused.len() + j.commitments.len() + opened)
        };
        let jury = |jury: &Jury| {
            let entries: usize = jury.results.iter().map(|decision| decision.result.entries.len()).sum();
            let listed = jury.shortlist.as_ref().map_or(0, |list| list.what.len());
            16 * listed + jury.judges.values().map(judge).sum::<usize>() + 512 * entries
        };
        let juries: usize = self.nominations.values().map(jury).sum();
        juries + 256 * self.appeals.len() + 40 * self.gone.len()
    }

    pub(crate) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        to.slice(&serde_json::to_vec(self)?)
    }

    pub(crate) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        Ok(serde_json::from_slice(&from.slice::<u8>()?)?)
    }
}
