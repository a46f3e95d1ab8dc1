//! A store fails on demand, as a real one would.

use std::{ops::ControlFlow, sync::Arc};

use bytes::Bytes;
use marathon_events::{LeafHash, Position, Revision, StreamId};
use marathon_log::faults::{Fault, FaultyStore};
use marathon_log::memory::MemoryStore;
use marathon_log::{EventLog, LogError, LogName, LogStore, NewEvent, Turn, TurnOutcome};
use uuid::Uuid;

fn node_and_log() -> (FaultyStore, Arc<dyn EventLog>) {
    let node = FaultyStore::of(Arc::new(MemoryStore::new()));
    let log = node.create(&name()).expect("create");
    (node, log)
}

fn name() -> LogName {
    LogName::parse("2026").expect("a name")
}

fn append(log: &dyn EventLog, at: u64) -> Result<TurnOutcome, LogError> {
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

fn entries(log: &dyn EventLog) -> Vec<String> {
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
    let (node, log) = node_and_log();
    node.inject(Fault::Full);
    assert!(matches!(append(&*log, 0), Err(LogError::Full { .. })));
    assert!(entries(&*log).is_empty());
    assert_eq!(append(&*log, 0).expect("again"), TurnOutcome::Won);
    assert_eq!(entries(&*log), ["0"]);
}

#[test]
fn a_connection_lost_before_the_write_leaves_nothing() {
    let (node, log) = node_and_log();
    node.inject(Fault::LostBeforeWrite);
    assert!(matches!(append(&*log, 0), Err(LogError::Unknown { .. })));
    assert!(entries(&*log).is_empty());
}

#[test]
fn a_connection_lost_before_the_answer_leaves_the_turn() {
    let (node, log) = node_and_log();
    node.inject(Fault::LostAnswer);
    assert!(matches!(append(&*log, 0), Err(LogError::Unknown { .. })));
    assert_eq!(entries(&*log), ["0"]);
    assert_eq!(append(&*log, 0).expect("again"), TurnOutcome::Lost { next: Position(1) });
}

#[test]
fn faults_come_in_order_and_meet_one_node_only() {
    let shared: Arc<dyn LogStore> = Arc::new(MemoryStore::new());
    let node = FaultyStore::of(Arc::clone(&shared));
    let log = node.create(&name()).expect("create");
    let other = shared.open(&name()).expect("open");
    node.inject(Fault::LostBeforeWrite);
    node.clone().inject(Fault::Full);
    assert_eq!(append(&*other, 0).expect("the other node"), TurnOutcome::Won);
    assert!(matches!(append(&*log, 1), Err(LogError::Unknown { .. })));
    assert!(matches!(append(&*log, 1), Err(LogError::Full { .. })));
    assert_eq!(append(&*log, 1).expect("no more faults"), TurnOutcome::Won);
    assert_eq!(entries(&*other), ["0", "1"]);
}
