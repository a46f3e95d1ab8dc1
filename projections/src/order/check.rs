//! Checks that a tree is what it should be; for tests.

use super::{OrderTree, Place};

impl<K: Ord + Copy> OrderTree<K> {
    /// Panics unless every node is within its bounds, all entries are in order, every bound of a child holds, every
    /// count is right and no slot is lost. Visits everything.
    #[doc(hidden)]
    pub fn check(&self) {
        let mut last = None;
        let mut nodes = (0, 0);
        let tally = self.check_node(self.root, self.height, &mut last, &mut nodes);
        assert_eq!(tally[0], self.len, "the length is the number of entries");
        assert_eq!(nodes, (self.leaves.live(), self.inners.live()), "every node is reached or free");
        assert!(self.height == 0 || self.inners[self.root].len() > 1, "a root with one child is dropped");
    }

    fn check_node(
        &self,
        id: u32,
        level: usize,
        last: &mut Option<Place<K>>,
        nodes: &mut (usize, usize),
    ) -> Vec<u32> {
        let len = self.node_len(id, level);
        let min = if id == self.root && level == self.height { 0 } else { self.shape.min(level) };
        assert!((min..=self.shape.max(level)).contains(&len), "{len} in a node of level {level}");
        if level == 0 {
            nodes.0 += 1;
            self.check_leaf(id, last);
            return self.leaves[id].tally(self.rows());
        }
        nodes.1 += 1;
        let inner = &self.inners[id];
        for (at, child) in inner.children().iter().enumerate() {
            let low = inner.lows()[at];
            assert!(last.is_none_or(|last| last < low), "a bound is after the child before");
            assert!(low <= self.first(*child, level - 1), "a bound is not after its child's entries");
            let tally = self.check_node(*child, level - 1, last, nodes);
            for (row, count) in (0..).zip(tally) {
                let kept = inner.counts.before(&[row], at + 1) - inner.counts.before(&[row], at);
                assert_eq!(kept, u64::from(count), "count of row {row} of child {at} at level {level}");
            }
        }
        inner.tally()
    }

    fn check_leaf(&self, id: u32, last: &mut Option<Place<K>>) {
        let leaf = &self.leaves[id];
        for at in 0..leaf.len() {
            let place = leaf.place(at);
            assert!(last.is_none_or(|last| last < place), "entries are in order");
            *last = Some(place);
        }
    }

    /// The first place below a node by which its parent can be judged: an entry's, or a bound it keeps itself.
    fn first(&self, id: u32, level: usize) -> Place<K> {
        if level == 0 { self.leaves[id].place(0) } else { self.inners[id].low() }
    }
}
