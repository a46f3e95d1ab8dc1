//! The embedded driver keeps the contract.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use marathon_log::conformance::Fixture;
use marathon_log::{EventLog, LogError, LogName, LogStore};
use marathon_log_sqlite::{Access, SqliteStore};
use tempfile::TempDir;

struct Directory {
    _home: TempDir,
    home: PathBuf,
    /// How often the store was opened: each life has a directory of its own.
    lives: u32,
    store: Arc<Held>,
}

/// A store whose logs stay open when a case drops them: closing a log copies its write-ahead log into the file,
/// and then there would be nothing to lose in a crash.
struct Held {
    store: SqliteStore,
    logs: Mutex<Vec<Arc<dyn EventLog>>>,
}

impl Held {
    fn hold(&self, log: Arc<dyn EventLog>) -> Arc<dyn EventLog> {
        self.logs.lock().expect("no case panics here").push(Arc::clone(&log));
        log
    }
}

impl LogStore for Held {
    fn names(&self) -> Result<Vec<LogName>, LogError> {
        self.store.names()
    }

    fn open(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        self.store.open(name).map(|log| self.hold(log))
    }

    fn create(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        self.store.create(name).map(|log| self.hold(log))
    }
}

impl Directory {
    fn new() -> Self {
        let home = TempDir::new().expect("a directory for a test");
        let store = open(&home.path().join("0"));
        Self { home: home.path().to_owned(), _home: home, lives: 0, store }
    }

    fn next_life(&mut self) -> (PathBuf, PathBuf) {
        let last = self.home.join(self.lives.to_string());
        self.lives += 1;
        (last, self.home.join(self.lives.to_string()))
    }
}

fn open(directory: &Path) -> Arc<Held> {
    let store = SqliteStore::open(directory, Access::ReadWrite).expect("open a store");
    Arc::new(Held { store, logs: Mutex::default() })
}

impl Fixture for Directory {
    fn fresh(&mut self) {
        let (_, next) = self.next_life();
        self.store = open(&next);
    }

    fn store(&self) -> Arc<dyn LogStore> {
        Arc::clone(&self.store) as Arc<dyn LogStore>
    }

    /// Goes on with a copy of the files as they lie there while the store is still open: what was not written
    /// before the copy is lost, and the write-ahead log is left as a killed process leaves it.
    fn reopen(&mut self) {
        let (last, next) = self.next_life();
        fs::create_dir_all(next.join("logs")).expect("make a directory");
        for entry in fs::read_dir(last.join("logs")).expect("list the logs") {
            let from = entry.expect("list the logs").path();
            let name = from.file_name().expect("a file has a name");
            // The index of the write-ahead log is shared memory: it does not outlive a machine.
            if from.extension().is_some_and(|extension| extension != "sqlite-shm") {
                fs::copy(&from, next.join("logs").join(name)).expect("copy a file");
            }
        }
        self.store = open(&next);
    }
}

marathon_log::conformance_tests!(Directory::new());
