//! A shard: its rows one after the other, and an index of where they begin.

use super::{
    OFFSET_BITS, OFFSET_MASK, SHARD_BITS,
    row::{end_of, head, key_of},
};
use crate::{Column, hash::finalise};

/// In `slots`, 0 is free; others are one more than the offset of a row with bits of its hash above.
#[derive(Clone, Debug, Default)]
pub(super) struct Shard {
    pub(super) words: Column<u32>,
    pub(super) slots: Column<u32>,
    pub(super) len: usize,
}

impl Shard {
    /// The offset of a row, or the free slot where the search for it ended.
    pub(super) fn find(&self, hash: u64, key: u64) -> Result<u32, usize> {
        if self.slots.is_empty() {
            return Err(0);
        }
        let mut slot = self.home(hash);
        loop {
            match self.slots[slot].checked_sub(1) {
                None => return Err(slot),
                Some(at) if at >> OFFSET_BITS == mark(hash) => {
                    let offset = at & OFFSET_MASK;
                    if key_of(&self.words[offset as usize..]) == key {
                        return Ok(offset);
                    }
                }
                Some(_) => {}
            }
            slot = self.step(slot);
        }
    }

    pub(super) fn insert(&mut self, hash: u64, mut slot: usize, owner: u32, tag: u16, sums: usize) -> u32 {
        if (self.len + 1) * 5 > self.slots.len() * 4 {
            self.grow();
            slot = self.home(hash);
            while self.slots[slot] != 0 {
                slot = self.step(slot);
            }
        }
        let offset = self.words.len() as u32;
        assert!(offset < OFFSET_MASK, "a shard holds at most {OFFSET_MASK} words");
        self.slots[slot] = (mark(hash) << OFFSET_BITS | offset) + 1;
        self.words.extend_from_slice(&head(owner, tag, sums));
        self.words.extend_from_slice(&[0; 15][..sums]);
        self.len += 1;
        offset
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 4 / 3).max(16)].into();
        let mut offset = 0;
        while offset < self.words.len() {
            let row = &self.words[offset..];
            let hash = finalise(key_of(row));
            let mut slot = self.home(hash);
            while self.slots[slot] != 0 {
                slot = self.step(slot);
            }
            self.slots[slot] = (mark(hash) << OFFSET_BITS | offset as u32) + 1;
            offset += end_of(row);
        }
    }

    pub(super) fn offsets(&self) -> impl Iterator<Item = u32> {
        let next = |from: usize| (from < self.words.len()).then_some(from as u32);
        std::iter::successors(next(0), move |at| next(*at as usize + end_of(&self.words[*at as usize..])))
    }

    /// Where a hash belongs: the bits below the shard's, scaled to the table (Lemire's fast range).
    fn home(&self, hash: u64) -> usize {
        ((u128::from(hash << SHARD_BITS) * self.slots.len() as u128) >> 64) as usize
    }

    fn step(&self, slot: usize) -> usize {
        if slot + 1 == self.slots.len() { 0 } else { slot + 1 }
    }
}

/// The bits of a hash that neither choose the shard nor, much, the slot.
fn mark(hash: u64) -> u32 {
    (hash & ((1 << SHARD_BITS) - 1)) as u32
}
