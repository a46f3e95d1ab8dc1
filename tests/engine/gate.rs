//! A store whose writes wait at a gate, so that tests can look at what happens meanwhile, and that remembers where
//! reads began.

use std::{ops::ControlFlow, sync::Arc};

use marathon_events::{Position, Revision, StreamId};
use marathon_log::{EventLog, LogError, LogName, LogStore, Stored, StoredRefusal, Turn, TurnOutcome};
use parking_lot::{Condvar, Mutex};

use crate::support::store::Store;

/// Open, or closed.
#[derive(Clone, Default)]
pub struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    pub fn close(&self) {
        *self.0.0.lock() = true;
    }

    pub fn open(&self) {
        *self.0.0.lock() = false;
        self.0.1.notify_all();
    }

    fn pass(&self) {
        let mut closed = self.0.0.lock();
        self.0.1.wait_while(&mut closed, |closed| *closed);
    }
}

/// Logs in memory behind a gate.
pub struct GatedStore {
    pub inner: Store,
    pub gate: Gate,
    pub reads: Reads,
}

/// The position each read of events began at.
pub type Reads = Arc<Mutex<Vec<Position>>>;

struct GatedLog {
    inner: Arc<dyn EventLog>,
    gate: Gate,
    reads: Reads,
}

impl GatedStore {
    pub fn of(inner: &Store) -> Self {
        Self { inner: inner.clone(), gate: Gate::default(), reads: Reads::default() }
    }

    fn behind_the_gate(&self, inner: Arc<dyn EventLog>) -> Arc<dyn EventLog> {
        Arc::new(GatedLog { inner, gate: self.gate.clone(), reads: Arc::clone(&self.reads) })
    }
}

impl LogStore for GatedStore {
    fn names(&self) -> Result<Vec<LogName>, LogError> {
        self.inner.names()
    }

    fn open(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        Ok(self.behind_the_gate(self.inner.open(name)?))
    }

    fn create(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        Ok(self.behind_the_gate(self.inner.create(name)?))
    }
}

impl EventLog for GatedLog {
    fn next(&self) -> Result<Position, LogError> {
        self.inner.next()
    }

    fn next_refusal(&self) -> Result<u64, LogError> {
        self.inner.next_refusal()
    }

    fn append(&self, turn: &Turn<'_>) -> Result<TurnOutcome, LogError> {
        self.gate.pass();
        self.inner.append(turn)
    }

    fn scan(
        &self,
        from: Position,
        until: Position,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.reads.lock().push(from);
        self.inner.scan(from, until, visit)
    }

    fn scan_stream(
        &self,
        stream: StreamId,
        from: Revision,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.inner.scan_stream(stream, from, visit)
    }

    fn scan_refusals(
        &self,
        from: u64,
        visit: &mut dyn FnMut(StoredRefusal<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.inner.scan_refusals(from, visit)
    }
}
