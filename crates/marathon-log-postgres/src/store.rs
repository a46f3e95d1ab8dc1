//! A database with its logs.

use std::sync::Arc;

use deadpool::managed::Object;
use marathon_accounts::AccountStore;
use marathon_log::tables::ReadTables;
use marathon_log::{EventLog, LogError, LogName, LogStore};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row};

use crate::accounts::PostgresAccounts;
use crate::connection::Lent;
use crate::error::{NoAnswer, failed, is_over, is_rolled_back};
use crate::log::PostgresLog;
use crate::migrations;
use crate::options::{PostgresOptions, Target};
use crate::shared::Shared;
use crate::tables::PostgresTables;
use crate::wait::Background;

const SELECT_NAMES: &str = "SELECT name FROM marathon.logs ORDER BY name";
const SELECT_LOG: &str = "SELECT log_id FROM marathon.logs WHERE name = $1";

/// A log and its head appear together or not at all.
const INSERT_LOG: &str = "
WITH new AS (
    INSERT INTO marathon.logs (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING log_id
), head AS (
    INSERT INTO marathon.heads (log_id, next, next_refusal) SELECT log_id, 0, 0 FROM new
)
SELECT log_id FROM new";

/// The logs of a PostgreSQL database.
pub struct PostgresStore {
    shared: Arc<Shared>,
}

impl PostgresStore {
    /// Connects, and sees to it that the schema is up to date: brings it there if the role may, refuses if not.
    ///
    /// # Errors
    /// [`LogError::Unavailable`] with what to do about it, or as [`migrate`](crate::migrate).
    pub fn open(options: &PostgresOptions) -> Result<Self, LogError> {
        let primary = Target::primary(options)?;
        let standby = Target::standby(options)?;
        let background = Background::start().map_err(|e| migrations::not_started(&primary.place, e))?;
        migrations::ensure(&background, &primary, options)?;
        Ok(Self { shared: Arc::new(Shared::new(background, primary, standby, options)) })
    }

    /// Opens a log that exists, as [`LogStore::open`] does, with what only this driver can do.
    ///
    /// # Errors
    /// As [`LogStore::open`].
    pub fn open_log(&self, name: &LogName) -> Result<Arc<PostgresLog>, LogError> {
        let rows = self.read(name.as_str(), "open a log", SELECT_LOG, &[&name.as_str()])?;
        match rows.first() {
            Some(row) => Ok(self.log(name, row.get(0))),
            None => Err(LogError::NoSuchLog(name.clone())),
        }
    }

    /// Creates an empty log, as [`LogStore::create`] does.
    ///
    /// # Errors
    /// As [`LogStore::create`]; [`LogError::Unknown`] if the connection was lost in the middle.
    pub fn create_log(&self, name: &LogName) -> Result<Arc<PostgresLog>, LogError> {
        let lent = self.shared.writer()?;
        let rows = match self.shared.answer(lent.query(INSERT_LOG, &[&name.as_str()])) {
            Some(Ok(rows)) => rows,
            Some(Err(e)) if is_rolled_back(&e) => {
                let over = is_over(&e);
                let error = failed(&self.shared.place, name.as_str(), "create a log", e);
                discard_if(over, lent);
                return Err(error);
            }
            lost => {
                discard_if(true, lent);
                return Err(LogError::Unknown {
                    name: name.to_string(),
                    source: why(lost.and_then(Result::err)),
                });
            }
        };
        match rows.first() {
            Some(row) => Ok(self.log(name, row.get(0))),
            None => Err(LogError::LogExists(name.clone())),
        }
    }

    fn log(&self, name: &LogName, log_id: i64) -> Arc<PostgresLog> {
        Arc::new(PostgresLog::new(Arc::clone(&self.shared), name, log_id))
    }

    /// Reads a few rows, once more on another connection if the first is broken.
    fn read(
        &self,
        name: &str,
        operation: &'static str,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, LogError> {
        let mut again = true;
        loop {
            let lent = self.shared.reader()?;
            let lost = match self.shared.answer(lent.query(sql, params)) {
                Some(Ok(rows)) => return Ok(rows),
                Some(Err(e)) if is_rolled_back(&e) => {
                    return Err(failed(&self.shared.place, name, operation, e));
                }
                lost => lost.and_then(Result::err),
            };
            discard_if(true, lent);
            if !again || lost.is_none() {
                return Err(LogError::Failed { operation, name: name.to_owned(), source: why(lost) });
            }
            again = false;
        }
    }
}

impl LogStore for PostgresStore {
    fn is_shared(&self) -> bool {
        true
    }

    fn tables(&self) -> Option<Arc<dyn ReadTables>> {
        Some(Arc::new(PostgresTables::new(Arc::clone(&self.shared))))
    }

    fn accounts(&self) -> Result<Option<Arc<dyn AccountStore>>, LogError> {
        Ok(Some(Arc::new(PostgresAccounts::new(Arc::clone(&self.shared)))))
    }

    fn names(&self) -> Result<Vec<LogName>, LogError> {
        let rows = self.read(&self.shared.place.database, "list the logs", SELECT_NAMES, &[])?;
        let mut names: Vec<_> = rows.iter().filter_map(|row| LogName::parse(row.try_get(0).ok()?)).collect();
        names.sort();
        Ok(names)
    }

    fn open(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        Ok(self.open_log(name)?)
    }

    fn create(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        Ok(self.create_log(name)?)
    }
}

/// Ends a connection instead of giving it back.
pub(crate) fn discard_if(over: bool, lent: Lent) {
    if over {
        drop(Object::take(lent));
    }
}

/// The cause, where there may have been no answer at all.
pub(crate) fn why(error: Option<Error>) -> Box<dyn std::error::Error + Send + Sync> {
    error.map_or_else(|| NoAnswer.into(), Into::into)
}
