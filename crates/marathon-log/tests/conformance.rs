//! The log in memory keeps the contract.

use std::sync::Arc;

use marathon_log::LogStore;
use marathon_log::conformance::Fixture;
use marathon_log::memory::MemoryStore;

/// A crash takes nothing: the store is what the nodes share.
#[derive(Default)]
struct Memory(MemoryStore);

impl Fixture for Memory {
    fn fresh(&mut self) {
        self.0 = MemoryStore::new();
    }

    fn store(&self) -> Arc<dyn LogStore> {
        Arc::new(self.0.clone())
    }

    fn reopen(&mut self) {
        self.0 = self.0.clone();
    }

    fn second(&self) -> Option<Arc<dyn LogStore>> {
        Some(self.store())
    }
}

marathon_log::conformance_tests!(Memory::default());
