//! A log in a file: one writer, several readers.

use std::ops::ControlFlow;
use std::sync::Arc;

use marathon_events::{Position, Revision, StreamId};
use marathon_log::{EventLog, LogError, Stored, StoredRefusal, Turn, TurnOutcome};
use parking_lot::Mutex;
use rusqlite::{CachedStatement, Connection, Params, Row};

use crate::error::failed;
use crate::file::LogFile;
use crate::lock::DirectoryLock;
use crate::readers::Readers;
use crate::rows;
use crate::writer::{LAST_POSITION, LAST_REFUSAL, Writer, next};

/// Rows read in one transaction. History only grows, so a scan in pieces sees the same as one in one piece, and
/// the write-ahead log can start anew between them.
const PIECE_ROWS_MAX: u64 = 1 << 16;

/// One log in one SQLite file.
pub struct SqliteLog {
    file: LogFile,
    readers: Readers,
    writer: Option<Mutex<Writer>>,
    /// The log may outlive its store.
    _lock: Option<Arc<DirectoryLock>>,
}

impl SqliteLog {
    /// Opens a file that is there; for writing if the lock of its directory is given.
    pub(crate) fn open(file: LogFile, lock: Option<Arc<DirectoryLock>>) -> Result<Self, LogError> {
        let writer = lock.is_some().then(|| Writer::open(&file).map(Mutex::new)).transpose()?;
        let readers = Readers::open(file.clone())?;
        let log = Self { file, readers, writer, _lock: lock };
        log.check_ends()?;
        Ok(log)
    }

    /// Finds a history that has lost its end, or rows before it, by counting: the index of places lies in other pages than
    /// the events, and has an entry for each. Refusals have no index, so their few pages are checked. Names the first row
    /// that is missing, if one is.
    fn check_ends(&self) -> Result<(), LogError> {
        let reader = self.readers.get()?;
        let failed = |e| failed(&self.file.name, "compare the ends of the log", e);
        let counted = reader.query_row(ENDS, [], |row| Ok((row.get(0)?, row.get(1)?)));
        let (events, next): (i64, i64) = counted.map_err(failed)?;
        let checked = reader.query_row("PRAGMA quick_check(refusals)", [], |row| row.get::<_, String>(0));
        let refusals = checked.map_err(failed)?;
        drop(reader);
        if events == next && refusals == "ok" {
            return Ok(());
        }
        self.scan(Position(0), Position(u64::MAX), &mut |_| ControlFlow::Continue(()))?;
        self.scan_refusals(0, &mut |_| ControlFlow::Continue(()))?;
        Err(self.file.damaged(match events == next {
            true => refusals,
            false => format!("it ends before event {next}, and its index has {events} events"),
        }))
    }

    /// Compares every page, index and row of the file with what it should be: everything that reading alone might
    /// miss, such as an index that has lost an event. Takes time in proportion to the history.
    ///
    /// # Errors
    /// [`LogError::Damaged`] with the first thing that is wrong.
    pub fn check(&self) -> Result<(), LogError> {
        let reader = self.readers.get()?;
        self.file.check(&reader)?;
        drop(reader);
        self.scan(Position(0), Position(u64::MAX), &mut |_| ControlFlow::Continue(()))?;
        self.scan_refusals(0, &mut |_| ControlFlow::Continue(()))
    }

    fn read_next(&self, last: &'static str) -> Result<u64, LogError> {
        let reader = self.readers.get()?;
        next(&reader, last).map_err(|e| failed(&self.file.name, "read the end of the log", e))
    }

    /// Visits rows numbered `from..until` as far as the log goes, in pieces, each number exactly once.
    fn scan_numbered(&self, of: &Numbered, from: u64, until: u64, visit: Visit<'_>) -> Result<(), LogError> {
        let mut at = from;
        loop {
            // What is below the end now stays there: a number that is missing below it is missing for good.
            let end = self.read_next(of.last)?.min(until);
            if at >= end {
                return Ok(());
            }
            while at < end {
                let piece_end = end.min(at.saturating_add(PIECE_ROWS_MAX));
                let reader = self.readers.get()?;
                let mut statement = self.prepare(&reader, of.select)?;
                let flow = self
                    .visit(&mut statement, (signed(at), signed(piece_end)), &mut |row| {
                        let flow = visit(row, at)?;
                        at += 1;
                        Ok(flow)
                    })
                    .map_err(|bad| self.unread(bad, of, at))?;
                if flow.is_break() {
                    return Ok(());
                }
                if at < piece_end {
                    return Err(self.unread(Bad::Row, of, at));
                }
            }
        }
    }

