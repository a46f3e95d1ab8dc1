//! The file of a log: how it is made, recognised and opened.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use marathon_log::LogError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::failed;

/// The newest format of a log's file that this program knows; kept in `user_version`.
pub const FORMAT: u32 = 1;

/// What a file holds, and how we know it.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Four letters of ASCII, kept in `application_id`, so that `file` and we know it from any other database.
    pub(crate) application_id: i32,
    /// The newest format that this program knows.
    pub(crate) format: u32,
    /// Its tables.
    pub(crate) schema: &'static str,
}

/// A log.
pub(crate) const LOG: Kind =
    Kind { application_id: i32::from_be_bytes(*b"Mara"), format: FORMAT, schema: include_str!("schema.sql") };

/// Large pages make scans and large turns cheaper by a third, and single events hardly dearer.
const PAGE_BYTES: u32 = 16 * 1024;

/// How long to wait for another program that has the file, such as a shell.
pub(crate) const BUSY_WAIT_MAX: Duration = Duration::from_secs(5);

const WRITER_CACHE_KIB: u32 = 64 * 1024;
const READER_CACHE_KIB: u32 = 8 * 1024;

/// Pages in the write-ahead log at which a commit copies them into the file. That commit waits for the copy: fewer
/// pages make it short, more of them make it rare.
const CHECKPOINT_PAGES: u32 = 512;

/// Name and place of one log's file, or of one of another kind.
#[derive(Clone, Debug)]
pub(crate) struct LogFile {
    pub(crate) kind: &'static Kind,
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

impl LogFile {
    /// The write-ahead log beside the file.
    pub(crate) fn wal(&self) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push("-wal");
        path.into()
    }

    /// Makes an empty log under a temporary name and renames it: it is there as a whole or not at all.
    pub(crate) fn create(&self) -> Result<(), LogError> {
        let io = |operation| {
            move |e: std::io::Error| LogError::Failed {
                operation,
                name: self.name.clone(),
                source: Box::new(e),
            }
        };
        let unfinished = self.path.with_extension("unfinished");
        for leftover in ["", "-journal", "-wal", "-shm"] {
            let mut path = unfinished.clone().into_os_string();
            path.push(leftover);
            match fs::remove_file(&path) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                    return Err(io("remove what is left of an unfinished log")(e));
                }
                _ => {}
            }
        }
        write_schema(&unfinished, self.kind).map_err(|e| failed(&self.name, "write the schema", e))?;
        File::open(&unfinished).and_then(|f| f.sync_all()).map_err(io("sync a new log"))?;
        fs::rename(&unfinished, &self.path).map_err(io("give a new log its name"))?;
        sync_directory(&self.path).map_err(io("sync the directory of a new log"))
    }

    /// A connection that may write. What an earlier process left in the write-ahead log is made durable before
    /// anybody builds on it: recovery reads it from the system's cache, which proves nothing about the disk.
    pub(crate) fn open_writer(&self) -> Result<Connection, LogError> {
        let connection = self.connect()?;
        let setup = || {
            pragma(&connection, "synchronous", "FULL")?;
            pragma(&connection, "cache_size", format!("-{WRITER_CACHE_KIB}"))?;
            pragma(&connection, "wal_autocheckpoint", CHECKPOINT_PAGES)
        };
        let prepared = |e| failed(&self.name, "prepare a log for writing", e);
        setup().map_err(prepared)?;
        match checkpoint(&connection).map_err(prepared) {
            Ok(true) => {}
            // Somebody reads from it for longer than we wait, or the file has no room to grow: then it stays where
            // it is, which is as good unless a sync failed before.
            Ok(false) | Err(LogError::Full { .. }) => self.sync_wal()?,
            Err(other) => return Err(other),
        }
        Ok(connection)
    }

    fn sync_wal(&self) -> Result<(), LogError> {
        File::open(self.wal()).and_then(|wal| wal.sync_all()).map_err(|e| LogError::Failed {
            operation: "sync what was left in the write-ahead log",
            name: self.name.clone(),
            source: Box::new(e),
        })
    }

    /// A connection that only reads. It is opened for writing nevertheless, because the first to read after a
    /// crash recovers the write-ahead log's index; `query_only` keeps it from writing anything else.
    pub(crate) fn open_reader(&self) -> Result<Connection, LogError> {
        let connection = self.connect()?;
        let setup = || {
            pragma(&connection, "query_only", "ON")?;
            pragma(&connection, "cache_size", format!("-{READER_CACHE_KIB}"))?;
            // The last to close would copy the write-ahead log into the file: that is the writer's business.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map(drop)
        };
        setup().map_err(|e| failed(&self.name, "prepare a log for reading", e))?;
        Ok(connection)
    }

    fn connect(&self) -> Result<Connection, LogError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags).map_err(|e| self.not_opened(e))?;
        self.recognise(&connection)?;
        self.measure(&connection)?;
        Ok(connection)
    }

    /// Compares the length of the file with what its header says. SQLite reads zeros where the end of a last page is cut
    /// off, and zeros can look like fewer rows.
    ///
    /// As long as there is a write-ahead log, the end of the file may still be in there, and nothing can be said.
    fn measure(&self, connection: &Connection) -> Result<(), LogError> {
        let unread = |e| failed(&self.name, "compare the length of the file with its header", e);
        // While this reads from the file alone, nobody copies a write-ahead log into it.
        let snapshot = connection.unchecked_transaction().map_err(unread)?;
        let size = |of| snapshot.pragma_query_value(None, of, |row| row.get::<_, u64>(0)).map_err(unread);
        let expected = size("page_count")? * size("page_size")?;
        let in_wal = fs::metadata(self.wal()).map_or(0, |wal| wal.len());
        // Asked for by name: opening and closing the file would let go of SQLite's locks on it.
        let found = fs::metadata(&self.path)
            .map_err(|source| LogError::NoAccess { path: self.path.clone(), source })?
            .len();
        if in_wal == 0 && found != expected {
            return Err(self.damaged(format!("the file has {found} bytes, its header says {expected}")));
        }
        Ok(())
    }

    fn recognise(&self, connection: &Connection) -> Result<(), LogError> {
        let read = || {
            connection.busy_timeout(BUSY_WAIT_MAX)?;
            // The file may be anybody's: believe nothing that its schema says about functions or cell sizes.
            pragma(connection, "trusted_schema", "OFF")?;
            pragma(connection, "cell_size_check", "ON")?;
            let application =
                connection.pragma_query_value(None, "application_id", |r| r.get::<_, i32>(0))?;
            let format = connection.pragma_query_value(None, "user_version", |r| r.get::<_, i32>(0))?;
            let journal = connection.pragma_query_value(None, "journal_mode", |r| r.get::<_, String>(0))?;
            Ok((application, format, journal))
        };
        let (application, format, journal) = read().map_err(|e| self.not_opened(e))?;
        if application != self.kind.application_id {
            return Err(self.damaged("the file is not a log of this program"));
        }
        match u32::try_from(format) {
            Ok(found) if found == self.kind.format => {}
            Ok(found) if found > self.kind.format => {
                return Err(LogError::Newer { name: self.name.clone(), found, known: self.kind.format });
            }
            _ => return Err(self.damaged("its format number is none that ever was")),
        }
        if journal != "wal" {
            return Err(self.damaged("its header does not ask for a write-ahead log"));
        }
        Ok(())
    }

    /// Finds what is wrong with pages and indexes, and what is missing from the schema.
    pub(crate) fn check(&self, connection: &Connection) -> Result<(), LogError> {
        let check = || {
            let known = Connection::open_in_memory()?;
            write_tables(&known, self.kind)?;
            let found = schema(connection)?;
            // What somebody added, an index of their own say, is no damage.
            for (name, sql) in schema(&known)? {
                if found.get(&name) != Some(&sql) {
                    return Ok(format!("`{name}` of the schema is missing or not what was written"));
                }
            }
            connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        };
        match check().map_err(|e| failed(&self.name, "check the file", e))?.as_str() {
            "ok" => Ok(()),
            found => Err(self.damaged(found)),
        }
    }

    pub(crate) fn damaged(&self, detail: impl Into<String>) -> LogError {
        LogError::Damaged { name: self.name.clone(), detail: detail.into() }
    }

    fn not_opened(&self, source: rusqlite::Error) -> LogError {
        match source.sqlite_error_code() {
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
                LogError::NoAccess { path: self.path.clone(), source: std::io::Error::other(source) }
            }
            _ => failed(&self.name, "open a log", source),
        }
    }
}

