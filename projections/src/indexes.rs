//! Orders that exist from the first question on, and are kept up from then on.
//!
//! A marathon has hundreds of possible boards and people look at a few. An order nobody asked for costs nothing;
//! one that was asked for is built once and then follows every change.

use std::{collections::BTreeMap, fmt::Debug};

use parking_lot::RwLock;

use crate::order::{Entry, OrderTree};

#[expect(clippy::disallowed_types, reason = "only asked who is in it, never walked through")]
type Members = std::collections::HashSet<u32>;

/// Orders of members under a key, one for each board. Members whose key is `nothing` are not in the order.
#[derive(Debug)]
pub(crate) struct Indexes<B, K> {
    trees: RwLock<BTreeMap<B, OrderTree<K>>>,
    /// What members stood at before they were touched since the last settling.
    touched: Members,
    old: Vec<(B, u32, K)>,
    nothing: K,
}

impl<B: Ord + Copy + Debug, K: Ord + Copy> Indexes<B, K> {
    pub(crate) fn new(nothing: K) -> Self {
        Self { trees: RwLock::default(), touched: Members::default(), old: Vec::new(), nothing }
    }

    /// Remembers where a member stands in these boards, before it changes. Only the first time since the last
    /// settling: what lies between was never seen.
    pub(crate) fn touch(&mut self, member: u32, mut key: impl FnMut(B) -> K) {
        let trees = self.trees.get_mut();
        if trees.is_empty() || !self.touched.insert(member) {
            return;
        }
        self.old.extend(trees.keys().map(|board| (*board, member, key(*board))));
    }

    /// Moves everybody who was touched to where they stand now.
    pub(crate) fn settle(&mut self, key: impl Fn(B, u32) -> K, class: impl Fn(u32) -> u16) {
        let trees = self.trees.get_mut();
        for (board, member, old) in self.old.drain(..) {
            let new = key(board, member);
            let Some(tree) = trees.get_mut(&board).filter(|_| old != new) else { continue };
            if old != self.nothing {
                let was_there = tree.remove(old, member);
                assert!(was_there, "member {member} was not where it stood in {board:?}");
            }
            if new != self.nothing {
                tree.insert(Entry { key: new, member, class: class(member) });
            }
        }
        self.touched.clear();
    }

    /// Asks an order, which is built first if nobody asked before.
    pub(crate) fn ask<T>(
        &self,
        board: B,
        build: impl FnOnce() -> OrderTree<K>,
        ask: impl FnOnce(&OrderTree<K>) -> T,
    ) -> T {
        if let Some(tree) = self.trees.read().get(&board) {
            return ask(tree);
        }
        ask(self.trees.write().entry(board).or_insert_with(build))
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.trees.read().values().map(OrderTree::heap_bytes).sum()
    }
}
