//! What an answer of SQLite means for a log.

use marathon_log::LogError;
use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_ERROR;

/// An error of a statement that has written nothing, or that was rolled back.
pub(crate) fn failed(name: &str, operation: &'static str, source: rusqlite::Error) -> LogError {
    let name = name.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => LogError::Full { name },
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::TooBig) => {
            damaged(&name, &source)
        }
        // Our statements are fixed: one that does not compile has met a schema that is not ours.
        _ if primary_code(&source) == Some(SQLITE_ERROR) => damaged(&name, &source),
        _ if matches!(source, rusqlite::Error::SqlInputError { .. }) => damaged(&name, &source),
        // What was read is of another type or range than anything we write.
        _ if is_misfit(&source) => damaged(&name, &source),
        _ => LogError::Failed { operation, name, source: Box::new(source) },
    }
}

/// A log that is not what was written, in SQLite's words.
fn damaged(name: &str, source: &rusqlite::Error) -> LogError {
    LogError::Damaged { name: name.to_owned(), detail: source.to_string() }
}

fn primary_code(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|e| e.extended_code & 0xff)
}

fn is_misfit(error: &rusqlite::Error) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    matches!(
        error,
        FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..)
    )
}
