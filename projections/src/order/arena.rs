//! Owns the storage of nodes: slots numbered by `u32`, reused after a node is freed.

use std::ops::{Index, IndexMut};

#[derive(Clone, Debug)]
pub(super) struct Arena<T> {
    slots: Vec<T>,
    free: Vec<u32>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), free: Vec::new() }
    }
}

impl<T: Default> Arena<T> {
    pub(super) fn with_capacity(slots: usize) -> Self {
        Self { slots: Vec::with_capacity(slots), free: Vec::new() }
    }

    pub(super) fn put(&mut self, value: T) -> u32 {
        if let Some(id) = self.free.pop() {
            self[id] = value;
            return id;
        }
        if self.slots.len() == self.slots.capacity() {
            // Doubling would leave up to half of the slots unused; a quarter still moves each slot O(1) times.
            self.slots.reserve_exact(self.slots.len() / 4 + 1);
        }
        self.slots.push(value);
        u32::try_from(self.slots.len() - 1).expect("there are fewer nodes than entries, and those fit u32")
    }

    /// Takes the value out and frees its slot.
    pub(super) fn remove(&mut self, id: u32) -> T {
        self.free.push(id);
        std::mem::take(&mut self[id])
    }

    /// Takes the value out and keeps its slot, which is where a change of two neighbours puts it back.
    pub(super) fn take(&mut self, id: u32) -> T {
        std::mem::take(&mut self[id])
    }
}

impl<T> Arena<T> {
    /// All slots; a free one holds the default value, which owns nothing.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter()
    }

    /// Slots in use.
    pub(super) fn live(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Bytes of the slots themselves, without what their values own.
    pub(super) fn heap_bytes(&self) -> usize {
        self.slots.capacity() * size_of::<T>() + self.free.capacity() * size_of::<u32>()
    }
}

impl<T> Index<u32> for Arena<T> {
    type Output = T;
    fn index(&self, id: u32) -> &T {
        &self.slots[id as usize]
    }
}

impl<T> IndexMut<u32> for Arena<T> {
    fn index_mut(&mut self, id: u32) -> &mut T {
        &mut self.slots[id as usize]
    }
}
