//! Chance that is the same on every machine: ChaCha with 12 rounds, and nothing but integers drawn from it by
//! rules that stand here, so that no version of a library changes a season.

use rand::{Rng, SeedableRng, rngs::ChaCha12Rng};

pub(crate) struct Random(ChaCha12Rng);

impl Random {
    /// One stream of draws for each purpose, so that more draws for one change nothing in the others.
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        for (slot, byte) in key[8..].iter_mut().zip(purpose.bytes()) {
            *slot = byte;
        }
        Self(ChaCha12Rng::from_seed(key))
    }

    /// A number from 0 up to, and without, `n`; 0 if `n` is 0.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(n)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True `part` times in `whole`.
    pub(crate) fn chance(&mut self, part: u64, whole: u64) -> bool {
        self.below(whole) < part
    }

    /// Mostly near `low`, seldom near `high`: a tail that falls with the square.
    pub(crate) fn tail(&mut self, low: u64, high: u64) -> u64 {
        let u = self.below(1_000);
        low + high.saturating_sub(low) * 30 / (30 + u) * (1_000 - u) / 1_000
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }

    /// A place in the list, as often as its weight says.
    pub(crate) fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return place,
            }
        }
        0
    }
}
