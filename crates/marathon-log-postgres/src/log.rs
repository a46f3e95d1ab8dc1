//! A log in a database.

use std::ops::ControlFlow;
use std::sync::Arc;

use marathon_events::{Position, Revision, StreamId};
use marathon_log::{EventLog, LogError, LogName, Stored, StoredRefusal, Turn, TurnOutcome};

use crate::reader::Reader;
use crate::shared::Shared;
use crate::writer::Writer;

/// One log in a PostgreSQL database.
pub struct PostgresLog {
    reader: Reader,
    writer: Writer,
}

impl PostgresLog {
    pub(crate) fn new(shared: Arc<Shared>, name: &LogName, log_id: i64) -> Self {
        let reader = Reader::new(Arc::clone(&shared), name.to_string(), log_id);
        Self { reader, writer: Writer::new(shared, name.to_string(), log_id) }
    }
}

impl EventLog for PostgresLog {
    fn next(&self) -> Result<Position, LogError> {
        self.reader.head().map(|(next, _)| Position(next))
    }

    fn next_refusal(&self) -> Result<u64, LogError> {
        self.reader.head().map(|(_, next_refusal)| next_refusal)
    }

    fn append(&self, turn: &Turn<'_>) -> Result<TurnOutcome, LogError> {
        self.writer.append(turn, &self.reader)
    }

    fn hold(&self) -> Result<(), LogError> {
        self.writer.hold()
    }

    fn scan(
        &self,
        from: Position,
        until: Position,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.reader.scan((from, until), visit)
    }

    fn scan_stream(
        &self,
        stream: StreamId,
        from: Revision,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.reader.scan_stream(stream, from, visit)
    }

    fn scan_refusals(
        &self,
        from: u64,
        visit: &mut dyn FnMut(StoredRefusal<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.reader.scan_refusals(from, visit)
    }
}
