//! Questions: how many, at which place, who stands there.

use super::shape::CHILDREN_MAX;
use super::{Entry, Filter, OrderTree, Place};

/// Which entries a walk gathers: the chosen ones after the first `skip`, until `len` are found.
struct Page<'a, K> {
    filter: &'a Filter,
    rows: &'a [u32],
    skip: u64,
    len: usize,
    found: Vec<Entry<K>>,
}

impl<K: Ord + Copy> OrderTree<K> {
    /// Number of entries the filter lets through.
    #[must_use]
    pub fn count(&self, filter: &Filter) -> u64 {
        if self.height == 0 {
            let root = &self.leaves[self.root];
            return root.count(root.len(), filter);
        }
        let root = &self.inners[self.root];
        root.counts.before(filter.rows(self.rows()), root.len())
    }

    /// Number of entries with a strictly greater key. One more is the rank in a competition, where equal keys share a
    /// place and the next key's place is as much lower.
    #[must_use]
    pub fn above(&self, key: K, filter: &Filter) -> u64 {
        // No member comes before number 0, so nothing with this key does.
        self.before(Place { key, member: 0 }, false, filter)
    }

    /// Number of entries strictly before the place, whether or not it is held: the index that `page` knows it by.
    #[must_use]
    pub fn index_of(&self, key: K, member: u32, filter: &Filter) -> u64 {
        self.before(Place { key, member }, false, filter)
    }

    /// The chosen entries from index `start` on, `len` of them or as many as there are. O(log n + len); a filter that
    /// selects few entries adds a leaf's length for each of them, never a walk through what it does not select.
    #[must_use]
    pub fn page(&self, start: u64, len: usize, filter: &Filter) -> Vec<Entry<K>> {
        let mut page = Page { filter, rows: filter.rows(self.rows()), skip: start, len, found: Vec::new() };
        if len > 0 {
            self.gather(self.root, self.height, &mut page);
        }
        page.found
    }

    /// The chosen entries strictly after the place, `len` of them or as many as there are. The place need not be held,
    /// so a reader can go on from the last entry it saw even if that has moved.
    #[must_use]
    pub fn after(&self, key: K, member: u32, len: usize, filter: &Filter) -> Vec<Entry<K>> {
        let start = self.before(Place { key, member }, true, filter);
        self.page(start, len, filter)
    }

    /// Chosen entries before the place, with the one that stands there if it is `included`.
    fn before(&self, place: Place<K>, included: bool, filter: &Filter) -> u64 {
        let rows = filter.rows(self.rows());
        let (mut id, mut count) = (self.root, 0);
        for _ in 0..self.height {
            let inner = &self.inners[id];
            let at = inner.child_at(place);
            count += inner.counts.before(rows, at);
            id = inner.children()[at];
        }
        let leaf = &self.leaves[id];
        let end = match leaf.search(place) {
            Ok(at) => at + usize::from(included),
            Err(at) => at,
        };
        count + leaf.count(end, filter)
    }

    /// Walks the subtree in order, past every child that has nothing for the page.
    fn gather(&self, id: u32, level: usize, page: &mut Page<'_, K>) {
        if level == 0 {
            self.leaves[id].collect(page.filter, page.skip, page.len, &mut page.found);
            page.skip = 0;
            return;
        }
        let inner = &self.inners[id];
        let mut sums = [0; CHILDREN_MAX];
        inner.counts.add_up(page.rows, &mut sums);
        for (child, sum) in inner.children().iter().zip(sums) {
            if u64::from(sum) <= page.skip {
                page.skip -= u64::from(sum);
                continue;
            }
            self.gather(*child, level - 1, page);
            if page.found.len() == page.len {
                return;
            }
        }
    }
}
