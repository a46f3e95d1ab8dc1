//! Numbers out of many: medians with their spread, percentiles, and how people read them.

use std::fmt;

/// Median, smallest and largest of several runs.
#[derive(Clone, Copy)]
pub(crate) struct Spread {
    /// The middle run.
    pub(crate) median: f64,
    min: f64,
    max: f64,
}

impl Spread {
    /// Of these runs; zero without any.
    pub(crate) fn of(runs: impl IntoIterator<Item = f64>) -> Self {
        let mut runs: Vec<_> = runs.into_iter().collect();
        runs.sort_by(f64::total_cmp);
        let at = |i: usize| runs.get(i).copied().unwrap_or_default();
        Self { median: at(runs.len() / 2), min: at(0), max: at(runs.len().saturating_sub(1)) }
    }

    /// With this many digits after the point.
    pub(crate) fn digits(self, digits: usize) -> String {
        let Self { median, min, max } = self;
        format!("{median:.digits$} ({min:.digits$}..{max:.digits$})")
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}..{})", whole(self.median), whole(self.min), whole(self.max))
    }
}

/// Latencies of one run.
pub(crate) struct Latencies(Vec<u32>);

impl Latencies {
    /// From nanoseconds.
    pub(crate) fn of(mut nanos: Vec<u32>) -> Self {
        nanos.sort_unstable();
        Self(nanos)
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The percentile, in microseconds.
    pub(crate) fn micros(&self, percent: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let at = (percent / 100.0 * last as f64).round() as usize;
        self.0.get(at).map_or(0.0, |nanos| f64::from(*nanos) / 1_000.0)
    }
}

/// A number without a fraction, its thousands apart.
pub(crate) fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