    fn prepare<'r>(
        &self,
        reader: &'r Connection,
        sql: &'static str,
    ) -> Result<CachedStatement<'r>, LogError> {
        reader.prepare_cached(sql).map_err(|e| failed(&self.file.name, "prepare to read the log", e))
    }

    fn visit(
        &self,
        statement: &mut CachedStatement<'_>,
        params: impl Params,
        visit: &mut dyn FnMut(&Row<'_>) -> Result<ControlFlow<()>, Bad>,
    ) -> Result<ControlFlow<()>, Bad> {
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            if visit(row)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn unread(&self, bad: Bad, of: &Numbered, number: u64) -> LogError {
        match bad {
            Bad::Row => self.file.damaged(format!("{} {number} is missing or not what was written", of.what)),
            Bad::Read(e) => failed(&self.file.name, of.operation, e),
        }
    }
}

/// How many events there are, and how many there should be, at one moment.
const ENDS: &str = "SELECT (SELECT count(*) FROM events INDEXED BY events_by_place),
        (SELECT coalesce(max(position) + 1, 0) FROM events)";

/// Takes a row and the number it must have.
type Visit<'a> = &'a mut dyn FnMut(&Row<'_>, u64) -> Result<ControlFlow<()>, Bad>;

/// A row that cannot be handed out.
enum Bad {
    Row,
    Read(rusqlite::Error),
}

impl From<rusqlite::Error> for Bad {
    fn from(e: rusqlite::Error) -> Self {
        Self::Read(e)
    }
}

/// A table whose rows are numbered without gaps.
struct Numbered {
    what: &'static str,
    operation: &'static str,
    last: &'static str,
    select: &'static str,
}

const EVENTS: Numbered =
    Numbered { what: "event", operation: "read events", last: LAST_POSITION, select: rows::SELECT_EVENTS };
const REFUSALS: Numbered = Numbered {
    what: "refusal",
    operation: "read refusals",
    last: LAST_REFUSAL,
    select: rows::SELECT_REFUSALS,
};

impl EventLog for SqliteLog {
    fn next(&self) -> Result<Position, LogError> {
        self.read_next(LAST_POSITION).map(Position)
    }

    fn next_refusal(&self) -> Result<u64, LogError> {
        self.read_next(LAST_REFUSAL)
    }

    fn append(&self, turn: &Turn<'_>) -> Result<TurnOutcome, LogError> {
        match &self.writer {
            Some(writer) => writer.lock().append(turn),
            None => Err(LogError::ReadOnly { name: self.file.name.clone() }),
        }
    }

    fn scan(
        &self,
        from: Position,
        until: Position,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.scan_numbered(&EVENTS, from.0, until.0, &mut |row, at| match rows::event(row, Position(at))? {
            Some(event) => Ok(visit(event)),
            None => Err(Bad::Row),
        })
    }

    fn scan_stream(
        &self,
        stream: StreamId,
        from: Revision,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        let reader = self.readers.get()?;
        let mut statement = self.prepare(&reader, rows::SELECT_STREAM)?;
        let (first, last) = (rows::place(stream, from), rows::place(stream, Revision(u32::MAX)));
        let mut position = 0;
        let flow = self.visit(&mut statement, (first.as_slice(), last.as_slice()), &mut |row| {
            position = row.get(3)?;
            match rows::event(row, Position(position))? {
                Some(event) => Ok(visit(event)),
                None => Err(Bad::Row),
            }
        });
        flow.map(drop).map_err(|unread| self.unread(unread, &EVENTS, position))
    }

    fn scan_refusals(
        &self,
        from: u64,
        visit: &mut dyn FnMut(StoredRefusal<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.scan_numbered(&REFUSALS, from, u64::MAX, &mut |row, number| match rows::refusal(row, number)? {
            Some(refusal) => Ok(visit(refusal)),
            None => Err(Bad::Row),
        })
    }
}

/// A position as SQLite counts; there is nothing beyond its range.
fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
