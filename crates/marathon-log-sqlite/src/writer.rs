//! The one connection that writes.

use std::path::PathBuf;
use std::time::Duration;

use marathon_events::Position;
use marathon_log::{LogError, Turn, TurnOutcome};
use rusqlite::Connection;

use crate::error::failed;
use crate::file::{BUSY_WAIT_MAX, LogFile, checkpoint};
use crate::rows;

/// Size of the write-ahead log at which the writer waits for readers to let go of it, so that it starts anew.
/// Commits copy it into the file long before; what remains is that some reader always stands in it.
const WAL_BYTES_MAX: u64 = 64 << 20;

/// Longest such wait. Who reads lets go between pages of a scan.
const WAL_WAIT_MAX: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests;

pub(crate) struct Writer {
    connection: Connection,
    name: String,
    wal: PathBuf,
    wal_bytes_max: u64,
    /// The size at which the next attempt to shorten the write-ahead log is due.
    wal_due_bytes: u64,
    stopped: bool,
}

impl Writer {
    pub(crate) fn open(file: &LogFile) -> Result<Self, LogError> {
        let connection = file.open_writer()?;
        let (name, wal) = (file.name.clone(), file.wal());
        Ok(Self {
            connection,
            name,
            wal,
            wal_bytes_max: WAL_BYTES_MAX,
            wal_due_bytes: WAL_BYTES_MAX,
            stopped: false,
        })
    }

    pub(crate) fn append(&mut self, turn: &Turn<'_>) -> Result<TurnOutcome, LogError> {
        if self.stopped {
            return Err(LogError::Stopped { name: self.name.clone() });
        }
        let prepared = self.prepare(turn);
        if !matches!(prepared, Ok(TurnOutcome::Won)) {
            self.roll_back();
            return prepared.map_err(|e| failed(&self.name, "append a turn", e));
        }
        self.commit()?;
        self.shorten_wal();
        Ok(TurnOutcome::Won)
    }

    fn prepare(&self, turn: &Turn<'_>) -> rusqlite::Result<TurnOutcome> {
        self.connection.prepare_cached("BEGIN IMMEDIATE")?.raw_execute()?;
        let next = Position(self::next(&self.connection, LAST_POSITION)?);
        let next_refusal = self::next(&self.connection, LAST_REFUSAL)?;
        if next != turn.expected || next_refusal != turn.expected_refusal {
            return Ok(TurnOutcome::Lost { next });
        }
        let mut insert = self.connection.prepare_cached(rows::INSERT_EVENT)?;
        for (i, event) in turn.events.iter().enumerate() {
            rows::insert_event(&mut insert, next.plus(i), event)?;
        }
        if !turn.refusals.is_empty() {
            let mut insert = self.connection.prepare_cached(rows::INSERT_REFUSAL)?;
            for (number, refusal) in (next_refusal..).zip(turn.refusals) {
                rows::insert_refusal(&mut insert, number, refusal)?;
            }
        }
        Ok(TurnOutcome::Won)
    }

    fn commit(&mut self) -> Result<(), LogError> {
        let committed = self.connection.prepare_cached("COMMIT").and_then(|mut commit| commit.raw_execute());
        let Err(source) = committed else { return Ok(()) };
        self.roll_back();
        match failed(&self.name, "commit a turn", source) {
            // The write-ahead log could not take the frame that ends the transaction.
            full @ LogError::Full { .. } => Err(full),
            // The frames may be in the file without being on the disk. Nothing can tell but a new process that
            // recovers the file, so this one writes no more.
            other => {
                self.stopped = true;
                Err(LogError::Unknown { name: self.name.clone(), source: Box::new(other) })
            }
        }
    }

    fn roll_back(&self) {
        // SQLite has rolled back by itself after some errors. If this fails too, the next BEGIN says so.
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    /// Keeps the write-ahead log from growing as long as there are readers. The turn is durable by now, so what
    /// goes wrong here is no error of the turn: the history stays where it is, and a later turn tries again.
    fn shorten_wal(&mut self) {
        let wal_bytes = std::fs::metadata(&self.wal).map_or(0, |wal| wal.len());
        if wal_bytes < self.wal_due_bytes {
            return;
        }
        let emptied = self.connection.busy_timeout(WAL_WAIT_MAX).and_then(|()| checkpoint(&self.connection));
        let _ = self.connection.busy_timeout(BUSY_WAIT_MAX);
        let later = if matches!(emptied, Ok(true)) { 0 } else { wal_bytes };
        self.wal_due_bytes = later + self.wal_bytes_max;
    }
}

pub(crate) const LAST_POSITION: &str = "SELECT max(position) FROM events";
pub(crate) const LAST_REFUSAL: &str = "SELECT max(number) FROM refusals";

/// The number after the last one; `last` is one of the two queries above.
pub(crate) fn next(connection: &Connection, last: &'static str) -> rusqlite::Result<u64> {
    let last: Option<i64> = connection.prepare_cached(last)?.query_row([], |row| row.get(0))?;
    let next = last.map_or(0, |last| last.saturating_add(1));
    u64::try_from(next).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, next))
}
