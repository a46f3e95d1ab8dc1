//! Entrants a, b, c, ... and judges 1, 2, 3, ... in few words.

use marathon_events::{BasisPoints, EntrantId, Position};
use marathon_scoring::{
    Award, Entrant, Entry, Fraction, Gone, Judge, JudgeId, Link, NominationInputs, Outcome, Rational, Record,
};
use uuid::Uuid;

pub fn id(name: char) -> EntrantId {
    EntrantId(Uuid::from_u128(name as u128))
}

pub fn name(id: EntrantId) -> char {
    char::from_u32(id.0.as_u128() as u32).unwrap()
}

pub fn judge_id(number: u32) -> JudgeId {
    JudgeId(Uuid::from_u128(number.into()))
}

/// A reduced fraction.
pub fn r(numerator: u64, denominator: u64) -> Rational {
    Rational::new(numerator, denominator)
}

/// An entrant with nothing but a metric; all of the same record.
pub fn entrant(name: char, metric: u64) -> Entrant {
    Entrant {
        id: id(name),
        admitted: true,
        metric: Fraction { numerator: metric.into(), denominator: 1 },
        record: Record { counted_deeds: 10, active_days: 5, last_position: Some(Position(100)) },
        gone: None,
    }
}

pub fn judge(number: u32, totals: &[(char, u64)]) -> Judge {
    let totals = totals.iter().map(|(name, total)| (id(*name), *total)).collect();
    Judge { id: judge_id(number), totals, recused_from: [].into() }
}

/// 6 000 of metric, 4 000 of jury, one score needed, one winner, a known seed.
pub fn nomination(
    entrants: impl IntoIterator<Item = Entrant>,
    judges: impl IntoIterator<Item = Judge>,
) -> NominationInputs {
    NominationInputs {
        metric_bps: BasisPoints(6_000),
        jury_bps: BasisPoints(4_000),
        quorum: 1,
        shortlist_size: 20,
        winners: 1,
        entrants: entrants.into_iter().collect(),
        judges: judges.into_iter().collect(),
        waived: [].into(),
        seed: Some(b"seed".to_vec()),
    }
}

/// The same without a jury.
pub fn without_jury(entrants: impl IntoIterator<Item = Entrant>) -> NominationInputs {
    let bps = (BasisPoints(10_000), BasisPoints(0));
    NominationInputs { metric_bps: bps.0, jury_bps: bps.1, ..nomination(entrants, []) }
}

pub fn withdrawn(entrant: Entrant) -> Entrant {
    Entrant { gone: Some(Gone::Withdrawn), ..entrant }
}

pub fn decide(inputs: &NominationInputs) -> Award {
    Award::decide(inputs).unwrap()
}

pub fn entry(award: &Award, name: char) -> &Entry {
    award.entries.iter().find(|entry| entry.entrant == id(name)).unwrap()
}

/// Everybody with a place, in order, and what separated them from the next.
pub fn places(award: &Award) -> Vec<(char, Option<Link>)> {
    let placed = award.entries.iter().filter_map(|entry| match entry.outcome {
        Outcome::Placed { place, separated_by } => Some((place, (name(entry.entrant), separated_by))),
        _ => None,
    });
    let (numbers, places): (Vec<_>, Vec<_>) = placed.unzip();
    assert!(numbers.iter().copied().eq(1..=numbers.len() as u64), "{numbers:?}");
    places
}

pub fn winners(award: &Award) -> String {
    award.winners.iter().map(|id| name(*id)).collect()
}

/// Metric part, jury part and standing of an entry.
pub fn standing(award: &Award, name: char) -> [Option<Rational>; 3] {
    let entry = entry(award, name);
    [entry.metric_part.clone(), entry.jury.as_ref().map(|jury| jury.part.clone()), entry.standing.clone()]
}
