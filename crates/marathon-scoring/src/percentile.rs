//! Where a value lies among others: doubled mid-ranks, so that equal values stand in the middle of their places.

use crate::Rational;

/// Of each value `(2 × strictly below + equal, itself left out) / (2 × (n − 1))`; `alone` if there is no other.
pub(crate) fn percentiles<T: Ord>(values: &[T], alone: &Rational) -> Vec<Rational> {
    if values.len() == 1 {
        return vec![alone.clone()];
    }
    let mut sorted: Vec<_> = values.iter().collect();
    sorted.sort_unstable();
    let percentile = |value: &T| {
        let below = sorted.partition_point(|other| *other < value);
        let equal = sorted.partition_point(|other| *other <= value) - below - 1;
        Rational::new(2 * below + equal, 2 * (values.len() - 1))
    };
    values.iter().map(percentile).collect()
}
