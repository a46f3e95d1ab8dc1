//! The arithmetic of standings: exact fractions and diminishing bands. Integers only, nothing is rounded.

use std::cmp::Ordering;

use marathon_events::marathon_opened::Band;
use serde::{Deserialize, Serialize};

/// What a unit at full rate is worth: rates are in basis points.
pub const FULL_RATE_BPS: u64 = 10_000;

/// A non-negative exact fraction. Compared by value, so 1/2 and 2/4 are equal; kept as it arose, so that its
/// parts can be explained.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Fraction {
    /// Upper part.
    pub numerator: u128,
    /// Lower part, at least 1.
    pub denominator: u64,
}

impl Fraction {
    /// Nothing, over one.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        // Cross-multiplied over 192 bits: no numerator and no denominator overflows it.
        wide(self.numerator, other.denominator).cmp(&wide(other.numerator, self.denominator))
    }
}

/// The 192-bit product as (high, low) with 64 bits in `low`.
fn wide(a: u128, b: u64) -> (u128, u64) {
    let low = u128::from(a as u64) * u128::from(b);
    let high = (a >> 64) * u128::from(b) + (low >> 64);
    (high, low as u64)
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Fraction {}

/// The counted amount of a capped sum: units times the rate of the band they fall in, over 10 000.
#[must_use]
pub fn through_bands(sum: u64, bands: &[Band]) -> u128 {
    if bands.is_empty() {
        return u128::from(sum) * u128::from(FULL_RATE_BPS);
    }
    let mut below = 0;
    let mut counted = 0;
    for band in bands {
        let upper = band.up_to.unwrap_or(u64::MAX).min(sum);
        counted += u128::from(upper.saturating_sub(below)) * u128::from(band.rate_bps.0);
        below = upper.max(below);
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;
    use marathon_events::BasisPoints;
    use proptest::prelude::*;

    fn bands() -> Vec<Band> {
        [(Some(600), 10_000), (Some(1_000), 5_000), (None, 1_000)]
            .map(|(up_to, rate)| Band { up_to, rate_bps: BasisPoints(rate) })
            .to_vec()
    }

    #[test]
    fn bands_at_their_edges() {
        let cases = [(0, 0), (600, 6_000_000), (601, 6_005_000), (1_000, 8_000_000), (1_100, 8_100_000)];
        for (sum, counted) in cases {
            assert_eq!(through_bands(sum, &bands()), counted, "{sum} units");
        }
        assert_eq!(through_bands(7, &[]), 70_000);
    }

    #[test]
    fn fractions_compare_by_value_even_at_the_limits() {
        let f = |numerator, denominator| Fraction { numerator, denominator };
        assert_eq!(f(1, 2), f(2, 4));
        assert!(f(1, 3) < f(1, 2));
        assert!(f(u128::MAX, u64::MAX) < f(u128::MAX, u64::MAX - 1));
    }

    proptest! {
        #[test]
        fn more_units_never_count_less(a in 0_u64..5_000, more in 0_u64..5_000) {
            prop_assert!(through_bands(a, &bands()) <= through_bands(a + more, &bands()));
        }

        #[test]
        fn fractions_order_like_cross_products(a in 0_u64.., b in 1_u32.., c in 0_u64.., d in 1_u32..) {
            let left = Fraction { numerator: a.into(), denominator: b.into() };
            let right = Fraction { numerator: c.into(), denominator: d.into() };
            let by_hand = (u128::from(a) * u128::from(d)).cmp(&(u128::from(c) * u128::from(b)));
            prop_assert_eq!(left.cmp(&right), by_hand);
        }
    }
}
