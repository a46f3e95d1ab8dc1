//! Exact fractions of any size. With many judges, whose numbers of entries divide a mean, 128 bits do not always
//! suffice.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, Mul},
};

use num_bigint::BigUint;
use num_rational::Ratio;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::Fraction;

/// A non-negative exact fraction, always reduced. On the wire `{"numerator": "81", "denominator": "2"}`, both as
/// decimal text, because readers of JSON may keep numbers in 53 bits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rational(Ratio<BigUint>);

impl Rational {
    /// `numerator` over `denominator`.
    ///
    /// # Panics
    /// If the denominator is 0.
    #[must_use]
    pub fn new(numerator: impl Into<BigUint>, denominator: impl Into<BigUint>) -> Self {
        Self(Ratio::new(numerator.into(), denominator.into()))
    }

    /// The arithmetic mean; `None` of nothing.
    #[must_use]
    pub fn mean(values: &[Self]) -> Option<Self> {
        let sum: Self = values.iter().cloned().sum();
        (!values.is_empty()).then(|| sum * Self::new(1_u32, values.len()))
    }

    /// Numerator and denominator as decimal text.
    pub(crate) fn decimal(&self) -> (String, String) {
        (self.0.numer().to_string(), self.0.denom().to_string())
    }

    /// `None` unless both are whole decimal numbers and the denominator is above 0.
    pub(crate) fn of_decimal(numerator: &str, denominator: &str) -> Option<Self> {
        let (numerator, denominator): (BigUint, BigUint) =
            (numerator.parse().ok()?, denominator.parse().ok()?);
        (denominator != BigUint::ZERO).then(|| Self::new(numerator, denominator))
    }
}

impl From<Fraction> for Rational {
    fn from(fraction: Fraction) -> Self {
        Self::new(fraction.numerator, fraction.denominator)
    }
}

impl Add for Rational {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Mul for Rational {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}

impl Sum for Rational {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        Self(values.map(|value| value.0).sum())
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.0.numer(), self.0.denom())
    }
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    numerator: String,
    denominator: String,
}

impl Text {
    fn parse(&self) -> Option<Rational> {
        let value = Rational::of_decimal(&self.numerator, &self.denominator)?;
        // One value has one text, because it is hashed.
        (Self::from(&value) == *self).then_some(value)
    }
}

impl From<&Rational> for Text {
    fn from(value: &Rational) -> Self {
        let (numerator, denominator) = value.decimal();
        Self { numerator, denominator }
    }
}

impl Serialize for Rational {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        Text::from(self).serialize(s)
    }
}

impl<'de> Deserialize<'de> for Rational {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Text::deserialize(d)?.parse().ok_or_else(|| {
            de::Error::custom(
                "a fraction is two whole decimal numbers without leading zeros, reduced, the lower above 0",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn r(numerator: u64, denominator: u64) -> Rational {
        Rational::new(numerator, denominator)
    }

    #[test]
    fn sums_products_and_means_are_exact_and_reduced() {
        assert_eq!(r(1, 6) + r(1, 3), r(1, 2));
        assert_eq!(r(2, 3) * r(3, 4), r(1, 2));
        // (1/2 + 3/4 + 0) / 3
        assert_eq!(Rational::mean(&[r(1, 2), r(3, 4), r(0, 1)]), Some(r(5, 12)));
        assert_eq!(Rational::mean(&[]), None);
        assert!(r(1, 3) < r(34, 100) && r(1, 3) > r(33, 100));
    }

    #[test]
    fn more_than_128_bits_are_no_limit() {
        // Denominators 2⁸⁹ − 1 and 2⁶¹ − 1 are primes, so the sum needs 150 bits; it differs by 1 from its neighbour.
        let (a, b) = ((1_u128 << 89) - 1, (1_u128 << 61) - 1);
        let sum = Rational::new(1_u32, a) + Rational::new(1_u32, b);
        assert!(sum > Rational::new(1_u32, b));
        let lower = "1427247692705959880439315947500961989719490561";
        assert_eq!(serde_json::to_value(&sum).unwrap()["denominator"], lower);
    }

    #[test]
    fn one_value_has_one_text() {
        let text = r#"{"numerator":"81","denominator":"2"}"#;
        assert_eq!(serde_json::to_string(&r(162, 4)).unwrap(), text);
        assert_eq!(serde_json::from_str::<Rational>(text).unwrap(), r(81, 2));
        for (upper, lower) in [("162", "4"), ("081", "2"), ("+81", "2"), ("81", "0"), ("-81", "2"), ("", "2")]
        {
            let text = format!(r#"{{"numerator":"{upper}","denominator":"{lower}"}}"#);
            let error = serde_json::from_str::<Rational>(&text).unwrap_err();
            assert!(error.to_string().contains("reduced"), "{text}: {error}");
        }
    }
}
