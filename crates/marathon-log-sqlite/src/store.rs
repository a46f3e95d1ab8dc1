//! A data directory with its logs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use marathon_accounts::AccountStore;
use marathon_log::{EventLog, LogError, LogName, LogStore};
use parking_lot::Mutex;

use crate::accounts::SqliteAccounts;
use crate::file::{LOG, LogFile, sync_directory};
use crate::lock::DirectoryLock;
use crate::log::SqliteLog;

const LOGS: &str = "logs";
const EXTENSION: &str = "sqlite";

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To append and read. One process at a time has it; the directory is made if it is not there.
    ReadWrite,
    /// To read, beside a process that writes or without one.
    ReadOnly,
}

/// The logs of a data directory.
pub struct SqliteStore {
    directory: PathBuf,
    logs: PathBuf,
    lock: Option<Arc<DirectoryLock>>,
    /// Logs in use. A log has one writer, so that one whose outcome is unknown stops all who would write.
    open: Mutex<BTreeMap<LogName, Weak<SqliteLog>>>,
    accounts: Mutex<Option<Arc<SqliteAccounts>>>,
}

impl SqliteStore {
    /// Opens a data directory.
    ///
    /// # Errors
    /// [`LogError::NoAccess`] if it cannot be used, [`LogError::InUse`] if another process writes to it.
    pub fn open(directory: &Path, access: Access) -> Result<Self, LogError> {
        let no_access = |source| LogError::NoAccess { path: directory.to_owned(), source };
        let logs = directory.join(LOGS);
        let lock = match access {
            Access::ReadWrite => {
                fs::create_dir_all(&logs).map_err(no_access)?;
                sync_directory(&logs).map_err(no_access)?;
                Some(Arc::new(DirectoryLock::take(directory)?))
            }
            Access::ReadOnly => None,
        };
        fs::read_dir(&logs).map_err(no_access)?;
        let directory = directory.to_owned();
        Ok(Self { directory, logs, lock, open: Mutex::default(), accounts: Mutex::default() })
    }

    /// The accounts of a data directory alone, to change them beside the process that writes to it.
    ///
    /// # Errors
    /// [`LogError::NoAccess`] if it cannot be used, [`LogError::InUse`] if there are none yet and another process is about
    /// to make them.
    pub fn open_accounts(directory: &Path) -> Result<Arc<dyn AccountStore>, LogError> {
        Ok(Arc::new(SqliteAccounts::open_beside(directory)?))
    }

    /// Opens a log that exists, as [`LogStore::open`] does, with what only this driver can do.
    ///
    /// # Errors
    /// As [`LogStore::open`].
    pub fn open_log(&self, name: &LogName) -> Result<Arc<SqliteLog>, LogError> {
        let mut open = self.open.lock();
        if let Some(log) = open.get(name).and_then(Weak::upgrade) {
            return Ok(log);
        }
        let file = self.file(name);
        if !self.exists(&file)? {
            return Err(LogError::NoSuchLog(name.clone()));
        }
        let log = Arc::new(SqliteLog::open(file, self.lock.clone())?);
        open.insert(name.clone(), Arc::downgrade(&log));
        Ok(log)
    }

    fn file(&self, name: &LogName) -> LogFile {
        LogFile { kind: &LOG, name: name.to_string(), path: self.logs.join(format!("{name}.{EXTENSION}")) }
    }

    fn exists(&self, file: &LogFile) -> Result<bool, LogError> {
        file.path.try_exists().map_err(|e| self.no_access(e))
    }

    fn no_access(&self, source: std::io::Error) -> LogError {
        LogError::NoAccess { path: self.logs.clone(), source }
    }
}

impl LogStore for SqliteStore {
    fn accounts(&self) -> Result<Option<Arc<dyn AccountStore>>, LogError> {
        let mut open = self.accounts.lock();
        if open.is_none() {
            *open = SqliteAccounts::open(&self.directory, self.lock.clone())?.map(Arc::new);
        }
        Ok(open.as_ref().map(|accounts| Arc::clone(accounts) as Arc<dyn AccountStore>))
    }

    fn names(&self) -> Result<Vec<LogName>, LogError> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.logs).map_err(|e| self.no_access(e))? {
            let path = entry.map_err(|e| self.no_access(e))?.path();
            if path.extension().is_some_and(|extension| extension == EXTENSION) {
                names.extend(path.file_stem().and_then(|stem| stem.to_str()).and_then(LogName::parse));
            }
        }
        names.sort();
        Ok(names)
    }

    fn open(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        Ok(self.open_log(name)?)
    }

    fn create(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        if self.lock.is_none() {
            return Err(LogError::ReadOnly { name: name.to_string() });
        }
        {
            // Nobody else makes logs here: other processes by the lock, other threads by this one.
            let _one_at_a_time = self.open.lock();
            let file = self.file(name);
            if self.exists(&file)? {
                return Err(LogError::LogExists(name.clone()));
            }
            file.create()?;
        }
        Ok(self.open_log(name)?)
    }
}
