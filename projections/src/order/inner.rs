//! Owns an inner node: its children, in order, with a lower bound and the counts of each.

use std::ops::Range;

use super::Place;
use super::counts::Counts;
use super::shape::{reserve, shift};

/// A child as its parent sees it.
pub(super) struct Child<K> {
    /// A place not after any entry below.
    pub(super) low: Place<K>,
    pub(super) id: u32,
    /// Its column of counts: the total, then each class.
    pub(super) tally: Vec<u32>,
}

#[derive(Clone, Debug)]
pub(super) struct Inner<K> {
    /// For each child a place that no entry below it precedes and that every entry of the child before it precedes.
    /// Removals leave it as it is, so it need not be an entry.
    lows: Vec<Place<K>>,
    children: Vec<u32>,
    pub(super) counts: Counts,
}

impl<K> Default for Inner<K> {
    /// What a free slot holds.
    fn default() -> Self {
        Self { lows: Vec::new(), children: Vec::new(), counts: Counts::new(1, 0) }
    }
}

impl<K: Ord + Copy> Inner<K> {
    /// A node without children yet, at `level` (1 is above the leaves), with counts of `rows` rows.
    pub(super) fn new(level: usize, rows: usize) -> Self {
        Self { lows: Vec::new(), children: Vec::new(), counts: Counts::new(level, rows) }
    }

    pub(super) fn len(&self) -> usize {
        self.children.len()
    }

    pub(super) fn children(&self) -> &[u32] {
        &self.children
    }

    pub(super) fn lows(&self) -> &[Place<K>] {
        &self.lows
    }

    /// A place not after any entry below.
    pub(super) fn low(&self) -> Place<K> {
        self.lows[0]
    }

    /// Index of the child whose range the place falls in.
    pub(super) fn child_at(&self, place: Place<K>) -> usize {
        self.lows[1..].partition_point(|low| *low <= place)
    }

    /// As [`Inner::child_at`], for an insertion: the first child's bound follows a place before all others, so that
    /// every bound holds and children can move between nodes without asking a parent.
    pub(super) fn child_for(&mut self, place: Place<K>) -> usize {
        self.lows[0] = self.lows[0].min(place);
        self.child_at(place)
    }

    /// Replaces the children in `range`.
    pub(super) fn splice(&mut self, range: Range<usize>, with: Vec<Child<K>>, max: usize) {
        let extra = with.len().saturating_sub(range.len());
        reserve(&mut self.lows, extra, max);
        reserve(&mut self.children, extra, max);
        self.lows.splice(range.clone(), with.iter().map(|child| child.low));
        self.children.splice(range.clone(), with.iter().map(|child| child.id));
        let columns: Vec<Vec<u32>> = with.into_iter().map(|child| child.tally).collect();
        self.counts.splice(range, &columns);
    }

    /// Moves children over the border to the right neighbour until `left_len` are here.
    pub(super) fn shift(&mut self, right: &mut Self, left_len: usize, max: usize) {
        shift(&mut self.lows, &mut right.lows, left_len, max);
        shift(&mut self.children, &mut right.children, left_len, max);
        self.counts.shift(&mut right.counts, left_len);
    }

    /// The column that a parent keeps for this node.
    pub(super) fn tally(&self) -> Vec<u32> {
        self.counts.tally()
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.lows.capacity() * size_of::<Place<K>>()
            + self.children.capacity() * size_of::<u32>()
            + self.counts.heap_bytes()
    }
}
