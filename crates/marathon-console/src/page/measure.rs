//! Measures of nominations in words: their names, values and units.

use marathon_events::marathon_opened::{Metric, QuantityUnit};

use crate::{
    Error, ExactValue,
    numbers::{self, Rounded},
    texts::{MassUnit, Texts},
};

/// A value as a page shows it.
pub(super) struct Shown {
    /// With its unit, rounded for display.
    pub text: String,
    /// The exact fraction, for machines.
    pub fraction: String,
    /// What it was rounded from; `None` if it was not.
    pub rounded_from: Option<String>,
}

/// A value of a measure.
pub(super) fn show(t: Texts, metric: Metric, exact: ExactValue) -> Result<Shown, Error> {
    let ExactValue { numerator, denominator } = exact;
    let fraction =
        if denominator == 1 { numerator.to_string() } else { format!("{numerator}/{denominator}") };
    let rounded = value(t, metric, numerator, u128::from(denominator))?;
    let rounded_from = match rounded.as_ref().is_none_or(|v| v.exact) {
        true => None,
        false => Some(t.say_texts("value-rounded", &[("fraction", &fraction)])?),
    };
    Ok(Shown { text: rounded.map_or_else(|| "—".to_owned(), |v| v.text), fraction, rounded_from })
}

/// What is missing to the leader; a dash for the leader itself, or where the arithmetic ends.
pub(super) fn gap(t: Texts, metric: Metric, leading: ExactValue, own: ExactValue) -> Result<String, Error> {
    let (below, own_below) = (u128::from(leading.denominator), u128::from(own.denominator));
    let difference = || {
        let (high, low) = (leading.numerator.checked_mul(own_below)?, own.numerator.checked_mul(below)?);
        high.checked_sub(low).filter(|difference| *difference > 0)
    };
    let Some(difference) = difference() else { return Ok("—".to_owned()) };
    let shown = value(t, metric, difference, below * own_below)?;
    Ok(shown.map_or_else(|| "—".to_owned(), |v| format!("\u{2212}{}", v.text)))
}

/// The value with its unit, rounded for display; `None` if it has none.
fn value(t: Texts, metric: Metric, n: u128, d: u128) -> Result<Option<Rounded>, Error> {
    match metric {
        Metric::ActiveShare => match n.checked_mul(100) {
            Some(hundredfold) => t.counted("unit-percent", hundredfold, d, 1),
            None => Ok(None),
        },
        Metric::Per100k => Ok(numbers::fraction(t.language, n, d, 1)),
        Metric::Sum { .. } | Metric::PerMember { .. } | Metric::Deeds => units(t, metric, n, d),
    }
}

/// An amount of what a measure is made from: of what is summed, or of what it divides.
pub(super) fn units(t: Texts, metric: Metric, n: u128, d: u128) -> Result<Option<Rounded>, Error> {
    match metric {
        Metric::Sum { unit } | Metric::PerMember { unit } => match unit {
            QuantityUnit::Grams => {
                let whole = n.checked_div(d).unwrap_or_default();
                t.mass_in(MassUnit::of(u64::try_from(whole).unwrap_or(u64::MAX)), n, d, 2)
            }
            QuantityUnit::PersonMinutes => t.counted("unit-hours", n, d * 60, 1),
            QuantityUnit::People | QuantityUnit::PeopleHelped => t.counted("unit-people", n, d, 2),
            QuantityUnit::Trees => t.counted("unit-trees", n, d, 2),
            QuantityUnit::Animals => t.counted("unit-animals", n, d, 2),
        },
        Metric::Deeds | Metric::ActiveShare => t.counted("unit-deeds", n, d, 0),
        Metric::Per100k => t.counted("unit-people", n, d, 0),
    }
}

/// An amount of units as text, with a sign where it was rounded.
pub(super) fn amount(t: Texts, metric: Metric, n: u128, d: u128) -> Result<String, Error> {
    let shown = units(t, metric, n, d)?;
    let sign = |exact| if exact { "" } else { "≈\u{a0}" };
    Ok(shown.map_or_else(|| "—".to_owned(), |v| format!("{}{}", sign(v.exact), v.text)))
}

/// The message that names a measure.
pub(super) fn name(metric: Metric) -> &'static str {
    match metric {
        Metric::Deeds => "metric-deeds",
        Metric::ActiveShare => "metric-active-share",
        Metric::Per100k => "metric-per-100k",
        Metric::Sum { unit } => match unit {
            QuantityUnit::People => "metric-people",
            QuantityUnit::PeopleHelped => "metric-people-helped",
            QuantityUnit::PersonMinutes => "metric-person-minutes",
            QuantityUnit::Trees => "metric-trees",
            QuantityUnit::Grams => "metric-grams",
            QuantityUnit::Animals => "metric-animals",
        },
        Metric::PerMember { unit } => match unit {
            QuantityUnit::People => "metric-people-per-member",
            QuantityUnit::PeopleHelped => "metric-people-helped-per-member",
            QuantityUnit::PersonMinutes => "metric-person-minutes-per-member",
            QuantityUnit::Trees => "metric-trees-per-member",
            QuantityUnit::Grams => "metric-grams-per-member",
            QuantityUnit::Animals => "metric-animals-per-member",
        },
    }
}
