//! Insertion and removal, with the splits, merges and shifts that keep every node within its bounds.

use super::arena::Arena;
use super::{Entry, Inner, Leaf, OrderTree, Place};

/// What an insertion did to a subtree.
enum Inserted {
    /// Nothing: the place is held already.
    Held,
    /// The subtree has one entry more.
    Grown,
    /// As well, its top node was split and this is the new right half.
    Split(u32),
}

impl<K: Ord + Copy> OrderTree<K> {
    /// Inserts the entry, or returns false and changes nothing if its place is held. O(log n).
    ///
    /// # Panics
    /// If the class is not below the number of classes, or there are `u32::MAX` entries already.
    pub fn insert(&mut self, entry: Entry<K>) -> bool {
        assert!(entry.class < self.classes, "class {} is not below {}", entry.class, self.classes);
        assert!(self.len < u32::MAX, "a tree holds at most u32::MAX entries");
        match self.insert_below(self.root, self.height, entry) {
            Inserted::Held => return false,
            Inserted::Grown => {}
            Inserted::Split(right) => self.raise_root(right),
        }
        self.len += 1;
        true
    }

    /// Removes the entry at the place, or returns false if none is there. O(log n).
    pub fn remove(&mut self, key: K, member: u32) -> bool {
        let removed = self.remove_below(self.root, self.height, Place { key, member }).is_some();
        if removed {
            self.len -= 1;
            self.lower_root();
        }
        removed
    }

    fn insert_below(&mut self, id: u32, level: usize, entry: Entry<K>) -> Inserted {
        if level == 0 {
            return self.insert_in_leaf(id, entry);
        }
        let inner = &mut self.inners[id];
        let at = inner.child_for(entry.place());
        let child = inner.children()[at];
        match self.insert_below(child, level - 1, entry) {
            Inserted::Held => Inserted::Held,
            Inserted::Grown => {
                self.inners[id].counts.add(entry.class, at);
                Inserted::Grown
            }
            Inserted::Split(right) => {
                self.refresh(id, level, at..at + 1, &[child, right]);
                self.split_if_over(id, level)
            }
        }
    }

    fn insert_in_leaf(&mut self, id: u32, entry: Entry<K>) -> Inserted {
        let max = self.shape.max(0);
        let leaf = &mut self.leaves[id];
        let Err(at) = leaf.search(entry.place()) else { return Inserted::Held };
        if leaf.len() < max {
            leaf.insert(at, entry, max);
            return Inserted::Grown;
        }
        let mut right = Leaf::default();
        let border = self.shape.border(at);
        leaf.shift(&mut right, border, max);
        if at <= border {
            leaf.insert(at, entry, max);
        } else {
            right.insert(at - border, entry, max);
        }
        Inserted::Split(self.leaves.put(right))
    }

    fn split_if_over(&mut self, id: u32, level: usize) -> Inserted {
        let (max, rows) = (self.shape.max(level), self.rows());
        let inner = &mut self.inners[id];
        if inner.len() <= max {
            return Inserted::Grown;
        }
        let mut right = Inner::new(level, rows);
        inner.shift(&mut right, inner.len() / 2, max);
        Inserted::Split(self.inners.put(right))
    }

    /// A new root over the old one and its right half.
    fn raise_root(&mut self, right: u32) {
        let left = self.root;
        self.height += 1;
        self.root = self.inners.put(Inner::new(self.height, self.rows()));
        self.refresh(self.root, self.height, 0..0, &[left, right]);
    }

    fn remove_below(&mut self, id: u32, level: usize, place: Place<K>) -> Option<u16> {
        if level == 0 {
            let leaf = &mut self.leaves[id];
            return leaf.search(place).ok().map(|at| leaf.remove(at));
        }
        let at = self.inners[id].child_at(place);
        let child = self.inners[id].children()[at];
        let class = self.remove_below(child, level - 1, place)?;
        self.inners[id].counts.subtract(class, at);
        if self.node_len(child, level - 1) < self.shape.min(level - 1) {
            self.repair(id, level, at);
        }
        Some(class)
    }

    /// Brings the child at `at` back over its minimum, together with a neighbour: as one node if they fit one with
    /// room to spare, else as two of the same size. An inner node always has a second child.
    fn repair(&mut self, id: u32, level: usize, at: usize) {
        let first = at.saturating_sub(1);
        let &[left, right] = &self.inners[id].children()[first..first + 2] else {
            unreachable!("a range of two");
        };
        let below = level - 1;
        let both = self.node_len(left, below) + self.node_len(right, below);
        if both <= self.shape.merged_max(below) {
            self.shift(left, right, below, both);
            self.free(right, below);
            self.refresh(id, level, first..first + 2, &[left]);
        } else {
            self.shift(left, right, below, both / 2);
            self.refresh(id, level, first..first + 2, &[left, right]);
        }
    }

    /// Drops roots with a single child.
    fn lower_root(&mut self) {
        while self.height > 0 && self.inners[self.root].len() == 1 {
            self.root = self.inners.remove(self.root).children()[0];
            self.height -= 1;
            if self.height == 0 {
                // The other slots are free now: a tree that was large once gives them back.
                let leaf = self.leaves.take(self.root);
                (self.leaves, self.inners) = (Arena::default(), Arena::default());
                self.root = self.leaves.put(leaf);
            }
        }
    }

    /// Puts these nodes, freshly counted, where the children in `range` of the node were.
    fn refresh(&mut self, id: u32, level: usize, range: std::ops::Range<usize>, nodes: &[u32]) {
        let children = nodes.iter().map(|node| self.child(*node, level - 1)).collect();
        self.inners[id].splice(range, children, self.shape.max(level));
    }

    /// Moves entries or children between two neighbours until the left one has `left_len`.
    fn shift(&mut self, left: u32, right: u32, level: usize, left_len: usize) {
        let max = self.shape.max(level);
        if level == 0 {
            let mut node = self.leaves.take(right);
            self.leaves[left].shift(&mut node, left_len, max);
            self.leaves[right] = node;
        } else {
            let mut node = self.inners.take(right);
            self.inners[left].shift(&mut node, left_len, max);
            self.inners[right] = node;
        }
    }

    fn free(&mut self, id: u32, level: usize) {
        if level == 0 {
            self.leaves.remove(id);
        } else {
            self.inners.remove(id);
        }
    }

    pub(super) fn node_len(&self, id: u32, level: usize) -> usize {
        if level == 0 { self.leaves[id].len() } else { self.inners[id].len() }
    }
}
