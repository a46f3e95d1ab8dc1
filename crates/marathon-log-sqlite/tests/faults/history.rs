//! A small history in a directory of its own, and everything that can be read of one.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use marathon_events::{LeafHash, Position, Revision, StreamId};
use marathon_log::{
    CommandKey, EventLog, Keyed, LogError, LogName, LogStore, NewEvent, NewRefusal, RequestHash, Turn,
    TurnOutcome,
};
use marathon_log_sqlite::{Access, SqliteLog, SqliteStore};
use uuid::Uuid;

/// Streams in the history; each has its events in order of revision.
pub const STREAMS: u64 = 20;

pub fn name() -> LogName {
    LogName::parse("2026").expect("a name")
}

/// The file of the log in a data directory.
pub fn file(directory: &Path) -> PathBuf {
    directory.join("logs/2026.sqlite")
}

pub fn stream(n: u64) -> StreamId {
    StreamId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | u128::from(n)))
}

pub fn event(n: u64) -> NewEvent {
    let entry = Bytes::from(format!(r#"{{"position":{n},"type":"tried","version":1,"data":{{"n":{n}}}}}"#));
    let command = Keyed { key: CommandKey([7; 16]), request: RequestHash(u128::from(n).to_be_bytes()) };
    NewEvent {
        stream: stream(n % STREAMS),
        revision: Revision(u32::try_from(n / STREAMS).expect("small")),
        leaf_hash: LeafHash::of(&entry),
        entry,
        command: Some(command),
    }
}

pub fn refusal(n: u64) -> NewRefusal {
    let command = Keyed { key: CommandKey([9; 16]), request: RequestHash(u128::from(n).to_be_bytes()) };
    NewRefusal { command, at: Position(n), outcome: Bytes::from(format!("refused {n}")) }
}

/// Appends events `from..until` and as many refusals.
pub fn append(log: &dyn EventLog, from: u64, until: u64) -> Result<TurnOutcome, LogError> {
    let events: Vec<_> = (from..until).map(event).collect();
    let refusals: Vec<_> = (from..until).map(refusal).collect();
    log.append(&Turn {
        expected: Position(from),
        expected_refusal: from,
        events: &events,
        refusals: &refusals,
    })
}

/// Opens the store for writing.
pub fn open(directory: &Path) -> SqliteStore {
    SqliteStore::open(directory, Access::ReadWrite).expect("open a store")
}

/// Opens the log as somebody who only looks.
pub fn look(directory: &Path) -> Result<Arc<SqliteLog>, LogError> {
    SqliteStore::open(directory, Access::ReadOnly)?.open_log(&name())
}

/// Writes a history of `events` events and ends properly: everything is in the one file.
pub fn write(directory: &Path, events: u64) {
    let log = open(directory).create(&name()).expect("create");
    for from in (0..events).step_by(10) {
        let outcome = append(&*log, from, events.min(from + 10)).expect("append");
        assert_eq!(outcome, TurnOutcome::Won);
    }
}

/// All events and refusals, as text that shows every column.
pub fn read(log: &SqliteLog) -> Result<Vec<String>, LogError> {
    let mut seen = Vec::new();
    log.scan(Position(0), Position(u64::MAX), &mut |stored| {
        seen.push(format!("{stored:?}"));
        ControlFlow::Continue(())
    })?;
    log.scan_refusals(0, &mut |stored| {
        seen.push(format!("{stored:?}"));
        ControlFlow::Continue(())
    })?;
    Ok(seen)
}

/// All events by stream, which reads the index too.
pub fn read_streams(log: &SqliteLog) -> Result<Vec<String>, LogError> {
    let mut seen = Vec::new();
    for n in 0..STREAMS {
        log.scan_stream(stream(n), Revision(0), &mut |stored| {
            seen.push(format!("{stored:?}"));
            ControlFlow::Continue(())
        })?;
    }
    Ok(seen)
}
