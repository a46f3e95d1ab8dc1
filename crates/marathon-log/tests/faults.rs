//! The log in memory fails on demand, as a real one would.

use std::ops::ControlFlow;

use bytes::Bytes;
use marathon_events::{LeafHash, Position, Revision, StreamId};
use marathon_log::memory::{Fault, MemoryLog, MemoryStore};
use marathon_log::{EventLog, LogError, LogName, NewEvent, Turn, TurnOutcome};
use uuid::Uuid;

fn store_and_log() -> (MemoryStore, MemoryLog) {
    let store = MemoryStore::new();
    let log = store.create_log(&name()).expect("create");
    (store, log)
}

fn name() -> LogName {
    LogName::parse("2026").expect("a name")
}

fn append(log: &MemoryLog, at: u64) -> Result<TurnOutcome, LogError> {
    let entry = Bytes::from(at.to_string());
    let event = NewEvent {
        stream: StreamId(Uuid::from_u128(at.into())),
        revision: Revision(0),
        leaf_hash: LeafHash::of(&entry),
        entry,
        command: None,
    };
    log.append(&Turn { expected: Position(at), expected_refusal: 0, events: &[event], refusals: &[] })
}

fn entries(log: &MemoryLog) -> Vec<String> {
    let mut entries = Vec::new();
    log.scan(Position(0), Position(u64::MAX), &mut |stored| {
        entries.push(String::from_utf8_lossy(stored.entry).into_owned());
        ControlFlow::Continue(())
    })
    .expect("scan");
    entries
}

#[test]
fn a_full_log_writes_nothing_and_takes_the_turn_again() {
    let (_, log) = store_and_log();
    log.inject(Fault::Full);
    assert!(matches!(append(&log, 0), Err(LogError::Full { .. })));
    assert!(entries(&log).is_empty());
    assert_eq!(append(&log, 0).expect("again"), TurnOutcome::Won);
    assert_eq!(entries(&log), ["0"]);
}

#[test]
fn a_connection_lost_before_the_write_leaves_nothing() {
    let (_, log) = store_and_log();
    log.inject(Fault::LostBeforeWrite);
    assert!(matches!(append(&log, 0), Err(LogError::Unknown { .. })));
    assert!(entries(&log).is_empty());
}

#[test]
fn a_connection_lost_before_the_answer_leaves_the_turn() {
    let (_, log) = store_and_log();
    log.inject(Fault::LostAnswer);
    assert!(matches!(append(&log, 0), Err(LogError::Unknown { .. })));
    assert_eq!(entries(&log), ["0"]);
    assert_eq!(append(&log, 0).expect("again"), TurnOutcome::Lost { next: Position(1) });
}

#[test]
fn faults_come_in_order_and_meet_one_node_only() {
    let (store, log) = store_and_log();
    let other = store.open_log(&name()).expect("open");
    log.inject(Fault::LostBeforeWrite);
    log.clone().inject(Fault::Full);
    assert_eq!(append(&other, 0).expect("the other node"), TurnOutcome::Won);
    assert!(matches!(append(&log, 1), Err(LogError::Unknown { .. })));
    assert!(matches!(append(&log, 1), Err(LogError::Full { .. })));
    assert_eq!(append(&log, 1).expect("no more faults"), TurnOutcome::Won);
    assert_eq!(entries(&other), ["0", "1"]);
}
