//! One row: what its words mean.

use crate::HashColumn;

/// Before the sums of a row: the owner; then tag, note, number of sums, and whether one of them is wide.
const HEAD: usize = 2;
pub(super) const TAG_BITS: u32 = 12;
const COUNT_SHIFT: u32 = 24;
const WIDE: u32 = 1 << 31;

/// The words before the sums of a new row.
pub(super) fn head(owner: u32, tag: u16, sums: usize) -> [u32; HEAD] {
    assert!(tag < 1 << TAG_BITS && sums <= 15, "a tag has {TAG_BITS} bits, a row at most 15 sums");
    [owner, u32::from(tag) | (sums as u32) << COUNT_SHIFT]
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub struct SumRow<'a> {
    pub(super) words: &'a [u32],
    pub(super) place: u32,
    pub(super) uppers: &'a HashColumn<u32>,
}

/// A row to be changed.
#[derive(Debug)]
pub struct SumRowMut<'a> {
    pub(super) words: &'a mut [u32],
    pub(super) place: u32,
    pub(super) uppers: &'a mut HashColumn<u32>,
    /// Whether it was made just now.
    pub is_new: bool,
}

pub(super) fn key(owner: u32, tag: u16) -> u64 {
    u64::from(owner) << TAG_BITS | u64::from(tag)
}

pub(super) fn key_of(words: &[u32]) -> u64 {
    key(words[0], tag_of(words))
}

fn tag_of(words: &[u32]) -> u16 {
    (words[1] & ((1 << TAG_BITS) - 1)) as u16
}

/// How many words the row takes that these begin with.
pub(super) fn end_of(words: &[u32]) -> usize {
    HEAD + (words[1] >> COUNT_SHIFT & 15) as usize
}

fn upper_key(place: u32, sum: usize) -> u64 {
    u64::from(place) << 4 | sum as u64
}

impl SumRow<'_> {
    /// Who the row belongs to.
    #[must_use]
    pub fn owner(&self) -> u32 {
        self.words[0]
    }

    /// Which of the owner's rows it is.
    #[must_use]
    pub fn tag(&self) -> u16 {
        tag_of(self.words)
    }

    /// What was noted on it.
    #[must_use]
    pub fn note(&self) -> u16 {
        (self.words[1] >> TAG_BITS & ((1 << TAG_BITS) - 1)) as u16
    }

    /// Where it lies, for ever; no two rows share a place.
    #[must_use]
    pub fn place(&self) -> u32 {
        self.place
    }

    /// One of its sums.
    ///
    /// # Panics
    /// If it has no such sum.
    #[must_use]
    pub fn sum(&self, no: usize) -> u64 {
        sum(self.words, self.uppers, self.place, no)
    }
}

impl SumRowMut<'_> {
    /// Where it lies, for ever; no two rows share a place.
    #[must_use]
    pub fn place(&self) -> u32 {
        self.place
    }

    /// Writes a note of twelve bits on it.
    ///
    /// # Panics
    /// If the note is not below 4 096.
    pub fn set_note(&mut self, note: u16) {
        assert!(note < 1 << TAG_BITS, "a note has {TAG_BITS} bits");
        let mask = ((1 << TAG_BITS) - 1) << TAG_BITS;
        self.words[1] = self.words[1] & !mask | u32::from(note) << TAG_BITS;
    }

    /// Takes `gone` off a sum, adds `come`, and gives what it is then.
    ///
    /// # Panics
    /// If it has no such sum.
    #[inline]
    pub fn replace(&mut self, no: usize, gone: u64, come: u64) -> u64 {
        let new = sum(self.words, self.uppers, self.place, no) - gone + come;
        self.words[HEAD + no] = new as u32;
        let upper = (new >> 32) as u32;
        if upper > 0 || self.words[1] & WIDE != 0 {
            self.words[1] |= WIDE;
            *self.uppers.entry(upper_key(self.place, no)) = upper;
        }
        new
    }
}

#[inline]
fn sum(words: &[u32], uppers: &HashColumn<u32>, place: u32, no: usize) -> u64 {
    let lower = u64::from(words[HEAD + no]);
    match words[1] & WIDE {
        0 => lower,
        _ => u64::from(uppers.get(upper_key(place, no)).unwrap_or(0)) << 32 | lower,
    }
}
