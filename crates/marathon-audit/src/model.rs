//! What the audit remembers of a history, in ordered maps.

use std::collections::{BTreeMap, BTreeSet};

use marathon_events::{
    Day, DeedId, DeedKind, EntrantId, EntrantKind, Figures, Hmac, Position, PrincipalId, Recorded,
    RegionCode, Revision, Role, Sector, Seed, Sha256Hash, StreamId, Timestamp,
    marathon_opened::{Nomination, RuleSet},
};
use marathon_scoring::Gone;
use sha2::{Digest, Sha256};

/// When, where and by whom something happened.
pub(crate) struct Moment {
    pub(crate) position: Position,
    pub(crate) stream: StreamId,
    pub(crate) revision: Revision,
    pub(crate) at: Timestamp,
    pub(crate) actor: Option<PrincipalId>,
    /// The version the event was written in.
    pub(crate) version: u16,
}

/// A marathon from its opening on.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) stream: StreamId,
    /// The version it was opened in. What came before version 2 knew neither accounts nor limits of the pilot.
    pub(crate) opened_version: u16,
    pub(crate) rules: RuleSet,
    pub(crate) roles: BTreeMap<PrincipalId, BTreeMap<Role, Grant>>,
    pub(crate) entrants: BTreeMap<EntrantId, Entrant>,
    /// The first person each account owns.
    pub(crate) persons: BTreeMap<PrincipalId, EntrantId>,
    /// In the order they were logged.
    pub(crate) deeds: Vec<Deed>,
    pub(crate) deed_numbers: BTreeMap<StreamId, usize>,
    /// Numbers of deeds by their photos, and by what makes them look alike.
    pub(crate) photos: BTreeMap<Sha256Hash, Vec<usize>>,
    pub(crate) likenesses: BTreeMap<Likeness, Vec<usize>>,
    pub(crate) steps: Steps,
    pub(crate) juries: BTreeMap<String, Jury>,
    pub(crate) appeals: BTreeMap<StreamId, Appeal>,
}

/// What a role extends to; empty: everything.
#[derive(Clone)]
pub(crate) struct Grant {
    pub(crate) regions: Vec<RegionCode>,
    pub(crate) nominations: Vec<String>,
}

#[derive(Clone)]
pub(crate) struct Entrant {
    pub(crate) kind: EntrantKind,
    pub(crate) members: Option<u32>,
    pub(crate) owner: Option<PrincipalId>,
    pub(crate) minor: bool,
    /// Persons who joined it.
    pub(crate) joined: BTreeSet<EntrantId>,
    pub(crate) gone: Option<(Gone, Position)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Claimed,
    Verified,
    Rejected,
    Withdrawn,
    Challenged,
}

#[derive(Clone)]
pub(crate) struct Deed {
    pub(crate) position: Position,
    pub(crate) id: DeedId,
    pub(crate) entrant: EntrantId,
    pub(crate) region: RegionCode,
    pub(crate) sector: Sector,
    pub(crate) done_on: Day,
    pub(crate) companions: Vec<EntrantId>,
    pub(crate) figures: Figures,
    pub(crate) status: Status,
    pub(crate) needs_inspection: bool,
    pub(crate) looks_repeated: bool,
    /// The last verification.
    pub(crate) verified_by: Option<PrincipalId>,
    pub(crate) verified_on: Day,
    pub(crate) challenged_by: Option<PrincipalId>,
}

/// Entrant, day, kind, amount and minutes, as they were logged.
pub(crate) type Likeness = (EntrantId, Day, DeedKind, u64, u32);

/// How far the season has come.
#[derive(Clone, Default)]
pub(crate) struct Steps {
    pub(crate) intake_closed: bool,
    pub(crate) seed_source_named: bool,
    pub(crate) frozen: Option<Position>,
    pub(crate) first_score_given: bool,
    pub(crate) seed: Option<Seed>,
    pub(crate) judging_closed: bool,
    pub(crate) announced: Option<Timestamp>,
    pub(crate) published: Option<Timestamp>,
    /// The last event that any award follows from.
    pub(crate) changed: Position,
}

