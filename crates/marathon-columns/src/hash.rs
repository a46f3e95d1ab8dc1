//! A hash table of plain numbers: open addressing over two columns, in shards.

use std::io;

use bytemuck::Pod;

use crate::{Column, Loader, Saver};

const SHARD_BITS: u32 = 6;

/// Maps 64-bit keys to plain values; a key may stand in it more than once.
///
/// Sharded, because a table that grows as a whole would stop its owner for as long as it takes to move every
/// entry; a shard moves a sixty-fourth of them. It grows by half, not to the double, to waste less.
/// The key `u64::MAX` is reserved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashColumn<V> {
    shards: Vec<Shard<V>>,
}

/// Key 0 in `keys` marks a free slot, so keys are kept one higher than they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shard<V> {
    keys: Column<u64>,
    values: Column<V>,
    len: usize,
}

/// Mixes words into one, for keys that are made of several. Deterministic for ever: keys are saved.
/// (The finaliser of SplitMix64, Steele, Lea and Flood 2014, over a running sum.)
#[must_use]
pub fn mix(words: &[u64]) -> u64 {
    let mut h = 0x9E37_79B9_7F4A_7C15_u64;
    for w in words {
        h = finalise(h.wrapping_add(*w).wrapping_add(0x9E37_79B9_7F4A_7C15));
    }
    h
}

pub(crate) fn finalise(mut h: u64) -> u64 {
    h = (h ^ (h >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    h = (h ^ (h >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    h ^ (h >> 31)
}

impl<V: Pod> Default for HashColumn<V> {
    fn default() -> Self {
        let empty = || Shard { keys: Column::new(), values: Column::new(), len: 0 };
        Self { shards: (0..1 << SHARD_BITS).map(|_| empty()).collect() }
    }
}

impl<V: Pod> HashColumn<V> {
    /// Adds an entry, whether or not the key stands there already.
    pub fn insert(&mut self, key: u64, value: V) {
        let hash = finalise(key);
        self.shards[shard_of(hash)].insert(hash, key, value);
    }

    /// The first value under this key that `is_it` accepts.
    pub fn find(&self, key: u64, is_it: impl FnMut(&V) -> bool) -> Option<V> {
        let hash = finalise(key);
        let shard = &self.shards[shard_of(hash)];
        shard.find(hash, key, is_it).map(|slot| shard.values[slot])
    }

    /// The value under this key, for keys that stand there once.
    #[must_use]
    pub fn get(&self, key: u64) -> Option<V> {
        self.find(key, |_| true)
    }

    /// The value under this key to change, made from `V`'s zero if it is not there.
    pub fn entry(&mut self, key: u64) -> &mut V {
        let hash = finalise(key);
        let shard = &mut self.shards[shard_of(hash)];
        let slot = match shard.find(hash, key, |_| true) {
            Some(slot) => slot,
            None => shard.insert(hash, key, V::zeroed()),
        };
        &mut shard.values[slot]
    }

    /// Takes out the first entry under this key that `is_it` accepts.
    pub fn remove(&mut self, key: u64, is_it: impl FnMut(&V) -> bool) -> Option<V> {
        let hash = finalise(key);
        self.shards[shard_of(hash)].remove(hash, key, is_it)
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shards.iter().map(|s| s.len).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every entry, in no order that means anything. Sort before anything depends on it.
    pub fn unordered(&self) -> impl Iterator<Item = (u64, V)> {
        self.shards.iter().flat_map(|s| {
            s.keys.iter().zip(s.values.iter()).filter(|(k, _)| **k != 0).map(|(k, v)| (k - 1, *v))
        })
    }

    /// Bytes held, used or not.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.shards.iter().map(|s| s.keys.heap_bytes() + s.values.heap_bytes()).sum()
    }

    /// Writes the table.
    ///
    /// # Errors
    /// If the snapshot cannot be written.
    pub fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        for shard in &self.shards {
            to.number(shard.len as u64)?;
            shard.keys.save(to)?;
            shard.values.save(to)?;
        }
        Ok(())
    }

    /// Reads a table that [`HashColumn::save`] wrote.
    ///
    /// # Errors
    /// If the snapshot cannot be read or is not one.
    pub fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        let mut shards = Vec::with_capacity(1 << SHARD_BITS);
        for _ in 0..1 << SHARD_BITS {
            let len = from.number()? as usize;
            shards.push(Shard { len, keys: Column::load(from)?, values: Column::load(from)? });
        }
        Ok(Self { shards })
    }
}

fn shard_of(hash: u64) -> usize {
    (hash >> (64 - SHARD_BITS)) as usize
}

impl<V: Pod> Shard<V> {
    /// Where a hash belongs: the bits below the shard's, scaled to the table (Lemire's fast range).
    fn home(&self, hash: u64) -> usize {
        ((u128::from(hash << SHARD_BITS) * self.keys.len() as u128) >> 64) as usize
    }

    fn step(&self, slot: usize) -> usize {
        if slot + 1 == self.keys.len() { 0 } else { slot + 1 }
    }

    fn find(&self, hash: u64, key: u64, mut is_it: impl FnMut(&V) -> bool) -> Option<usize> {
        if self.keys.is_empty() {
            return None;
        }
        let mut slot = self.home(hash);
        loop {
            match self.keys[slot] {
                0 => return None,
                k if k == key + 1 && is_it(&self.values[slot]) => return Some(slot),
                _ => slot = self.step(slot),
            }
        }
    }

    fn insert(&mut self, hash: u64, key: u64, value: V) -> usize {
        if (self.len + 1) * 5 > self.keys.len() * 4 {
            self.grow();
        }
        let mut slot = self.home(hash);
        while self.keys[slot] != 0 {
            slot = self.step(slot);
        }
        self.keys[slot] = key + 1;
        self.values[slot] = value;
        self.len += 1;
        slot
    }

    fn remove(&mut self, hash: u64, key: u64, is_it: impl FnMut(&V) -> bool) -> Option<V> {
        let mut hole = self.find(hash, key, is_it)?;
        let removed = self.values[hole];
        // Close the gap, so that no search ends before its entry (Knuth, vol. 3, 6.4, algorithm R).
        let mut slot = self.step(hole);
        while self.keys[slot] != 0 {
            let home = self.home(finalise(self.keys[slot] - 1));
            let stays = if hole <= slot { hole < home && home <= slot } else { hole < home || home <= slot };
            if !stays {
                self.keys[hole] = self.keys[slot];
                self.values[hole] = self.values[slot];
                hole = slot;
            }
            slot = self.step(slot);
        }
        self.keys[hole] = 0;
        self.values[hole] = V::zeroed();
        self.len -= 1;
        Some(removed)
    }

    fn grow(&mut self) {
        let slots = (self.keys.len() * 3 / 2).max(16);
        let keys = std::mem::replace(&mut self.keys, vec![0; slots].into());
        let values = std::mem::replace(&mut self.values, vec![V::zeroed(); slots].into());
        self.len = 0;
        for (k, v) in keys.iter().zip(values.iter()).filter(|(k, _)| **k != 0) {
            self.insert(finalise(k - 1), k - 1, *v);
        }
    }
}
