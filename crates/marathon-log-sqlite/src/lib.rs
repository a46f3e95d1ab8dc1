//! The embedded driver: one SQLite file for each log.
//!
//! ```text
//! <directory>/lock                  held by the one process that writes
//! <directory>/logs/<name>.sqlite    a log; beside it -wal and -shm while it is open
//! <directory>/accounts.sqlite       accounts and personal data, made when they are first asked for
//! ```
//!
//! A log is a file of its own, with its own writer and its own write-ahead log, so that a season that is over can
//! be archived, copied or checked alone. `sqlite3 <file> 'SELECT * FROM history'` reads it.
//!
//! A turn is one `BEGIN IMMEDIATE` transaction with `synchronous=FULL`: SQLite shows a commit to readers after the
//! fsync of the write-ahead log, so nobody sees what is not durable.

mod accounts;
mod error;
mod file;
mod lock;
mod log;
mod readers;
mod rows;
mod store;
mod writer;

pub use file::FORMAT;
pub use log::SqliteLog;
pub use store::{Access, SqliteStore};
