//! What an answer of PostgreSQL, or none, means for a log.

use deadpool::managed::{PoolError, TimeoutType};
use marathon_log::LogError;
use tokio_postgres::Error;
use tokio_postgres::error::{Severity, SqlState};

use crate::options::Place;

/// No answer within the bound.
#[derive(Debug, thiserror::Error)]
#[error("PostgreSQL gave no answer in time")]
pub(crate) struct NoAnswer;

/// Whether the statement was certainly rolled back: the server itself said so, and went on. What ends a session
/// (`FATAL`: an administrator, a shutdown, a timeout) may come after the commit and before its answer, and a broken
/// connection tells nothing at all.
pub(crate) fn is_rolled_back(error: &Error) -> bool {
    error.as_db_error().is_some_and(|said| said.parsed_severity() == Some(Severity::Error))
}

/// Whether the connection is of no use any more: broken, ended by the server, or leading to a server that takes no
/// writes, since the leader has changed.
pub(crate) fn is_over(error: &Error) -> bool {
    !is_rolled_back(error) || error.code() == Some(&SqlState::READ_ONLY_SQL_TRANSACTION)
}

/// An error of a statement that has written nothing.
pub(crate) fn failed(place: &Place, name: &str, operation: &'static str, source: Error) -> LogError {
    let code = source.code().cloned();
    match code {
        Some(SqlState::DISK_FULL) => LogError::Full { name: name.to_owned() },
        Some(SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED) => {
            LogError::Damaged { name: name.to_owned(), detail: said(&source) }
        }
        Some(
            SqlState::UNDEFINED_TABLE
            | SqlState::INVALID_SCHEMA_NAME
            | SqlState::UNDEFINED_COLUMN
            | SqlState::INSUFFICIENT_PRIVILEGE
            | SqlState::READ_ONLY_SQL_TRANSACTION,
        ) => unavailable(place, source),
        _ => LogError::Failed { operation, name: name.to_owned(), source: Box::new(source) },
    }
}

/// An error of the pool: there is no connection to be had.
pub(crate) fn not_connected(place: &Place, error: PoolError<Error>) -> LogError {
    match error {
        PoolError::Backend(source) => unavailable(place, source),
        PoolError::Timeout(TimeoutType::Wait) => LogError::Unavailable {
            store: place.to_string(),
            advice:
                "all connections of this process are in use; allow more of them, or ask for less at a time"
                    .to_owned(),
            source: Box::new(error),
        },
        other => LogError::Unavailable {
            store: place.to_string(),
            advice: how_to_check(place),
            source: Box::new(other),
        },
    }
}

/// The database cannot be used as it is: says what to do.
pub(crate) fn unavailable(place: &Place, source: Error) -> LogError {
    LogError::Unavailable {
        store: place.to_string(),
        advice: advice(place, &source),
        source: Box::new(source),
    }
}

fn advice(place: &Place, error: &Error) -> String {
    let Some(code) = error.code() else { return how_to_check(place) };
    let database = &place.database;
    match code {
        &SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            "check user and password, and that pg_hba.conf on the server lets this machine in".to_owned()
        }
        &SqlState::INVALID_CATALOG_NAME => {
            format!("there is no such database; make it with `createdb {database}` on the server")
        }
        &SqlState::UNDEFINED_TABLE | &SqlState::INVALID_SCHEMA_NAME | &SqlState::UNDEFINED_COLUMN => {
            "it is not prepared, or was prepared by another version; run `marathon migrate` as its owner"
                .to_owned()
        }
        &SqlState::INSUFFICIENT_PRIVILEGE => {
            "the role lacks a right; the owner of the database may run `marathon migrate` and grant the role \
             `marathon_node`"
                .to_owned()
        }
        &SqlState::READ_ONLY_SQL_TRANSACTION => {
            "the server takes no writes; give all hosts of the cluster, so that the one that does is found"
                .to_owned()
        }
        &SqlState::TOO_MANY_CONNECTIONS => {
            "the server has no connection left; raise its max_connections, or let each process use fewer"
                .to_owned()
        }
        &SqlState::CANNOT_CONNECT_NOW => {
            "the server is starting or stopping; try again in a moment".to_owned()
        }
        &SqlState::LOCK_NOT_AVAILABLE => {
            "somebody else has it locked; try again when they are done".to_owned()
        }
        _ => "PostgreSQL says what is wrong".to_owned(),
    }
}

fn how_to_check(place: &Place) -> String {
    let (host, port) = match place.hosts.first() {
        Some((host, port)) => (host.as_str(), *port),
        None => ("<host>", 5432),
    };
    format!("check that the server runs and can be reached: `pg_isready -h {host} -p {port}`")
}

/// What PostgreSQL says, in one line, without the details that may quote a row.
pub(crate) fn said(error: &Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned())
}
