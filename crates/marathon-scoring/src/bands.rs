//! Diminishing rates: the first units of a sum count in full, later ones less.

use marathon_events::marathon_opened::Band;

/// What a unit at full rate is worth: rates are in basis points.
pub const FULL_RATE_BPS: u64 = 10_000;

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

    proptest! {
        #[test]
        fn more_units_never_count_less(a in 0_u64..5_000, more in 0_u64..5_000) {
            prop_assert!(through_bands(a, &bands()) <= through_bands(a + more, &bands()));
        }
    }
}
