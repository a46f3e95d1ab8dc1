//! A store that fails on demand, over one of any driver.

use std::{collections::VecDeque, ops::ControlFlow, sync::Arc, time::Duration};

use marathon_accounts::AccountStore;
use marathon_events::{Position, Revision, StreamId};
use parking_lot::{Mutex, RwLock};

use crate::{EventLog, LogError, LogName, LogStore, Stored, StoredRefusal, Turn, TurnOutcome};

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

/// A store as one node sees it. Clones are the same node: they share its queue of faults.
#[derive(Clone)]
pub struct FaultyStore {
    inner: Arc<dyn LogStore>,
    opened: Opened,
    faults: Faults,
}

type Inner = Arc<RwLock<Arc<dyn EventLog>>>;
type Opened = Arc<Mutex<Vec<(LogName, Inner)>>>;
type Faults = Arc<Mutex<VecDeque<Fault>>>;

struct FaultyLog {
    name: LogName,
    inner: Inner,
    faults: Faults,
}

impl FaultyStore {
    /// A node on this store, without faults yet.
    #[must_use]
    pub fn of(inner: Arc<dyn LogStore>) -> Self {
        Self { inner, opened: Opened::default(), faults: Faults::default() }
    }

    /// Queues a fault: the next turn of this node without one of its own meets it.
    pub fn inject(&self, fault: Fault) {
        self.faults.lock().push_back(fault);
    }

    /// Another store takes over under every log that is open, as a standby does that is promoted.
    ///
    /// # Errors
    /// If it lacks one of them.
    pub fn replace(&self, by: &dyn LogStore) -> Result<(), LogError> {
        for (name, inner) in self.opened.lock().iter() {
            *inner.write() = by.open(name)?;
        }
        Ok(())
    }

    fn log(&self, name: &LogName, inner: Arc<dyn EventLog>) -> Arc<dyn EventLog> {
        let inner = Arc::new(RwLock::new(inner));
        self.opened.lock().push((name.clone(), Arc::clone(&inner)));
        Arc::new(FaultyLog { name: name.clone(), inner, faults: Arc::clone(&self.faults) })
    }
}

impl LogStore for FaultyStore {
    fn is_shared(&self) -> bool {
        self.inner.is_shared()
    }

    fn accounts(&self) -> Result<Option<Arc<dyn AccountStore>>, LogError> {
        self.inner.accounts()
    }

    fn names(&self) -> Result<Vec<LogName>, LogError> {
        self.inner.names()
    }

    fn open(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        Ok(self.log(name, self.inner.open(name)?))
    }

    fn create(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError> {
        Ok(self.log(name, self.inner.create(name)?))
    }
}

impl FaultyLog {
    fn inner(&self) -> Arc<dyn EventLog> {
        Arc::clone(&self.inner.read())
    }

    fn unknown(&self, what: &'static str) -> LogError {
        LogError::Unknown { name: self.name.to_string(), source: what.into() }
    }
}

impl EventLog for FaultyLog {
    fn next(&self) -> Result<Position, LogError> {
        self.inner().next()
    }

    fn next_refusal(&self) -> Result<u64, LogError> {
        self.inner().next_refusal()
    }

    fn append(&self, turn: &Turn<'_>) -> Result<TurnOutcome, LogError> {
        let fault = self.faults.lock().pop_front();
        match fault {
            Some(Fault::Full) => Err(LogError::Full { name: self.name.to_string() }),
            Some(Fault::LostBeforeWrite) => Err(self.unknown("connection lost before the write")),
            Some(Fault::LostAnswer) => {
                self.inner().append(turn)?;
                Err(self.unknown("connection lost before the answer"))
            }
            None => self.inner().append(turn),
        }
    }

    fn hold(&self) -> Result<(), LogError> {
        self.inner().hold()
    }

    fn wait_for_next(&self, after: Position, bound: Duration) -> Result<Position, LogError> {
        self.inner().wait_for_next(after, bound)
    }

    fn scan(
        &self,
        from: Position,
        until: Position,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.inner().scan(from, until, visit)
    }

    fn scan_stream(
        &self,
        stream: StreamId,
        from: Revision,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.inner().scan_stream(stream, from, visit)
    }

    fn scan_refusals(
        &self,
        from: u64,
        visit: &mut dyn FnMut(StoredRefusal<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.inner().scan_refusals(from, visit)
    }
}
