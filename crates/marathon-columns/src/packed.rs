//! A hash table of sums, key and sum in one word.

use std::io;

use crate::{Column, HashColumn, Loader, Saver, hash::finalise};

const SHARD_BITS: u32 = 6;
const SUM_BITS: u32 = 21;
/// In place of the sum: it is a wide one and stands in a table of its own.
const WIDE: u64 = (1 << SUM_BITS) - 1;
const FREE: u64 = u64::MAX;

/// Maps keys of 43 bits to sums: sums below 2²¹ − 1 take no room beside the key, wider ones a table of their own.
///
/// Sharded for the same reason as [`HashColumn`]. The greatest key is reserved.
#[derive(Clone, Debug)]
pub struct PackedSums {
    shards: Vec<Shard>,
    wide: HashColumn<u64>,
}

#[derive(Clone, Debug, Default)]
struct Shard {
    words: Column<u64>,
    len: usize,
}

impl Default for PackedSums {
    fn default() -> Self {
        let shards = (0..1 << SHARD_BITS).map(|_| Shard::default()).collect();
        Self { shards, wide: HashColumn::default() }
    }
}

impl PackedSums {
    /// The sum under a key; 0 if nothing was added to it.
    #[must_use]
    pub fn get(&self, key: u64) -> u64 {
        let hash = finalise(key);
        let shard = &self.shards[(hash >> (64 - SHARD_BITS)) as usize];
        let slot = if shard.words.is_empty() { None } else { Some(shard.slot(hash, key)) };
        match slot.map(|slot| shard.words[slot]).filter(|word| *word != FREE) {
            None => 0,
            Some(word) if word & WIDE == WIDE => self.wide.get(key).unwrap_or(0),
            Some(word) => word & WIDE,
        }
    }

    /// Takes `gone` off a sum and adds `come`; gives what it was and what it is.
    ///
    /// # Panics
    /// If the key has more than 43 bits.
    pub fn replace(&mut self, key: u64, gone: u64, come: u64) -> (u64, u64) {
        assert!(key < FREE >> SUM_BITS, "a key has {} bits", 64 - SUM_BITS);
        let hash = finalise(key);
        let word = self.shards[(hash >> (64 - SHARD_BITS)) as usize].entry(hash, key);
        let old = match *word & WIDE {
            WIDE => self.wide.get(key).unwrap_or(0),
            narrow => narrow,
        };
        let new = old - gone + come;
        *word = key << SUM_BITS | new.min(WIDE);
        if new >= WIDE {
            *self.wide.entry(key) = new;
        }
        (old, new)
    }

    /// Bytes held, used or not.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.shards.iter().map(|s| s.words.heap_bytes()).sum::<usize>() + self.wide.heap_bytes()
    }

    /// Writes the table.
    ///
    /// # Errors
    /// If the snapshot cannot be written.
    pub fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        for shard in &self.shards {
            to.number(shard.len as u64)?;
            shard.words.save(to)?;
        }
        self.wide.save(to)
    }

    /// Reads a table that [`PackedSums::save`] wrote.
    ///
    /// # Errors
    /// If the snapshot cannot be read or is not one.
    pub fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        let mut shards = Vec::with_capacity(1 << SHARD_BITS);
        for _ in 0..1 << SHARD_BITS {
            shards.push(Shard { len: from.number()? as usize, words: Column::load(from)? });
        }
        Ok(Self { shards, wide: HashColumn::load(from)? })
    }
}

impl Shard {
    /// The word under this key, with a sum of 0 if it was not there.
    fn entry(&mut self, hash: u64, key: u64) -> &mut u64 {
        if (self.len + 1) * 5 > self.words.len() * 4 {
            self.grow();
        }
        let slot = self.slot(hash, key);
        let word = &mut self.words[slot];
        if *word == FREE {
            *word = key << SUM_BITS;
            self.len += 1;
        }
        word
    }

    /// Where a key stands, or the free slot where the search for it ended.
    fn slot(&self, hash: u64, key: u64) -> usize {
        // The bits below the shard's, scaled to the table (Lemire's fast range).
        let mut slot = ((u128::from(hash << SHARD_BITS) * self.words.len() as u128) >> 64) as usize;
        while self.words[slot] != FREE && self.words[slot] >> SUM_BITS != key {
            slot = if slot + 1 == self.words.len() { 0 } else { slot + 1 };
        }
        slot
    }

    fn grow(&mut self) {
        let slots = (self.words.len() * 4 / 3).max(16);
        let words = std::mem::replace(&mut self.words, vec![FREE; slots].into());
        for word in words.iter().filter(|word| **word != FREE) {
            let key = word >> SUM_BITS;
            let slot = self.slot(finalise(key), key);
            self.words[slot] = *word;
        }
    }
}
