//! Builds a whole tree from its entries at once.

use super::arena::Arena;
use super::{Entry, Inner, Leaf, OrderTree, Shape};

impl<K: Ord + Copy> OrderTree<K> {
    /// The tree of these entries, which may come in any order; the same as inserting them one after another, but much
    /// faster, and with nodes about 7/8 full. Of several entries at one place the first stays. O(n log n).
    ///
    /// # Panics
    /// If a class is not below `classes`, or there are more than `u32::MAX` entries.
    #[must_use]
    pub fn build(classes: u16, entries: Vec<Entry<K>>) -> Self {
        Self::build_shaped(classes, Shape::default(), entries)
    }

    /// As [`OrderTree::build`], with nodes of another size.
    #[doc(hidden)]
    #[must_use]
    pub fn build_shaped(classes: u16, shape: Shape, mut entries: Vec<Entry<K>>) -> Self {
        assert!(entries.iter().all(|entry| entry.class < classes), "every class is below {classes}");
        // Stable, so that the first of several at one place is the first given, as with insertions.
        entries.sort_by_key(Entry::place);
        entries.dedup_by_key(|entry| entry.place());
        let mut tree = Self::new_shaped(classes, shape);
        if !entries.is_empty() {
            tree.len = u32::try_from(entries.len()).expect("a tree holds at most u32::MAX entries");
            tree.build_levels(&entries);
        }
        tree
    }

    fn build_levels(&mut self, sorted: &[Entry<K>]) {
        let leaves = self.shape.nodes_for(0, sorted.len());
        self.leaves = Arena::with_capacity(leaves);
        let mut ids: Vec<u32> =
            evenly(sorted, leaves).map(|part| self.leaves.put(Leaf::from_sorted(part))).collect();
        while ids.len() > 1 {
            self.height += 1;
            let nodes = self.shape.nodes_for(self.height, ids.len());
            ids = evenly(&ids, nodes).map(|part| self.build_inner(part)).collect();
        }
        self.root = ids[0];
    }

    fn build_inner(&mut self, children: &[u32]) -> u32 {
        let level = self.height;
        let children = children.iter().map(|id| self.child(*id, level - 1)).collect();
        let mut inner = Inner::new(level, self.rows());
        inner.splice(0..0, children, self.shape.max(level));
        self.inners.put(inner)
    }
}

/// Cuts the items into parts whose lengths differ by one at most, so that the last is no smaller than a node may be.
fn evenly<T>(items: &[T], parts: usize) -> impl Iterator<Item = &[T]> {
    let count = items.len();
    (0..parts).map(move |part| &items[count * part / parts..count * (part + 1) / parts])
}
