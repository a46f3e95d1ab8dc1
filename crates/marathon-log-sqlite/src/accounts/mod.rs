//! Accounts and personal data: one file for the installation, `accounts.sqlite` beside `logs`.
//!
//! What is removed is overwritten with zeros in the file (`secure_delete`), and after an erasure the write-ahead log,
//! which still has the pages of before, is copied into the file and cut to nothing. Backups and what a file system or a
//! disk keeps of old blocks are out of reach from here.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use marathon_accounts::StoreError;
use marathon_log::LogError;
use parking_lot::Mutex;
use rusqlite::Connection;

use crate::error::failed;
use crate::file::{Kind, LogFile, checkpoint, pragma};
use crate::lock::DirectoryLock;

mod rows;
mod store;

const FILE: &str = "accounts.sqlite";

const ACCOUNTS: Kind =
    Kind { application_id: i32::from_be_bytes(*b"MarA"), format: 1, schema: include_str!("schema.sql") };

/// Longest wait for another thread's reading or writing.
const TURN_WAIT_MAX: Duration = Duration::from_secs(30);

/// Accounts in one SQLite file.
pub(crate) struct SqliteAccounts {
    name: String,
    reader: Mutex<Connection>,
    writer: Option<Mutex<Writer>>,
    /// They may outlive their store.
    _lock: Option<Arc<DirectoryLock>>,
}

struct Writer {
    connection: Connection,
    /// Set after a write whose outcome only a new process can learn.
    stopped: bool,
}

impl SqliteAccounts {
    /// Opens the file of a data directory for writing beside whoever holds the directory: SQLite lets one write at a time.
    /// A new one is made only by who holds the directory.
    pub(crate) fn open_beside(directory: &Path) -> Result<Self, LogError> {
        let no_access = |source| LogError::NoAccess { path: directory.to_owned(), source };
        std::fs::create_dir_all(directory).map_err(no_access)?;
        if !directory.join(FILE).try_exists().map_err(no_access)? {
            Self::open(directory, Some(Arc::new(DirectoryLock::take(directory)?)))?;
        }
        let file = Self::file(directory);
        let writer = Some(Mutex::new(Self::open_writer(&file)?));
        Ok(Self { reader: Mutex::new(file.open_reader()?), name: file.name, writer, _lock: None })
    }

    fn file(directory: &Path) -> LogFile {
        LogFile { kind: &ACCOUNTS, name: "accounts".to_owned(), path: directory.join(FILE) }
    }

    fn open_writer(file: &LogFile) -> Result<Writer, LogError> {
        let connection = file.open_writer()?;
        pragma(&connection, "secure_delete", "ON")
            .map_err(|e| failed(&file.name, "prepare to remove for good", e))?;
        Ok(Writer { connection, stopped: false })
    }

    /// Opens the file of a data directory; for writing if the directory's lock is given, and then it is made if it is
    /// not there. `None` if there is none to read.
    pub(crate) fn open(directory: &Path, lock: Option<Arc<DirectoryLock>>) -> Result<Option<Self>, LogError> {
        let file = Self::file(directory);
        let no_access = |source| LogError::NoAccess { path: file.path.clone(), source };
        if !file.path.try_exists().map_err(no_access)? {
            if lock.is_none() {
                return Ok(None);
            }
            file.create()?;
            for_its_owner_only(&file.path).map_err(no_access)?;
        }
        let writer = lock.is_some().then(|| Self::open_writer(&file).map(Mutex::new)).transpose()?;
        let reader = Mutex::new(file.open_reader()?);
        Ok(Some(Self { name: file.name, reader, writer, _lock: lock }))
    }

    fn read<T>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let Some(reader) = self.reader.try_lock_for(TURN_WAIT_MAX) else {
            return Err(not_done(operation, "too many wait for it"));
        };
        work(&reader).map_err(|e| not_done(operation, failed(&self.name, operation, e)))
    }

    /// One transaction, durable when this returns.
    fn write<T>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.write_and(operation, work, |_| Ok(()))
    }

    /// As [`Self::write`], and once that is durable, something that must be done before anybody writes again.
    fn write_and<T>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
        then: impl FnOnce(&Connection) -> Result<(), StoreError>,
    ) -> Result<T, StoreError> {
        let name = || self.name.clone();
        let Some(writer) = &self.writer else {
            return Err(not_done(operation, LogError::ReadOnly { name: name() }));
        };
        let Some(mut writer) = writer.try_lock_for(TURN_WAIT_MAX) else {
            return Err(not_done(operation, "too many wait for it"));
        };
        if writer.stopped {
            return Err(not_done(operation, LogError::Stopped { name: name() }));
        }
        let done = writer.connection.execute_batch("BEGIN IMMEDIATE").and_then(|()| work(&writer.connection));
        let done = match done {
            Ok(done) => done,
            Err(e) => {
                writer.roll_back();
                return Err(not_done(operation, failed(&self.name, operation, e)));
            }
        };
        if let Err(e) = writer.connection.execute_batch("COMMIT") {
            writer.roll_back();
            return Err(match failed(&self.name, operation, e) {
                full @ LogError::Full { .. } => not_done(operation, full),
                // As for a log: the frames may be in the file without being on the disk.
                other => {
                    writer.stopped = true;
                    StoreError::Unknown { operation, source: other.into() }
                }
            });
        }
        then(&writer.connection)?;
        Ok(done)
    }

    /// Empties the write-ahead log, so that what was removed is nowhere in the files.
    fn forget_pages(&self, operation: &'static str, connection: &Connection) -> Result<(), StoreError> {
        let kept = |source| StoreError::Unknown { operation, source };
        match checkpoint(connection) {
            Ok(true) => Ok(()),
            Ok(false) => Err(kept("somebody reads the file, so old pages are kept; do it again".into())),
            Err(e) => Err(kept(failed(&self.name, operation, e).into())),
        }
    }
}

impl Writer {
    fn roll_back(&self) {
        // SQLite has rolled back by itself after some errors. If this fails too, the next BEGIN says so.
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}

/// What lies beside the file while it is open gets the same permissions.
fn for_its_owner_only(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

fn not_done(
    operation: &'static str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> StoreError {
    StoreError::Failed { operation, source: source.into() }
}
