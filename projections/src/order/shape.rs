//! Owns the sizes of nodes and the bounds that splitting and merging keep.

/// How many children an inner node has at most; queries keep sums for one node on the stack.
pub(super) const CHILDREN_MAX: usize = 64;

/// How many entries a leaf has at most: its counts are one byte each, which is what keeps many classes cheap.
pub(super) const ENTRIES_MAX: usize = u8::MAX as usize;

/// Capacities of the nodes of a tree.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    entries_max: usize,
    children_max: usize,
}

impl Default for Shape {
    fn default() -> Self {
        Self { entries_max: ENTRIES_MAX, children_max: CHILDREN_MAX }
    }
}

impl Shape {
    /// Smaller nodes than usual. Panics if splitting and merging could not keep the bounds.
    #[must_use]
    pub fn new(entries_max: usize, children_max: usize) -> Self {
        assert!((5..=ENTRIES_MAX).contains(&entries_max), "entries of a leaf out of bounds: {entries_max}");
        assert!((5..=CHILDREN_MAX).contains(&children_max), "children out of bounds: {children_max}");
        Self { entries_max, children_max }
    }

    /// Most entries (level 0) or children (above) of a node.
    pub(super) fn max(self, level: usize) -> usize {
        if level == 0 { self.entries_max } else { self.children_max }
    }

    /// Fewest of them, the root excepted. Below a half, so that a node that has just been split or evened out with
    /// its neighbour stands several removals away from the next repair.
    pub(super) fn min(self, level: usize) -> usize {
        self.max(level) * 2 / 5
    }

    /// Two neighbours with so many together, or fewer, become one node, with room left for insertions.
    pub(super) fn merged_max(self, level: usize) -> usize {
        self.max(level) * 7 / 8
    }

    /// How many entries of a full leaf stay left when it is split for an insertion at `at`. At either end more is likely
    /// to come at the same end (members who join with the same key come by rising number), and what is left behind
    /// stays as it is: so it gets as much as the minimum allows.
    pub(super) fn border(self, at: usize) -> usize {
        let (max, min) = (self.max(0), self.min(0));
        match at {
            0 => min,
            at if at == max => max - min,
            _ => max / 2,
        }
    }

    /// Into how many nodes a bulk build puts `count` entries or children: about 7/8 full, a single one up to full.
    pub(super) fn nodes_for(self, level: usize, count: usize) -> usize {
        if count <= self.max(level) { 1 } else { count.div_ceil(self.max(level) * 7 / 8) }
    }
}

/// Room for `extra` more in a vector that never gets longer than `max`. Small vectors double, because there may be many
/// small trees; larger ones go straight to `max`, where doubling would overshoot it.
pub(super) fn reserve<T>(vec: &mut Vec<T>, extra: usize, max: usize) {
    let need = vec.len() + extra;
    if need > vec.capacity() {
        let capacity = if need <= max / 4 { need.next_power_of_two() } else { need.max(max) };
        vec.reserve_exact(capacity - vec.len());
    }
}

/// Moves elements over the border of two neighbours until the left one has `left_len`. With an empty right one it is a
/// split; with `left_len` at the sum it is a merge.
pub(super) fn shift<T>(left: &mut Vec<T>, right: &mut Vec<T>, left_len: usize, max: usize) {
    if left.len() < left_len {
        let count = left_len - left.len();
        reserve(left, count, max);
        left.extend(right.drain(..count));
    } else {
        let moved = left.drain(left_len..);
        reserve(right, moved.len(), max);
        right.splice(..0, moved);
    }
}
