//! Owns the order of members under a key: places, ranks and pages of leaderboards and nominations.
//!
//! [`OrderTree`] is a counted B+ tree. Its order is the greatest key first and, under equal keys, the smallest
//! member first. Every entry belongs to a class (kind of entrant × region, say), and an inner node keeps for each
//! child how many entries of each class lie below it. One tree therefore answers "which place?" and "who is at
//! places 100 to 120?" for everyone and for any set of classes, by one walk from the root to a leaf.
//!
//! ```text
//!             inner   low places | child ids | counts: a row for all, a row for each class; a column for each child
//!            /  |  \
//!       leaf  leaf  leaf         keys | members | classes, side by side and without padding
//! ```
//!
//! Nodes live in arenas and name each other by `u32`, so a tree is a handful of vectors with no pointers to chase
//! on drop, and it can be cloned as it is.

mod arena;
mod build;
mod check;
mod counts;
mod edit;
mod filter;
mod inner;
mod leaf;
mod query;
mod shape;

use std::cmp::Ordering;

use arena::Arena;
pub use filter::Filter;
use inner::{Child, Inner};
use leaf::Leaf;
#[doc(hidden)]
pub use shape::Shape;

/// One line of a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<K> {
    /// What the order goes by, greatest first.
    pub key: K,
    /// Whose line it is; the smaller number comes first under equal keys.
    pub member: u32,
    /// The class that a [`Filter`] can choose; below the number of classes of the tree.
    pub class: u16,
}

/// A point in the order, whether or not an entry stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place<K> {
    key: K,
    member: u32,
}

impl<K: Ord> Ord for Place<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key).then_with(|| self.member.cmp(&other.member))
    }
}

impl<K: Ord> PartialOrd for Place<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Copy> Entry<K> {
    fn place(&self) -> Place<K> {
        Place { key: self.key, member: self.member }
    }
}

/// Entries in order of key (descending) and member (ascending), with counts by class.
///
/// A place, that is a pair of key and member, is held by at most one entry. The tree does not look for a member under
/// other keys: whoever moves a member removes it under its old key and inserts it under the new one.
#[derive(Clone, Debug)]
pub struct OrderTree<K> {
    shape: Shape,
    classes: u16,
    len: u32,
    /// Levels of inner nodes above the leaves; at 0 the root is a leaf.
    height: usize,
    root: u32,
    leaves: Arena<Leaf<K>>,
    inners: Arena<Inner<K>>,
}

impl<K: Ord + Copy> OrderTree<K> {
    /// An empty tree for classes `0..classes`.
    #[must_use]
    pub fn new(classes: u16) -> Self {
        Self::new_shaped(classes, Shape::default())
    }

    /// As [`OrderTree::new`], with nodes of another size: tests get high trees from few entries.
    #[doc(hidden)]
    #[must_use]
    pub fn new_shaped(classes: u16, shape: Shape) -> Self {
        let mut leaves = Arena::default();
        let root = leaves.put(Leaf::default());
        Self { shape, classes, len: 0, height: 0, root, leaves, inners: Arena::default() }
    }

    /// Number of classes the tree was made for.
    #[must_use]
    pub fn classes(&self) -> u16 {
        self.classes
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> u64 {
        u64::from(self.len)
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes on the heap, spare capacity included and the allocator's own overhead not. Visits every node.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let leaves: usize = self.leaves.iter().map(Leaf::heap_bytes).sum();
        let inners: usize = self.inners.iter().map(Inner::heap_bytes).sum();
        self.leaves.heap_bytes() + leaves + self.inners.heap_bytes() + inners
    }

    /// Rows of the counts of an inner node: the total, then the classes.
    fn rows(&self) -> usize {
        usize::from(self.classes) + 1
    }

    /// What a parent has to know about a node that is not empty; `level` 0 is a leaf.
    fn child(&self, id: u32, level: usize) -> Child<K> {
        if level == 0 {
            let leaf = &self.leaves[id];
            Child { low: leaf.place(0), id, tally: leaf.tally(self.rows()) }
        } else {
            let inner = &self.inners[id];
            Child { low: inner.low(), id, tally: inner.tally() }
        }
    }
}
