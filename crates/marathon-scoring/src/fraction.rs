//! Exact fractions of a fixed width, for the orders that every deed changes.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fractions_compare_by_value_even_at_the_limits() {
        let f = |numerator, denominator| Fraction { numerator, denominator };
        assert_eq!(f(1, 2), f(2, 4));
        assert!(f(1, 3) < f(1, 2));
        assert!(f(u128::MAX, u64::MAX) < f(u128::MAX, u64::MAX - 1));
    }

    proptest! {
        #[test]
        fn fractions_order_like_cross_products(a in 0_u64.., b in 1_u32.., c in 0_u64.., d in 1_u32..) {
            let left = Fraction { numerator: a.into(), denominator: b.into() };
            let right = Fraction { numerator: c.into(), denominator: d.into() };
            let by_hand = (u128::from(a) * u128::from(d)).cmp(&(u128::from(c) * u128::from(b)));
            prop_assert_eq!(left.cmp(&right), by_hand);
        }
    }
}
