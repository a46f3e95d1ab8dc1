//! Juries: totals, the ranks within each judge, and their mean for each entry (a Borda count with mid-ranks).
//!
//! Only the order in which a judge put the entries counts, so a lenient judge weighs as much as a severe one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use marathon_events::EntrantId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Rational, percentile::percentiles};

/// Identity of a judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JudgeId(pub Uuid);

impl fmt::Display for JudgeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a judge gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judge {
    /// Who.
    pub id: JudgeId,
    /// The total of every entry that was scored; see [`total_of`].
    pub totals: BTreeMap<EntrantId, u64>,
    /// Entries the judge must not decide about. A total for one of them is as if it had never been given: it is in no
    /// mean and no rank.
    pub recused_from: BTreeSet<EntrantId>,
}

/// What one judge made of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// Who scored.
    pub judge: JudgeId,
    /// Sum of scores by weight.
    pub total: u64,
    /// Rank among the entries this judge scored: 1 above all others, 0 below all.
    pub borda: Rational,
}

/// What the jury made of one entry that at least one judge scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JuryStanding {
    /// Mean of the ranks.
    pub part: Rational,
    /// Mean of the totals. Decides nothing; published beside the ranks.
    pub raw_mean: Rational,
    /// By judge.
    pub scores: Vec<Score>,
}

/// By judge: by entry, what the judge made of it.
pub(crate) type Ballots = BTreeMap<JudgeId, BTreeMap<EntrantId, Score>>;

/// A judge's total for an entry, of (score, weight) for each criterion; `None` if it does not fit into 64 bits.
#[must_use]
pub fn total_of(scores: impl IntoIterator<Item = (u32, u32)>) -> Option<u64> {
    let points = |(score, weight): (u32, u32)| u64::from(score) * u64::from(weight);
    scores.into_iter().map(points).try_fold(0, u64::checked_add)
}

pub(crate) fn ballots(judges: &[Judge]) -> Ballots {
    judges.iter().map(|judge| (judge.id, ballot(judge))).collect()
}

fn ballot(judge: &Judge) -> BTreeMap<EntrantId, Score> {
    let may_decide = |entry: &EntrantId| !judge.recused_from.contains(entry);
    let (entries, totals): (Vec<_>, Vec<_>) = judge
        .totals
        .iter()
        .filter(|(entry, _)| may_decide(entry))
        .map(|(entry, total)| (*entry, *total))
        .unzip();
    let ranks = percentiles(&totals, &Rational::new(1_u32, 2_u32));
    let scores = totals.into_iter().zip(ranks);
    let scores = scores.map(|(total, borda)| Score { judge: judge.id, total, borda });
    entries.into_iter().zip(scores).collect()
}

/// How every entry stands that at least one judge scored.
pub(crate) fn jury_standings(ballots: &Ballots) -> BTreeMap<EntrantId, JuryStanding> {
    let mut by_entry = BTreeMap::<_, Vec<Score>>::new();
    for (entry, score) in ballots.values().flatten() {
        by_entry.entry(*entry).or_default().push(score.clone());
    }
    by_entry.into_iter().filter_map(|(entry, scores)| Some((entry, standing(scores)?))).collect()
}

fn standing(scores: Vec<Score>) -> Option<JuryStanding> {
    let mean = |of: fn(&Score) -> Rational| Rational::mean(&scores.iter().map(of).collect::<Vec<_>>());
    let part = mean(|score| score.borda.clone())?;
    let raw_mean = mean(|score| Rational::new(score.total, 1_u32))?;
    Some(JuryStanding { part, raw_mean, scores })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_the_sum_of_scores_by_weight() {
        // 4×3 + 5×1 + 0×7
        assert_eq!(total_of([(4, 3), (5, 1), (0, 7)]), Some(17));
        assert_eq!(total_of([]), Some(0));
        // (2³² − 1)² = 2⁶⁴ − 2³³ + 1: one fits, two do not.
        let most = (u32::MAX, u32::MAX);
        assert_eq!(total_of([most]), Some(18_446_744_065_119_617_025));
        assert_eq!(total_of([most, most]), None);
    }
}
