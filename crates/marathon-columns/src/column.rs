//! A growing column of plain numbers.

use std::{
    io,
    ops::{Deref, DerefMut},
};

use bytemuck::Pod;

use crate::{Loader, Saver};

/// A `Vec` of plain numbers that grows by an eighth instead of doubling, so that it holds little for nothing. Growing
/// may copy it: what is long and never cut up lies better in [`Chunks`](crate::Chunks).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column<T>(Vec<T>);

impl<T: Pod> Column<T> {
    /// An empty column.
    #[must_use]
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a value at the end.
    pub fn push(&mut self, value: T) {
        if self.0.len() == self.0.capacity() {
            self.0.reserve_exact((self.0.len() / 8).max(64));
        }
        self.0.push(value);
    }

    /// Adds values at the end.
    pub fn extend_from_slice(&mut self, values: &[T]) {
        let wanted = self.0.len() + values.len();
        if wanted > self.0.capacity() {
            self.0.reserve_exact((self.0.len() / 8).max(64).max(values.len()));
        }
        self.0.extend_from_slice(values);
    }

    /// Takes the last value off.
    pub fn pop(&mut self) -> Option<T> {
        self.0.pop()
    }

    /// Cuts the column to `len` values.
    pub fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    /// Makes the column `len` values long, new ones being `value`.
    pub fn resize(&mut self, len: usize, value: T) {
        if len > self.0.capacity() {
            self.0.reserve_exact((len - self.0.len()).max(self.0.len() / 8));
        }
        self.0.resize(len, value);
    }

    /// Bytes held, used or not.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.0.capacity() * size_of::<T>()
    }

    /// Writes the column.
    ///
    /// # Errors
    /// If the snapshot cannot be written.
    pub fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        to.slice(&self.0)
    }

    /// Reads a column that [`Column::save`] wrote.
    ///
    /// # Errors
    /// If the snapshot cannot be read or is not one.
    pub fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        Ok(Self(from.slice()?))
    }
}

impl<T> Deref for Column<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> DerefMut for Column<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T> From<Vec<T>> for Column<T> {
    fn from(values: Vec<T>) -> Self {
        Self(values)
    }
}
