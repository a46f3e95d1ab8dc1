//! Events to append and histories to compare.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use marathon_events::{LeafHash, Position, Revision, StreamId};
use marathon_log::{
    CommandKey, EventLog, Keyed, LogError, LogName, NewEvent, NewRefusal, RequestHash, Turn, TurnOutcome,
};
use marathon_log_postgres::testing::Database;
use marathon_log_postgres::{PostgresLog, PostgresOptions, PostgresStore};
use uuid::Uuid;

/// Longer than anything here takes; whoever waits for this has failed.
pub(crate) const BOUND: Duration = Duration::from_secs(60);

pub(crate) fn name() -> LogName {
    LogName::parse("2026").expect("a name")
}

/// A fresh database with an empty log.
pub(crate) fn database_and_log() -> (Database<'static>, PostgresStore, Arc<PostgresLog>) {
    let database = Database::new();
    let (store, log) = create(&database.options());
    (database, store, log)
}

pub(crate) fn create(options: &PostgresOptions) -> (PostgresStore, Arc<PostgresLog>) {
    let store = PostgresStore::open(options).expect("open a store");
    let log = store.create_log(&name()).expect("create a log");
    (store, log)
}

/// The log as another node sees it.
pub(crate) fn open(options: &PostgresOptions) -> (PostgresStore, Arc<PostgresLog>) {
    let store = PostgresStore::open(options).expect("open a store");
    let log = store.open_log(&name()).expect("open a log");
    (store, log)
}

/// Event `n`: the first of stream `n`, with the key `n`.
pub(crate) fn event(n: u64) -> NewEvent {
    let entry = Bytes::from(format!(r#"{{"type":"tried","version":1,"n":{n}}}"#));
    let command = Keyed {
        key: CommandKey(u128::from(n).to_be_bytes()),
        request: RequestHash(u128::from(n).to_le_bytes()),
    };
    NewEvent {
        stream: StreamId(Uuid::from_u128(n.into())),
        revision: Revision(0),
        leaf_hash: LeafHash::of(&entry),
        entry,
        command: Some(command),
    }
}

pub(crate) fn refusal(n: u64) -> NewRefusal {
    let command = event(n).command.expect("a command");
    NewRefusal { command, at: Position(n), outcome: Bytes::from_static(b"no") }
}

/// Tries to append event `n` at `at`.
pub(crate) fn append(log: &dyn EventLog, at: u64, n: u64) -> Result<TurnOutcome, LogError> {
    append_all(log, at, &[event(n)])
}

pub(crate) fn append_all(log: &dyn EventLog, at: u64, events: &[NewEvent]) -> Result<TurnOutcome, LogError> {
    log.append(&Turn { expected: Position(at), expected_refusal: 0, events, refusals: &[] })
}

/// Appends event `n` wherever the log stands.
pub(crate) fn win(log: &dyn EventLog, n: u64) {
    let next = log.next().expect("next").0;
    assert_eq!(append(log, next, n).expect("append"), TurnOutcome::Won);
}

/// The numbers of all events, in order. Positions are looked at, too.
pub(crate) fn numbers(log: &dyn EventLog) -> Vec<u64> {
    try_numbers(log).expect("scan")
}

pub(crate) fn try_numbers(log: &dyn EventLog) -> Result<Vec<u64>, LogError> {
    let mut numbers = Vec::new();
    log.scan(Position(0), Position(u64::MAX), &mut |stored| {
        assert_eq!(stored.position.0, numbers.len() as u64, "no gap");
        let n = u64::try_from(stored.stream.0.as_u128()).expect("a number");
        assert_eq!(stored.entry, event(n).entry);
        numbers.push(n);
        ControlFlow::Continue(())
    })?;
    Ok(numbers)
}

/// Asks again and again until it is so.
pub(crate) fn until(what: &str, mut is: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < BOUND, "not within {BOUND:?}: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// How many sessions of the database wait for a lock.
pub(crate) fn waiting(database: &Database<'_>) -> usize {
    let select = "SELECT pid FROM pg_stat_activity
                  WHERE datname = current_database() AND wait_event_type = 'Lock'";
    database.sql(select).len()
}
