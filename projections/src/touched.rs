//! Which rows of a table have changed.

use std::{collections::BTreeSet, mem};

use marathon_engine::tables::{Cell, TableChanges};

/// Keys of rows that changed, from the moment somebody wants to know.
#[derive(Debug)]
pub(crate) struct Touched<K> {
    is_tracking: bool,
    keys: BTreeSet<K>,
}

impl<K> Default for Touched<K> {
    fn default() -> Self {
        Self { is_tracking: false, keys: BTreeSet::new() }
    }
}

impl<K: Ord> Touched<K> {
    pub(crate) fn track(&mut self) {
        self.is_tracking = true;
    }

    pub(crate) fn touch(&mut self, key: K) {
        if self.is_tracking {
            self.keys.insert(key);
        }
    }

    /// The rows of these keys, which are touched no more.
    pub(crate) fn take(&mut self, row: impl Fn(&K) -> Row) -> TableChanges {
        let mut changes = TableChanges::default();
        for key in mem::take(&mut self.keys) {
            let Row { mut keys, values } = row(&key);
            match values {
                Some(values) => {
                    keys.extend(values);
                    changes.changed.push(keys);
                }
                None => changes.removed.push(keys),
            }
        }
        changes
    }
}

/// A row of a table; one without values is not there.
pub(crate) struct Row {
    pub(crate) keys: Vec<Cell>,
    pub(crate) values: Option<Vec<Cell>>,
}
