//! A column of growing ids that is searched without an index of its own.

use std::io;

use crate::{Chunks, Column, Loader, Saver};

/// One fence for so many ids: the fences of a million ids take 250 kB, which a processor's second-level cache holds,
/// so that only the last steps of a search go to memory.
const FENCE_EVERY: usize = 32;

/// Ids of 16 bytes, each greater than the one before, and where each stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdColumn {
    ids: Chunks<[u8; 16]>,
    /// The first 8 bytes of every 32nd id, as a number.
    fences: Column<u64>,
}

impl IdColumn {
    /// Adds an id at the end.
    pub fn push(&mut self, id: [u8; 16]) {
        if self.ids.len().is_multiple_of(FENCE_EVERY) {
            self.fences.push(head(&id));
        }
        self.ids.push(id);
    }

    /// Takes the last id off.
    pub fn pop(&mut self) {
        if self.ids.pop().is_some() && self.ids.len().is_multiple_of(FENCE_EVERY) {
            self.fences.pop();
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The id at this place.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn get(&self, place: usize) -> [u8; 16] {
        self.ids[place]
    }

    /// Where an id stands.
    #[must_use]
    pub fn find(&self, id: [u8; 16]) -> Option<usize> {
        let wanted = head(&id);
        let mut block = self.fences.partition_point(|f| *f <= wanted).checked_sub(1)?;
        // Several ids may share their first half: then the search begins where they do.
        while block > 0 && self.fences[block] == wanted {
            block -= 1;
        }
        let first = self.fences[block];
        let start = block * FENCE_EVERY;
        // Ids are numbers of time, so their distances say about where in the block one is.
        let mut place = start;
        if let Some(next) = self.fences.get(block + 1).filter(|next| wanted < **next) {
            place += ((wanted - first) / ((next - first) / FENCE_EVERY as u64 + 1)) as usize;
        }
        while place > start && head(&self.ids[place]) >= wanted {
            place -= 1;
        }
        while place < self.ids.len() && self.ids[place] < id {
            place += 1;
        }
        (place < self.ids.len() && self.ids[place] == id).then_some(place)
    }

    /// All ids, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = [u8; 16]> {
        self.ids.iter()
    }

    /// Bytes held, used or not.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.ids.heap_bytes() + self.fences.heap_bytes()
    }

    /// Writes the column.
    ///
    /// # Errors
    /// If the snapshot cannot be written.
    pub fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.ids.save(to)
    }

    /// Reads a column that [`IdColumn::save`] wrote.
    ///
    /// # Errors
    /// If the snapshot cannot be read or is not one.
    pub fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        let ids = Chunks::<[u8; 16]>::load(from)?;
        let fences: Vec<u64> = ids.iter().step_by(FENCE_EVERY).map(|id| head(&id)).collect();
        Ok(Self { ids, fences: fences.into() })
    }
}

fn head(id: &[u8; 16]) -> u64 {
    (u128::from_be_bytes(*id) >> 64) as u64
}
