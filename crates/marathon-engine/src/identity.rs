//! Ids of events: version 7 UUIDs that grow strictly along a log.

use marathon_events::Timestamp;
use rand::{Rng, SeedableRng, rngs::StdRng};
use uuid::Uuid;

/// Makes the ids of a log.
///
/// The 12 bits after the version count up inside a millisecond, and run into the next one when they overflow
/// (RFC 9562, section 6.2, methods 1 and 4); the other 62 are random. Because ids grow with the position, columns of ids
/// are sorted, and a clock that goes backwards changes nothing.
#[derive(Debug)]
pub struct Ids {
    rng: StdRng,
}

impl Ids {
    /// From the system's randomness.
    #[must_use]
    pub fn random() -> Self {
        Self { rng: rand::make_rng() }
    }

    /// From a seed: the same seed and times give the same ids.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self { rng: StdRng::seed_from_u64(seed) }
    }

    /// The id that follows `last` at this moment.
    pub(crate) fn next(&mut self, last: Uuid, at: Timestamp) -> Uuid {
        const COUNTER_BITS: u32 = 12;
        // Millisecond and counter as one number, so that the counter carries into the millisecond.
        let clock = (at.0.max(0) as u64 / 1_000) << COUNTER_BITS;
        let (high, _) = last.as_u64_pair();
        let previous = (high >> 16 << COUNTER_BITS) | (high & 0xFFF);
        let ticks = clock.max(previous + 1);
        let millis = ticks >> COUNTER_BITS;
        let high = millis << 16 | 0x7000 | (ticks & 0xFFF);
        let low = 0x8000_0000_0000_0000 | self.rng.next_u64() >> 2;
        Uuid::from_u64_pair(high, low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_strictly_whatever_the_clock_does() {
        let mut ids = Ids::seeded(1);
        let mut last = Uuid::nil();
        let times =
            [1_720_000_000_000_000, 1_720_000_000_000_000, 1_600_000_000_000_000, 1_720_000_000_001_000];
        for at in times.iter().cycle().take(20_000) {
            let next = ids.next(last, Timestamp(*at));
            assert!(next > last, "{next} after {last}");
            assert_eq!((next.get_version_num(), next.get_variant()), (7, uuid::Variant::RFC4122));
            last = next;
        }
        // 4 096 ids fit into a millisecond; the last time given is one millisecond after the first.
        assert_eq!(last.as_u64_pair().0 >> 16, 1_720_000_000_001 + 20_000 / 4_096);
    }

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let ids = |seed| {
            let mut ids = Ids::seeded(seed);
            let first = ids.next(Uuid::nil(), Timestamp(5_000));
            [first, ids.next(first, Timestamp(9_000))]
        };
        assert_eq!(ids(7), ids(7));
        assert_ne!(ids(7), ids(8));
    }
}
