use std::ops::ControlFlow;

use bytes::Bytes;
use marathon_events::{LeafHash, Revision, StreamId};
use marathon_log::{CommandKey, EventLog, Keyed, NewEvent, NewRefusal, RequestHash};
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::log::SqliteLog;

/// A writer, and a reader of the same file.
fn opened(home: &TempDir) -> (Writer, SqliteLog) {
    let file =
        LogFile { kind: &crate::file::LOG, name: "2026".to_owned(), path: home.path().join("2026.sqlite") };
    file.create().expect("create");
    let writer = Writer::open(&file).expect("open for writing");
    (writer, SqliteLog::open(file, None).expect("open for reading"))
}

/// Appends `count` events of 1 KiB and one refusal.
fn append(writer: &mut Writer, from: u64, count: u64) -> Result<TurnOutcome, LogError> {
    let event = |n: u64| NewEvent {
        stream: StreamId(Uuid::from_u128(n.into())),
        revision: Revision(0),
        entry: Bytes::from(vec![b'x'; 1024]),
        leaf_hash: LeafHash([0; 32]),
        command: None,
    };
    let events: Vec<_> = (from..from + count).map(event).collect();
    let command = Keyed { key: CommandKey([1; 16]), request: RequestHash([2; 16]) };
    let refusals = [NewRefusal { command, at: Position(from), outcome: Bytes::from_static(b"no") }];
    let expected_refusal = super::next(&writer.connection, super::LAST_REFUSAL).unwrap();
    writer.append(&Turn { expected: Position(from), expected_refusal, events: &events, refusals: &refusals })
}

fn ends(log: &SqliteLog) -> (u64, u64) {
    (log.next().expect("next").0, log.next_refusal().expect("next refusal"))
}

#[test]
fn a_full_disk_leaves_nothing_and_stops_nobody() {
    let home = TempDir::new().expect("a directory for a test");
    let (mut writer, log) = opened(&home);
    append(&mut writer, 0, 10).expect("append");
    // SQLite gives the same answer as for a disk that is full.
    let pages: u32 = writer.connection.query_row("PRAGMA page_count", [], |r| r.get(0)).expect("pages");
    let limit = |writer: &Writer, pages: u32| {
        let sql = format!("PRAGMA max_page_count = {pages}");
        writer.connection.query_row(&sql, [], |_| Ok(())).expect("limit the file");
    };
    limit(&writer, pages);
    for _ in 0..2 {
        let error = append(&mut writer, 10, 100).expect_err("there is no room");
        assert!(matches!(error, LogError::Full { .. }), "{error:?}");
        assert_eq!(ends(&log), (10, 1));
    }
    limit(&writer, u32::MAX / 2);
    assert_eq!(append(&mut writer, 10, 100).expect("there is room again"), TurnOutcome::Won);
    assert_eq!(ends(&log), (110, 2));
}

#[test]
fn a_commit_that_fails_stops_the_writer_and_no_reader() {
    let home = TempDir::new().expect("a directory for a test");
    let (mut writer, log) = opened(&home);
    append(&mut writer, 0, 10).expect("append");
    // A condition that SQLite looks at when it commits, and that never holds.
    writer
        .connection
        .execute_batch(
            "CREATE TEMP TABLE parent (id INTEGER PRIMARY KEY);
             CREATE TEMP TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
             CREATE TEMP TRIGGER orphan AFTER INSERT ON main.events BEGIN INSERT INTO child VALUES (1); END;",
        )
        .expect("prepare a failure");
    let error = append(&mut writer, 10, 1).expect_err("the commit fails");
    assert!(matches!(error, LogError::Unknown { .. }), "{error:?}");

    writer.connection.execute_batch("DROP TRIGGER orphan").expect("repair the cause");
    let error = append(&mut writer, 10, 1).expect_err("a new commit could hide the lost one");
    assert!(matches!(error, LogError::Stopped { .. }), "{error:?}");
    assert_eq!(ends(&log), (10, 1), "reads go on");
}

#[test]
fn the_write_ahead_log_is_short_again_when_readers_let_go() {
    const TURN_EVENTS: u64 = 100;
    let home = TempDir::new().expect("a directory for a test");
    let (mut writer, log) = opened(&home);
    writer.wal_bytes_max = 1 << 20;
    writer.wal_due_bytes = writer.wal_bytes_max;
    let wal_bytes = |writer: &Writer| std::fs::metadata(&writer.wal).expect("the write-ahead log").len();

    append(&mut writer, 0, TURN_EVENTS).expect("append");
    let mut next = TURN_EVENTS;
    log.scan(Position(0), Position(1), &mut |_| {
        // A reader stands in the write-ahead log for as long as it is here.
        for _ in 0..30 {
            append(&mut writer, next, TURN_EVENTS).expect("append beside a reader");
            next += TURN_EVENTS;
        }
        assert!(wal_bytes(&writer) > 2 * writer.wal_bytes_max, "the history of the reader is kept");
        ControlFlow::Continue(())
    })
    .expect("scan");

    let mut longest = 0;
    for turn in 0..60 {
        append(&mut writer, next, TURN_EVENTS).expect("append");
        next += TURN_EVENTS;
        // Passing readers, as many as there are turns.
        assert_eq!(ends(&log), (next, turn + 32));
        if turn >= 30 {
            longest = longest.max(wal_bytes(&writer));
        }
    }
    assert!(longest < 2 * writer.wal_bytes_max, "{longest} bytes");
}
