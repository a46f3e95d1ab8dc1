//! Rows of sums: what belongs to a key lies together, as narrow as it is, and is found through one number.

mod row;
mod shard;

pub use row::{SumRow, SumRowMut};

use std::io;

use crate::{Column, HashColumn, Loader, Saver, hash::finalise};
use row::{end_of, key};
use shard::Shard;

const SHARD_BITS: u32 = 6;
/// A place is a shard and an offset in it.
const OFFSET_BITS: u32 = 32 - SHARD_BITS;
const OFFSET_MASK: u32 = (1 << OFFSET_BITS) - 1;

/// Rows of up to fifteen sums under an owner and a tag. Rows are never taken out.
///
/// A sum takes 32 bits; the upper half of one that outgrows them lies in a table of its own, so that nothing is lost
/// and hardly anything is paid for it. The index holds no keys, only where the row lies that does, and six bits of the
/// hash to pass over most rows that are not meant. Sharded for the same reason as [`HashColumn`].
#[derive(Clone, Debug)]
pub struct SumRows {
    shards: Vec<Shard>,
    /// Upper halves, by place and number of the sum.
    uppers: HashColumn<u32>,
}

impl Default for SumRows {
    fn default() -> Self {
        let shards = (0..1 << SHARD_BITS).map(|_| Shard::default()).collect();
        Self { shards, uppers: HashColumn::default() }
    }
}

impl SumRows {
    /// The row of this owner and tag.
    #[must_use]
    pub fn find(&self, owner: u32, tag: u16) -> Option<SumRow<'_>> {
        let hash = finalise(key(owner, tag));
        let (no, shard) = self.shard(hash);
        let offset = shard.find(hash, key(owner, tag)).ok()?;
        Some(self.at(no, offset))
    }

    /// The row of this owner and tag, made with `sums` zeros if it is not there.
    ///
    /// # Panics
    /// If the tag is not below 4 096, there are more than 15 sums, or a shard would pass 256 MiB.
    pub fn entry(&mut self, owner: u32, tag: u16, sums: usize) -> SumRowMut<'_> {
        let hash = finalise(key(owner, tag));
        let no = hash >> (64 - SHARD_BITS);
        let shard = &mut self.shards[no as usize];
        let (offset, is_new) = match shard.find(hash, key(owner, tag)) {
            Ok(offset) => (offset, false),
            Err(slot) => (shard.insert(hash, slot, owner, tag, sums), true),
        };
        let words = &mut shard.words[offset as usize..];
        let end = end_of(words);
        SumRowMut {
            words: &mut words[..end],
            place: (no as u32) << OFFSET_BITS | offset,
            uppers: &mut self.uppers,
            is_new,
        }
    }

    /// Every row: the same rows made in the same order come in the same order.
    pub fn rows(&self) -> impl Iterator<Item = SumRow<'_>> {
        (0..)
            .zip(&self.shards)
            .flat_map(move |(no, shard)| shard.offsets().map(move |offset| self.at(no, offset)))
    }

    fn shard(&self, hash: u64) -> (u32, &Shard) {
        let no = hash >> (64 - SHARD_BITS);
        (no as u32, &self.shards[no as usize])
    }

    fn at(&self, shard: u32, offset: u32) -> SumRow<'_> {
        let words = &self.shards[shard as usize].words[offset as usize..];
        SumRow { words: &words[..end_of(words)], place: shard << OFFSET_BITS | offset, uppers: &self.uppers }
    }

    /// Bytes held, used or not.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let shards: usize = self.shards.iter().map(|s| s.words.heap_bytes() + s.slots.heap_bytes()).sum();
        shards + self.uppers.heap_bytes()
    }

    /// Writes the rows.
    ///
    /// # Errors
    /// If the snapshot cannot be written.
    pub fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        for shard in &self.shards {
            to.number(shard.len as u64)?;
            shard.words.save(to)?;
            shard.slots.save(to)?;
        }
        self.uppers.save(to)
    }

    /// Reads rows that [`SumRows::save`] wrote.
    ///
    /// # Errors
    /// If the snapshot cannot be read or is not one.
    pub fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        let mut shards = Vec::with_capacity(1 << SHARD_BITS);
        for _ in 0..1 << SHARD_BITS {
            let len = from.number()? as usize;
            shards.push(Shard { len, words: Column::load(from)?, slots: Column::load(from)? });
        }
        Ok(Self { shards, uppers: HashColumn::load(from)? })
    }
}
