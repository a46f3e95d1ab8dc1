//! A store for a test, of the kind that `MARATHON_STORE` names: `memory` unless it says `sqlite` or `postgres`.

use std::{env, ops::Deref, sync::Arc};

use marathon_log::{LogStore, memory::MemoryStore};
use marathon_log_postgres::{PostgresStore, testing::Database};
use marathon_log_sqlite::{Access, SqliteStore};
use tempfile::TempDir;

/// Clones are the same store. What it stands on goes with the last of them.
#[derive(Clone)]
pub struct Store {
    store: Arc<dyn LogStore>,
    _ground: Ground,
}

/// What a store stands on.
#[derive(Clone)]
enum Ground {
    Nothing,
    Folder { _folder: Arc<TempDir> },
    Database { _database: Arc<Database<'static>> },
}

fn kind() -> String {
    env::var("MARATHON_STORE").unwrap_or_else(|_| "memory".into())
}

impl Store {
    /// An empty one.
    pub fn fresh() -> Self {
        match kind().as_str() {
            "memory" => Self { store: Arc::new(MemoryStore::new()), _ground: Ground::Nothing },
            "sqlite" => {
                let folder = TempDir::new().unwrap();
                let store = Arc::new(SqliteStore::open(folder.path(), Access::ReadWrite).unwrap());
                Self { store, _ground: Ground::Folder { _folder: Arc::new(folder) } }
            }
            "postgres" => {
                let database = Database::new();
                let store = Arc::new(PostgresStore::open(&database.options()).unwrap());
                Self { store, _ground: Ground::Database { _database: Arc::new(database) } }
            }
            other => panic!("MARATHON_STORE is {other:?}; memory, sqlite or postgres are meant"),
        }
    }

    /// Whether stores of this run live in memory.
    pub fn is_in_memory() -> bool {
        kind() == "memory"
    }

    /// For those who keep it.
    pub fn shared(&self) -> Arc<dyn LogStore> {
        Arc::clone(&self.store)
    }
}

impl Deref for Store {
    type Target = dyn LogStore;

    fn deref(&self) -> &Self::Target {
        &*self.store
    }
}