/// Copies all of the write-ahead log into the file and empties it; `false` if a reader was in the way for longer
/// than the connection waits.
pub(crate) fn checkpoint(connection: &Connection) -> rusqlite::Result<bool> {
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(!busy)
}

fn write_schema(path: &Path, kind: &Kind) -> rusqlite::Result<()> {
    let connection = Connection::open(path)?;
    pragma(&connection, "page_size", PAGE_BYTES)?;
    pragma(&connection, "journal_mode", "WAL")?;
    pragma(&connection, "synchronous", "FULL")?;
    write_tables(&connection, kind)?;
    pragma(&connection, "application_id", kind.application_id)?;
    pragma(&connection, "user_version", kind.format)?;
    // Closing copies the write-ahead log into the file and removes it.
    connection.close().map_err(|(_, e)| e)
}

fn write_tables(connection: &Connection, kind: &Kind) -> rusqlite::Result<()> {
    connection.execute_batch(&format!("BEGIN;{}COMMIT;", kind.schema))
}

/// Tables, indexes, triggers and views by name: what each is, of which table, and the words that made it.
fn schema(connection: &Connection) -> rusqlite::Result<BTreeMap<String, [String; 3]>> {
    let mut statement =
        connection.prepare("SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?])))?;
    rows.collect()
}

/// Sets a pragma, whether or not it answers with a row.
pub(crate) fn pragma(
    connection: &Connection,
    name: &str,
    value: impl std::fmt::Display,
) -> rusqlite::Result<()> {
    connection.execute_batch(&format!("PRAGMA {name} = {value}"))
}

/// Makes the name of a file durable.
pub(crate) fn sync_directory(of: &Path) -> std::io::Result<()> {
    match of.parent() {
        Some(directory) => File::open(directory)?.sync_all(),
        None => Ok(()),
    }
}