/// Judging of one nomination.
#[derive(Clone, Default)]
pub(crate) struct Jury {
    pub(crate) shortlist: Option<BTreeSet<EntrantId>>,
    pub(crate) judges: BTreeMap<PrincipalId, Judge>,
    pub(crate) waived: BTreeSet<EntrantId>,
    pub(crate) decided: Option<Decided>,
    /// The last event that its award follows from.
    pub(crate) changed: Position,
}

#[derive(Clone, Default)]
pub(crate) struct Judge {
    pub(crate) assigned: BTreeSet<EntrantId>,
    pub(crate) recused: BTreeSet<EntrantId>,
    pub(crate) given: BTreeMap<EntrantId, Hmac>,
    /// Points, once they are public.
    pub(crate) opened: Option<BTreeMap<EntrantId, Vec<u32>>>,
}

#[derive(Clone)]
pub(crate) struct Decided {
    pub(crate) at: Position,
    pub(crate) result_hash: Sha256Hash,
    pub(crate) standings: u64,
    pub(crate) winners: Vec<EntrantId>,
}

#[derive(Clone)]
pub(crate) struct Appeal {
    pub(crate) nomination: String,
    pub(crate) entrant: EntrantId,
    pub(crate) upheld: Option<bool>,
    pub(crate) amended: bool,
}

impl Moment {
    pub(crate) fn of(event: &Recorded, version: u16) -> Self {
        let Recorded { position, stream, revision, recorded_at, actor, .. } = *event;
        Self { position, stream, revision, at: recorded_at, actor, version }
    }
}

impl Model {
    pub(crate) fn new(at: &Moment, rules: &RuleSet) -> Self {
        Self {
            stream: at.stream,
            opened_version: at.version,
            rules: rules.clone(),
            roles: BTreeMap::new(),
            entrants: BTreeMap::new(),
            persons: BTreeMap::new(),
            deeds: Vec::new(),
            deed_numbers: BTreeMap::new(),
            photos: BTreeMap::new(),
            likenesses: BTreeMap::new(),
            steps: Steps::default(),
            juries: BTreeMap::new(),
            appeals: BTreeMap::new(),
        }
    }

    pub(crate) fn nomination(&self, id: &str) -> Option<&Nomination> {
        self.rules.nominations.iter().find(|nomination| nomination.id == id)
    }

    pub(crate) fn deed(&self, stream: StreamId) -> Option<&Deed> {
        self.deed_numbers.get(&stream).map(|no| &self.deeds[*no])
    }

    pub(crate) fn local_day(&self, at: Timestamp) -> Day {
        at.local_day(self.rules.season.utc_offset_minutes)
    }

    pub(crate) fn owner(&self, entrant: EntrantId) -> Option<PrincipalId> {
        self.entrants.get(&entrant)?.owner
    }

    /// Whether an account is, as a person, a member of this entrant.
    pub(crate) fn is_member(&self, account: PrincipalId, entrant: EntrantId) -> bool {
        let person = self.persons.get(&account);
        let team = self.entrants.get(&entrant);
        person.zip(team).is_some_and(|(person, team)| team.joined.contains(person))
    }
}

impl Status {
    pub(crate) fn stands(self) -> bool {
        matches!(self, Self::Claimed | Self::Verified | Self::Challenged)
    }
}

impl Judge {
    /// The scores that have to be opened.
    pub(crate) fn to_open(&self) -> BTreeMap<EntrantId, Hmac> {
        let open = self.given.iter().filter(|(entrant, _)| !self.recused.contains(*entrant));
        open.map(|(entrant, commitment)| (*entrant, *commitment)).collect()
    }
}

/// SHA-256 of the canonical JSON of rules.
pub(crate) fn rules_hash(rules: &RuleSet) -> Sha256Hash {
    let canonical = serde_json::to_vec(rules).unwrap_or_else(|_| unreachable!("rules serialise"));
    Sha256Hash(Sha256::digest(canonical).into())
}
