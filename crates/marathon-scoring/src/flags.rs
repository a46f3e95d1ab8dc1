//! Judges who disagree with the rest. They are shown, never dropped.

use std::{cmp::Ordering, collections::BTreeMap};

use marathon_events::EntrantId;
use serde::{Deserialize, Serialize};

use crate::{JudgeId, Rational, Score, jury::Ballots};

/// Fewest entries in common with others from which a judge can be flagged.
pub const COMMON_ENTRIES_MIN: usize = 5;

/// A judge whose ranking correlates negatively with the mean of the others.
///
/// Compared are two values of each common entry, one that this judge and at least one other scored: the judge's own
/// rank, and the mean of the ranks that the other judges who scored it gave it, each within all entries that that
/// judge scored. Kendall's τ-b of the two is (concordant − discordant) / √((n₀ − n₁)(n₀ − n₂)), where n₀ counts all
/// pairs of common entries, n₁ and n₂ those that are equal in one ranking or the other. So it is below 0 exactly
/// if more pairs are discordant than concordant. If all entries are equal in one ranking it is not defined, no pair is
/// either, and nobody is flagged.
///
/// M. G. Kendall, "The treatment of ties in ranking problems", Biometrika 33 (1945).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// Who.
    pub judge: JudgeId,
    /// Entries compared.
    pub common_entries: u64,
    /// Pairs of entries that this judge and the others put in the same order.
    pub concordant: u64,
    /// Pairs that they put in opposite orders.
    pub discordant: u64,
}

/// Every judge to be flagged, by id.
pub(crate) fn flags(ballots: &Ballots) -> Vec<Flag> {
    ballots.iter().filter_map(|(judge, own)| flag(*judge, own, ballots)).collect()
}

fn flag(judge: JudgeId, own: &BTreeMap<EntrantId, Score>, ballots: &Ballots) -> Option<Flag> {
    let others = |entry: &EntrantId| {
        let others = ballots.iter().filter(|(other, _)| **other != judge);
        let ranks: Vec<_> = others.filter_map(|(_, ballot)| Some(ballot.get(entry)?.borda.clone())).collect();
        Rational::mean(&ranks)
    };
    let common: Vec<_> =
        own.iter().filter_map(|(entry, score)| Some((score.borda.clone(), others(entry)?))).collect();
    let (concordant, discordant) = pairs(&common);
    let flagged = common.len() >= COMMON_ENTRIES_MIN && concordant < discordant;
    flagged.then_some(Flag { judge, common_entries: common.len() as u64, concordant, discordant })
}

/// How many pairs are concordant, and how many discordant; a pair that is equal in one ranking is neither.
fn pairs(common: &[(Rational, Rational)]) -> (u64, u64) {
    let (mut concordant, mut discordant) = (0, 0);
    for (place, (own, others)) in common.iter().enumerate() {
        for (other_own, other_others) in &common[..place] {
            let (here, there) = (own.cmp(other_own), others.cmp(other_others));
            let either_equal = here == Ordering::Equal || there == Ordering::Equal;
            concordant += u64::from(!either_equal && here == there);
            discordant += u64::from(!either_equal && here != there);
        }
    }
    (concordant, discordant)
}
