//! The store in memory keeps the contract.

use std::sync::Arc;

use marathon_accounts::AccountStore;
use marathon_accounts::conformance::Fixture;
use marathon_accounts::memory::MemoryAccounts;

/// A crash takes nothing: the store is what the nodes share.
#[derive(Default)]
struct Memory(Arc<MemoryAccounts>);

impl Fixture for Memory {
    fn fresh(&mut self) {
        self.0 = Arc::default();
    }

    fn store(&self) -> Arc<dyn AccountStore> {
        Arc::<MemoryAccounts>::clone(&self.0)
    }

    fn reopen(&mut self) {}
}

marathon_accounts::conformance_tests!(Memory::default());
