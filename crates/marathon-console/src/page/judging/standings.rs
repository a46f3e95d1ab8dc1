//! How the entries of a nomination stand once judging is closed: by the points alone, by the jury, and together with the
//! measure.

use marathon_events::award_decided::{ExactFraction, Outcome};

use super::{OwnEntry, OwnNomination};
use crate::{Error, numbers, texts::Texts};

/// The standings of a nomination; no rows until every judge's points are open.
pub(super) struct Standings {
    pub rows: Vec<Row>,
}

pub(super) struct Row {
    pub place: String,
    pub title: String,
    pub alias: Option<String>,
    pub mine: String,
    pub raw: String,
    pub jury: String,
    pub combined: String,
}

impl Standings {
    /// By place; those who have none come last.
    pub fn of(t: Texts, own: &OwnNomination) -> Result<Self, Error> {
        let mut entries: Vec<_> = own.entries.iter().filter(|entry| entry.standing.is_some()).collect();
        entries.sort_by_key(|entry| place(entry));
        Ok(Self { rows: entries.into_iter().map(|entry| row(t, entry)).collect::<Result<_, _>>()? })
    }
}

fn place(entry: &OwnEntry) -> u64 {
    match entry.standing.as_ref().map(|standing| standing.outcome) {
        Some(Outcome::Placed { place, .. } | Outcome::AwaitsDraw { from: place, .. }) => place,
        _ => u64::MAX,
    }
}

fn row(t: Texts, entry: &OwnEntry) -> Result<Row, Error> {
    let standing = entry.standing.as_ref();
    let raw = standing.and_then(|s| s.raw_mean.as_ref());
    let jury = standing.and_then(|s| s.jury.as_ref());
    let combined = standing.and_then(|s| s.combined.as_ref());
    let mine = entry.points.as_ref().map(|points| points.iter().map(u32::to_string).collect::<Vec<_>>());
    Ok(Row {
        place: standing.map_or(Ok(String::new()), |s| outcome(t, s.outcome))?,
        title: t.say_n("judging-entry", entry.mask)?,
        alias: entry.alias.clone(),
        mine: mine.map_or_else(nothing, |points| points.join(" · ")),
        raw: shown(t, raw, 1),
        jury: percent(t, jury, 100)?,
        // The most there is are 10 000 basis points.
        combined: percent(t, combined.and_then(hundredth).as_ref(), 1)?,
    })
}

fn outcome(t: Texts, outcome: Outcome) -> Result<String, Error> {
    Ok(match outcome {
        Outcome::Placed { place, .. } => t.integer(place),
        Outcome::AwaitsDraw { .. } => t.say("outcome-draw")?,
        Outcome::QuorumMissing => t.say("outcome-quorum")?,
        Outcome::Withdrawn => t.say("outcome-withdrawn")?,
        Outcome::Disqualified => t.say("outcome-disqualified")?,
        Outcome::NotShortlisted | Outcome::NotEligible => nothing(),
    })
}

fn nothing() -> String {
    "—".to_owned()
}

fn parts(fraction: &ExactFraction) -> Option<(u128, u128)> {
    Some((fraction.numerator().parse().ok()?, fraction.denominator().parse().ok()?))
}

fn hundredth(fraction: &ExactFraction) -> Option<ExactFraction> {
    let (_, below) = parts(fraction)?;
    ExactFraction::new(fraction.numerator().to_owned(), below.checked_mul(100)?.to_string())
}

/// A fraction, so many times, with two decimals; a sign where it was rounded.
fn shown(t: Texts, fraction: Option<&ExactFraction>, times: u128) -> String {
    let rounded = fraction
        .and_then(parts)
        .and_then(|(above, below)| numbers::fraction(t.language, above.checked_mul(times)?, below, 2));
    let sign = |exact| if exact { "" } else { "≈\u{a0}" };
    rounded.map_or_else(nothing, |r| format!("{}{}", sign(r.exact), r.text))
}

fn percent(t: Texts, fraction: Option<&ExactFraction>, times: u128) -> Result<String, Error> {
    match fraction {
        None => Ok(nothing()),
        Some(_) => t.say_texts("unit-percent", &[("value", &shown(t, fraction, times))]),
    }
}
