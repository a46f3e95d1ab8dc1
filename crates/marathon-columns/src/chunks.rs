//! A long column that never moves.

use std::{
    io,
    ops::{Index, IndexMut},
};

use bytemuck::Pod;

use crate::{Loader, Saver};

const CHUNK_BITS: u32 = 12;
const CHUNK: usize = 1 << CHUNK_BITS;

/// Plain numbers in chunks of 4 096: growing takes a new chunk and leaves the others where they are, so nobody waits while
/// a hundred million values are copied, and less than a chunk is held for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chunks<T>(Vec<Vec<T>>);

impl<T: Pod> Chunks<T> {
    /// Adds a value at the end.
    pub fn push(&mut self, value: T) {
        match self.0.last_mut() {
            Some(last) if last.len() < CHUNK => last.push(value),
            last => {
                // Most columns of a small marathon never fill their first chunk.
                let capacity = if last.is_none() { 16 } else { CHUNK };
                let mut chunk = Vec::with_capacity(capacity);
                chunk.push(value);
                self.0.push(chunk);
            }
        }
    }

    /// Takes the last value off.
    pub fn pop(&mut self) -> Option<T> {
        let last = self.0.last_mut()?;
        let value = last.pop();
        if last.is_empty() {
            self.0.pop();
        }
        value
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * CHUNK + last.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All values, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = T> {
        (0..self.len()).map(|place| self[place])
    }

    /// Bytes held, used or not.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let values: usize = self.0.iter().map(|chunk| chunk.capacity() * size_of::<T>()).sum();
        values + self.0.capacity() * size_of::<Vec<T>>()
    }

    /// Writes the same as a [`Column`](crate::Column) of these values would.
    ///
    /// # Errors
    /// If the snapshot cannot be written.
    pub fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        to.number(self.len() as u64)?;
        self.0.iter().try_for_each(|chunk| to.values(chunk))
    }

    /// Reads a column that [`Chunks::save`] wrote.
    ///
    /// # Errors
    /// If the snapshot cannot be read or is not one.
    pub fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        let mut chunks = Self(Vec::new());
        let mut left = from.number()?;
        while left > 0 {
            let some = left.min(CHUNK as u64);
            chunks.0.push(from.values(some)?);
            left -= some;
        }
        if let [_, .., last] = &mut chunks.0[..] {
            last.reserve_exact(CHUNK - last.len());
        }
        Ok(chunks)
    }
}

impl<T> Index<usize> for Chunks<T> {
    type Output = T;
    fn index(&self, place: usize) -> &T {
        &self.0[place >> CHUNK_BITS][place & (CHUNK - 1)]
    }
}

impl<T> IndexMut<usize> for Chunks<T> {
    fn index_mut(&mut self, place: usize) -> &mut T {
        &mut self.0[place >> CHUNK_BITS][place & (CHUNK - 1)]
    }
}
