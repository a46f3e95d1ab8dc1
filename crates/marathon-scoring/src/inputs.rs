//! What an award is decided from.

use std::collections::BTreeSet;

use marathon_events::{BasisPoints, EntrantId};
use serde::{Deserialize, Serialize};

use crate::{Fraction, Judge, JudgeId, Record, shortlist};

/// Everything the award of one nomination is decided from. The order of entrants and judges means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NominationInputs {
    /// Weight of the metric; with `jury_bps` it makes 10 000.
    pub metric_bps: BasisPoints,
    /// Weight of the jury; 0: there is none.
    pub jury_bps: BasisPoints,
    /// Fewest judges whose scores give an entry a place.
    pub quorum: u32,
    /// How many the jury sees.
    pub shortlist_size: u32,
    /// How many win.
    pub winners: u32,
    /// Everybody who competes, as of the freeze. The shortlist alone gives the same places.
    pub entrants: Vec<Entrant>,
    /// The jury.
    pub judges: Vec<Judge>,
    /// Entries for which the organiser waived the quorum.
    pub waived: BTreeSet<EntrantId>,
    /// Bytes of the public seed; absent while they are not known.
    pub seed: Option<Vec<u8>>,
}

/// Who competes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrant {
    /// Who.
    pub id: EntrantId,
    /// Whether it met the gates of age and kind at the freeze, and had not withdrawn before.
    pub admitted: bool,
    /// Its metric at the freeze.
    pub metric: Fraction,
    /// What separates it from others of the same standing, at the freeze.
    pub record: Record,
    /// What became of it after the freeze, if it cannot win any more.
    pub gone: Option<Gone>,
}

/// Why an entrant cannot win any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gone {
    /// Of its own will.
    Withdrawn,
    /// By decision.
    Disqualified,
}

/// Inputs that contradict themselves.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Weights that do not make a whole.
    #[error("metric_bps {metric_bps} and jury_bps {jury_bps} must make 10000 together")]
    Weights {
        /// Weight of the metric.
        metric_bps: BasisPoints,
        /// Weight of the jury.
        jury_bps: BasisPoints,
    },
    /// An entrant twice.
    #[error("entrant {0} stands twice; name each once")]
    EntrantTwice(EntrantId),
    /// A judge twice.
    #[error("judge {0} stands twice; put all scores of a judge together")]
    JudgeTwice(JudgeId),
    /// A metric that is no number.
    #[error("the metric of entrant {0} has denominator 0; members and residents are at least 1")]
    Denominator(EntrantId),
    /// Scores where nobody scores.
    #[error("the jury weighs 0, so there is none; leave out judges")]
    NoJury,
    /// A score outside the shortlist; it would change the ranks of all others.
    #[error("judge {judge} scored entrant {entrant}, which is not on the shortlist; leave out that score")]
    NotShortlisted {
        /// Who scored.
        judge: JudgeId,
        /// What was scored.
        entrant: EntrantId,
    },
}

impl Entrant {
    /// Whether it takes part: admitted, with a metric above 0.
    #[must_use]
    pub fn is_eligible(&self) -> bool {
        self.admitted && self.metric > Fraction::ZERO
    }
}

impl NominationInputs {
    /// The shortlist, if nothing contradicts itself.
    pub(crate) fn checked_shortlist(&self) -> Result<BTreeSet<EntrantId>, InputError> {
        self.check_weights()?;
        unique(self.entrants.iter().map(|entrant| entrant.id), InputError::EntrantTwice)?;
        unique(self.judges.iter().map(|judge| judge.id), InputError::JudgeTwice)?;
        if let Some(entrant) = self.entrants.iter().find(|entrant| entrant.metric.denominator == 0) {
            return Err(InputError::Denominator(entrant.id));
        }
        let shortlist = shortlist(&self.entrants, self.jury_bps, self.shortlist_size);
        self.check_scores(&shortlist)?;
        Ok(shortlist)
    }

    fn check_weights(&self) -> Result<(), InputError> {
        let Self { metric_bps, jury_bps, .. } = *self;
        if u64::from(metric_bps.0) + u64::from(jury_bps.0) != 10_000 {
            return Err(InputError::Weights { metric_bps, jury_bps });
        }
        if jury_bps.0 == 0 && !self.judges.is_empty() {
            return Err(InputError::NoJury);
        }
        Ok(())
    }

    fn check_scores(&self, shortlist: &BTreeSet<EntrantId>) -> Result<(), InputError> {
        for judge in &self.judges {
            if let Some(entrant) = judge.totals.keys().find(|entrant| !shortlist.contains(entrant)) {
                return Err(InputError::NotShortlisted { judge: judge.id, entrant: *entrant });
            }
        }
        Ok(())
    }
}

fn unique<T: Ord + Copy>(
    ids: impl Iterator<Item = T>,
    twice: impl FnOnce(T) -> InputError,
) -> Result<(), InputError> {
    let mut seen = BTreeSet::new();
    let mut ids = ids;
    match ids.find(|id| !seen.insert(*id)) {
        Some(id) => Err(twice(id)),
        None => Ok(()),
    }
}
