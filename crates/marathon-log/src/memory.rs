//! A log in memory, for tests and for the simulation: it obeys the whole contract except that nothing outlives
//! the process, and it fails on demand.

use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;
use std::sync::Arc;

use marathon_events::{Position, Revision, StreamId};
use parking_lot::{Mutex, RwLock};

use crate::{
    EventLog, LogError, LogName, LogStore, NewEvent, NewRefusal, Stored, StoredRefusal, Turn, TurnOutcome,
};

/// Rows copied out under one lock. Visitors run without the lock, so that one that reads the log itself, or takes
/// its time, stops nobody.
const PAGE_ROWS_MAX: usize = 256;

/// What the next turn meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No space left: nothing is written, [`LogError::Full`].
    Full,
    /// The connection breaks before the write: nothing is written, [`LogError::Unknown`].
    LostBeforeWrite,
    /// The connection breaks after the write: the turn is taken as usual, then [`LogError::Unknown`].
    LostAnswer,
}

/// Logs in memory. Clones share the logs, as nodes share a database.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    logs: Arc<RwLock<BTreeMap<LogName, Arc<RwLock<Rows>>>>>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A handle of one node to a log that exists, with a queue of faults of its own.
    ///
    /// # Errors
    /// [`LogError::NoSuchLog`].
    pub fn open_log(&self, name: &LogName) -> Result<MemoryLog, LogError> {
        let rows = self.logs.read().get(name).cloned();
        let rows = rows.ok_or_else(|| LogError::NoSuchLog(name.clone()))?;
        Ok(MemoryLog::of(name, rows))
    }

    /// Creates an empty log and gives a handle to it.
    ///
    /// # Errors
    /// [`LogError::LogExists`].
    pub fn create_log(&self, name: &LogName) -> Result<MemoryLog, LogError> {
        let mut logs = self.logs.write();
        if logs.contains_key(name) {
            return Err(LogError::LogExists(name.clone()));
        }
        let rows = Arc::<RwLock<Rows>>::default();
        logs.insert(name.clone(), Arc::clone(&rows));
        Ok(MemoryLog::of(name, rows))
    }
}

impl LogStore for MemoryStore {
    fn names(&self) -> Result<Vec<LogName>, LogError> {
        Ok(self.logs.read().keys().cloned().collect())
    }

    fn open(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        Ok(Arc::new(self.open_log(name)?))
    }

    fn create(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        Ok(Arc::new(self.create_log(name)?))
    }
}

/// A node's handle to a log in memory. Clones are the same node: they share its queue of faults.
#[derive(Clone, Debug)]
pub struct MemoryLog {
    name: LogName,
    rows: Arc<RwLock<Rows>>,
    faults: Arc<Mutex<VecDeque<Fault>>>,
}

#[derive(Debug, Default)]
struct Rows {
    events: Vec<NewEvent>,
    refusals: Vec<NewRefusal>,
    streams: BTreeMap<(StreamId, Revision), usize>,
}

impl MemoryLog {
    fn of(name: &LogName, rows: Arc<RwLock<Rows>>) -> Self {
        Self { name: name.clone(), rows, faults: Arc::default() }
    }

    /// Queues a fault: the next turn of this node without one of its own meets it.
    pub fn inject(&self, fault: Fault) {
        self.faults.lock().push_back(fault);
    }

    fn unknown(&self, what: &'static str) -> LogError {
        LogError::Unknown { name: self.name.to_string(), source: what.into() }
    }
}

impl Rows {
    fn take(&mut self, turn: &Turn<'_>) -> Result<TurnOutcome, &'static str> {
        let next = Position(self.events.len() as u64);
        if turn.expected != next || turn.expected_refusal != self.refusals.len() as u64 {
            return Ok(TurnOutcome::Lost { next });
        }
        let mut places = BTreeMap::new();
        for (i, event) in turn.events.iter().enumerate() {
            let place = (event.stream, event.revision);
            let twice = places.insert(place, self.events.len() + i).is_some();
            if twice || self.streams.contains_key(&place) {
                return Err("a stream has this revision already");
            }
        }
        self.streams.append(&mut places);
        self.events.extend_from_slice(turn.events);
        self.refusals.extend_from_slice(turn.refusals);
        Ok(TurnOutcome::Won)
    }
}

fn stored(position: usize, event: &NewEvent) -> Stored<'_> {
    Stored {
        position: Position(position as u64),
        stream: event.stream,
        revision: event.revision,
        entry: &event.entry,
        leaf_hash: event.leaf_hash,
        command: event.command,
    }
}

fn index(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

impl EventLog for MemoryLog {
    fn next(&self) -> Result<Position, LogError> {
        Ok(Position(self.rows.read().events.len() as u64))
    }

    fn next_refusal(&self) -> Result<u64, LogError> {
        Ok(self.rows.read().refusals.len() as u64)
    }

    fn append(&self, turn: &Turn<'_>) -> Result<TurnOutcome, LogError> {
        let fault = self.faults.lock().pop_front();
        match fault {
            Some(Fault::Full) => return Err(LogError::Full { name: self.name.to_string() }),
            Some(Fault::LostBeforeWrite) => return Err(self.unknown("connection lost before the write")),
            Some(Fault::LostAnswer) | None => {}
        }
        let outcome = self.rows.write().take(turn).map_err(|what| LogError::Failed {
            operation: "append a turn",
            name: self.name.to_string(),
            source: what.into(),
        })?;
        match fault {
            Some(_) => Err(self.unknown("connection lost before the answer")),
            None => Ok(outcome),
        }
    }

    fn scan(
        &self,
        from: Position,
        until: Position,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        let (mut at, until) = (index(from.0), index(until.0));
        loop {
            let page = {
                let rows = self.rows.read();
                let end = rows.events.len().min(until).min(at.saturating_add(PAGE_ROWS_MAX));
                rows.events.get(at..end).unwrap_or_default().to_vec()
            };
            if page.is_empty() {
                return Ok(());
            }
            for event in &page {
                if visit(stored(at, event)).is_break() {
                    return Ok(());
                }
                at += 1;
            }
        }
    }

    fn scan_stream(
        &self,
        stream: StreamId,
        from: Revision,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        let events: Vec<(usize, NewEvent)> = {
            let rows = self.rows.read();
            let of_stream = rows.streams.range((stream, from)..=(stream, Revision(u32::MAX)));
            of_stream.map(|(_, &at)| (at, rows.events[at].clone())).collect()
        };
        for (at, event) in &events {
            if visit(stored(*at, event)).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn scan_refusals(
        &self,
        from: u64,
        visit: &mut dyn FnMut(StoredRefusal<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        let mut at = index(from);
        loop {
            let page = {
                let rows = self.rows.read();
                let end = rows.refusals.len().min(at.saturating_add(PAGE_ROWS_MAX));
                rows.refusals.get(at..end).unwrap_or_default().to_vec()
            };
            if page.is_empty() {
                return Ok(());
            }
            for refusal in &page {
                let NewRefusal { command, at: position, outcome } = refusal;
                let seen = StoredRefusal { number: at as u64, command: *command, at: *position, outcome };
                if visit(seen).is_break() {
                    return Ok(());
                }
                at += 1;
            }
        }
    }
}
