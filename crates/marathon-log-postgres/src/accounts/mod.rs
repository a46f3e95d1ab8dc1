//! Accounts and personal data in the database.
//!
//! What is removed is out of reach of every query at once. Its bytes stay in dead rows until the server's vacuum, in its
//! write-ahead log and in backups until those are removed: that is the server's business, and who runs it must see to it
//! that all of them are gone before an erasure is due.

use std::sync::Arc;

use marathon_accounts::StoreError;
use marathon_log::LogError;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Error, Row};

use crate::connection::Lent;
use crate::error::{NoAnswer, failed, is_over, is_rolled_back, said};
use crate::shared::Shared;
use crate::store::discard_if;

mod rows;
mod store;

/// The name of the store in errors of the log's kind.
const NAME: &str = "accounts";

/// A parameter with its type.
type Param<'a> = (&'a (dyn ToSql + Sync), Type);

/// Accounts in a PostgreSQL database.
pub(crate) struct PostgresAccounts {
    shared: Arc<Shared>,
}

impl PostgresAccounts {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// One statement that changes something, durable when this returns.
    fn write(
        &self,
        operation: &'static str,
        sql: &str,
        params: &[Param<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        let lent = self.shared.writer().map_err(|e| not_done(operation, e))?;
        lent.take_warning();
        match self.shared.answer(lent.client.query_typed(sql, params)) {
            // A commit that was told not to wait for the standby any more is one with a warning.
            Some(Ok(rows)) => match lent.take_warning() {
                Some(warning) => Err(StoreError::Unknown { operation, source: warning.into() }),
                None => Ok(rows),
            },
            Some(Err(e)) if is_rolled_back(&e) => Err(self.refused(operation, e, lent)),
            lost => {
                discard_if(true, lent);
                Err(StoreError::Unknown { operation, source: without_values(lost.and_then(Result::err)) })
            }
        }
    }

    /// One statement that only reads, once more on another connection if the first is broken.
    fn read(&self, operation: &'static str, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, StoreError> {
        let mut again = true;
        loop {
            let lent = self.shared.reader().map_err(|e| not_done(operation, e))?;
            let lost = match self.shared.answer(lent.client.query_typed(sql, params)) {
                Some(Ok(rows)) => return Ok(rows),
                Some(Err(e)) if is_rolled_back(&e) => return Err(self.refused(operation, e, lent)),
                lost => lost.and_then(Result::err),
            };
            discard_if(true, lent);
            if !again || lost.is_none() {
                return Err(StoreError::Failed { operation, source: without_values(lost) });
            }
            again = false;
        }
    }

    /// The server has refused the statement.
    fn refused(&self, operation: &'static str, error: Error, lent: Lent) -> StoreError {
        discard_if(is_over(&error), lent);
        let message = said(&error);
        match failed(&self.shared.place, NAME, operation, error) {
            LogError::Failed { .. } => StoreError::Failed { operation, source: message.into() },
            other => not_done(operation, other),
        }
    }
}

/// Reads rows; one that is not what anybody writes is damage.
fn decoded<T>(
    operation: &'static str,
    rows: &[Row],
    of: impl Fn(&Row) -> Option<T>,
) -> Result<Vec<T>, StoreError> {
    let detail = || "its rows are not what was written".to_owned();
    let damaged = || not_done(operation, LogError::Damaged { name: NAME.to_owned(), detail: detail() });
    rows.iter().map(|row| of(row).ok_or_else(damaged)).collect()
}

fn not_done(operation: &'static str, source: LogError) -> StoreError {
    StoreError::Failed { operation, source: source.into() }
}

/// What went wrong, in words. PostgreSQL's details of an error may quote a row, and rows are personal.
fn without_values(error: Option<Error>) -> Box<dyn std::error::Error + Send + Sync> {
    error.map_or_else(|| NoAnswer.into(), |e| said(&e).into())
}
