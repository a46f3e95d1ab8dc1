//! The value of an entrant in a nomination, as an exact fraction.

use marathon_events::marathon_opened::{Band, Metric};

use crate::{FULL_RATE_BPS, Fraction, through_bands};

/// Units the metric of regions is taken over.
const RESIDENTS: u128 = 100_000;

/// What a metric is made from. Each metric looks at what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Units after the caps; where deeds are counted, deeds.
    pub capped: u64,
    /// Distinct persons named on counted deeds.
    pub active: u64,
    /// Members of a group or residents of a region; at least 1.
    pub divisor: u64,
}

/// The metric of an entrant. Nothing is 0/1; anything else is kept over 10 000, members or residents, as it arose.
#[must_use]
pub fn measure(metric: Metric, bands: &[Band], of: Measured) -> Fraction {
    let Measured { capped, active, divisor } = of;
    let (numerator, denominator) = match metric {
        Metric::Sum { .. } => (through_bands(capped, bands), FULL_RATE_BPS),
        Metric::PerMember { .. } => (through_bands(capped, bands), FULL_RATE_BPS * divisor),
        Metric::Deeds => (u128::from(capped), 1),
        Metric::ActiveShare => (u128::from(active.min(divisor)), divisor),
        Metric::Per100k => (RESIDENTS * u128::from(capped), divisor),
    };
    match numerator {
        0 => Fraction::ZERO,
        _ => Fraction { numerator, denominator },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marathon_events::{BasisPoints, marathon_opened::QuantityUnit};

    fn parts(metric: Metric, capped: u64, active: u64, divisor: u64) -> (u128, u64) {
        let band = |up_to, rate| Band { up_to, rate_bps: BasisPoints(rate) };
        let bands = [band(Some(600), 10_000), band(Some(1_000), 5_000), band(None, 1_000)];
        let Fraction { numerator, denominator } =
            measure(metric, &bands, Measured { capped, active, divisor });
        (numerator, denominator)
    }

    #[test]
    fn every_metric_by_hand() {
        let unit = QuantityUnit::Trees;
        // 600 + 400/2 + 100/10 = 810 units.
        assert_eq!(parts(Metric::Sum { unit }, 1_100, 9, 7), (8_100_000, 10_000));
        assert_eq!(parts(Metric::PerMember { unit }, 1_100, 9, 7), (8_100_000, 70_000));
        // Neither deeds nor people go through bands.
        assert_eq!(parts(Metric::Deeds, 1_100, 9, 7), (1_100, 1));
        assert_eq!(parts(Metric::Per100k, 210, 9, 1_000), (21_000_000, 1_000));
        assert_eq!(parts(Metric::ActiveShare, 1_100, 3, 7), (3, 7));
        assert_eq!(parts(Metric::ActiveShare, 1_100, 9, 7), (7, 7), "at most all members");
    }

    #[test]
    fn nothing_is_zero_whatever_it_is_divided_by() {
        for metric in [Metric::Deeds, Metric::ActiveShare, Metric::Per100k] {
            assert_eq!(parts(metric, 0, 0, 7), (0, 1));
        }
    }
}
