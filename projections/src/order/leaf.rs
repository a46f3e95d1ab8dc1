//! Owns the entries of one leaf, in order, as three columns: an entry of `u64`, `u32` and `u16` takes 14 bytes, not 16.

use super::shape::{reserve, shift};
use super::{Entry, Filter, Place};

/// Entries looked at together when a page is gathered.
const RUN: usize = 32;

#[derive(Clone, Debug)]
pub(super) struct Leaf<K> {
    keys: Vec<K>,
    members: Vec<u32>,
    classes: Vec<u16>,
}

impl<K> Default for Leaf<K> {
    fn default() -> Self {
        Self { keys: Vec::new(), members: Vec::new(), classes: Vec::new() }
    }
}

impl<K: Ord + Copy> Leaf<K> {
    /// A leaf of entries that are in order already.
    pub(super) fn from_sorted(entries: &[Entry<K>]) -> Self {
        Self {
            keys: entries.iter().map(|entry| entry.key).collect(),
            members: entries.iter().map(|entry| entry.member).collect(),
            classes: entries.iter().map(|entry| entry.class).collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn place(&self, at: usize) -> Place<K> {
        Place { key: self.keys[at], member: self.members[at] }
    }

    pub(super) fn entry(&self, at: usize) -> Entry<K> {
        Entry { key: self.keys[at], member: self.members[at], class: self.classes[at] }
    }

    /// Where the place is held, or where it would be inserted.
    pub(super) fn search(&self, place: Place<K>) -> Result<usize, usize> {
        let first = self.keys.partition_point(|key| *key > place.key);
        let rest = &self.keys[first..];
        // Mostly no or one key is equal, and looking next door spares a search through cold memory.
        let equal = match rest.iter().take(2).take_while(|key| **key == place.key).count() {
            2 => rest.partition_point(|key| *key == place.key),
            few => few,
        };
        match self.members[first..first + equal].binary_search(&place.member) {
            Ok(at) => Ok(first + at),
            Err(at) => Err(first + at),
        }
    }

    pub(super) fn insert(&mut self, at: usize, entry: Entry<K>, max: usize) {
        reserve(&mut self.keys, 1, max);
        reserve(&mut self.members, 1, max);
        reserve(&mut self.classes, 1, max);
        self.keys.insert(at, entry.key);
        self.members.insert(at, entry.member);
        self.classes.insert(at, entry.class);
    }

    /// Removes the entry and returns its class.
    pub(super) fn remove(&mut self, at: usize) -> u16 {
        self.keys.remove(at);
        self.members.remove(at);
        self.classes.remove(at)
    }

    /// Moves entries over the border to the right neighbour until `left_len` are here.
    pub(super) fn shift(&mut self, right: &mut Self, left_len: usize, max: usize) {
        shift(&mut self.keys, &mut right.keys, left_len, max);
        shift(&mut self.members, &mut right.members, left_len, max);
        shift(&mut self.classes, &mut right.classes, left_len, max);
    }

    /// The column that a parent keeps for this leaf: the total, then the number of each class.
    pub(super) fn tally(&self, rows: usize) -> Vec<u32> {
        let mut tally = vec![0; rows];
        for class in &self.classes {
            tally[0] += 1;
            tally[usize::from(*class) + 1] += 1;
        }
        tally
    }

    /// How many of the first `end` entries the filter lets through.
    pub(super) fn count(&self, end: usize, filter: &Filter) -> u64 {
        filter.count_in(&self.classes[..end])
    }

    /// Adds the chosen entries to `out` until it is as long as `len`, without the first `skip` of them.
    pub(super) fn collect(&self, filter: &Filter, mut skip: u64, len: usize, out: &mut Vec<Entry<K>>) {
        if filter.is_all() {
            let want = len - out.len();
            out.extend((0..self.len()).skip(skip as usize).take(want).map(|at| self.entry(at)));
            return;
        }
        for (run, classes) in self.classes.chunks(RUN).enumerate() {
            // Counting a run is several times faster than going through it, and a rare class is in few runs.
            let chosen = filter.count_in(classes);
            if chosen <= skip {
                skip -= chosen;
                continue;
            }
            let hits = (0..classes.len()).filter(|at| filter.contains(classes[*at]));
            let want = len - out.len();
            out.extend(hits.skip(skip as usize).take(want).map(|at| self.entry(run * RUN + at)));
            if out.len() == len {
                return;
            }
            skip = 0;
        }
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.keys.capacity() * size_of::<K>()
            + self.members.capacity() * size_of::<u32>()
            + self.classes.capacity() * size_of::<u16>()
    }
}
