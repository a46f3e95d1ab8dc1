//! A log in memory, for tests and for the simulation: it obeys the whole contract except that nothing outlives
//! the process.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use marathon_accounts::AccountStore;
use marathon_accounts::memory::MemoryAccounts;
use marathon_events::{Position, Revision, StreamId};
use parking_lot::RwLock;

use crate::{
    EventLog, LogError, LogName, LogStore, NewEvent, NewRefusal, Stored, StoredRefusal, Turn, TurnOutcome,
};

/// Rows copied out under one lock. Visitors run without the lock, so that one that reads the log itself, or takes
/// its time, stops nobody.
const PAGE_ROWS_MAX: usize = 256;

/// Logs in memory. Clones share the logs, as nodes share a database.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    accounts: Arc<MemoryAccounts>,
    logs: Arc<RwLock<BTreeMap<LogName, Arc<RwLock<Rows>>>>>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl LogStore for MemoryStore {
    fn accounts(&self) -> Result<Option<Arc<dyn AccountStore>>, LogError> {
        Ok(Some(Arc::<MemoryAccounts>::clone(&self.accounts)))
    }

    fn names(&self) -> Result<Vec<LogName>, LogError> {
        Ok(self.logs.read().keys().cloned().collect())
    }

    fn open(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        let rows = self.logs.read().get(name).cloned();
        let rows = rows.ok_or_else(|| LogError::NoSuchLog(name.clone()))?;
        Ok(Arc::new(MemoryLog { name: name.clone(), rows }))
    }

    fn create(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        let mut logs = self.logs.write();
        if logs.contains_key(name) {
            return Err(LogError::LogExists(name.clone()));
        }
        let rows = Arc::<RwLock<Rows>>::default();
        logs.insert(name.clone(), Arc::clone(&rows));
        Ok(Arc::new(MemoryLog { name: name.clone(), rows }))
    }
}

struct MemoryLog {
    name: LogName,
    rows: Arc<RwLock<Rows>>,
}

#[derive(Debug, Default)]
struct Rows {
    events: Vec<NewEvent>,
    refusals: Vec<NewRefusal>,
    streams: BTreeMap<(StreamId, Revision), usize>,
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
        self.rows.write().take(turn).map_err(|what| LogError::Failed {
            operation: "append a turn",
            name: self.name.to_string(),
            source: what.into(),
        })
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
