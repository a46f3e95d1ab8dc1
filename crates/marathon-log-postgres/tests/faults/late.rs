//! Commits that come late: no gap, and nobody sees a later position before an earlier one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use marathon_events::Position;
use marathon_log::{EventLog, TurnOutcome};

use crate::given::{append, database_and_log, event, name, numbers, open, until, waiting, win};

const MOVE_HEAD: &str = "UPDATE marathon.heads SET next = next + 1;
     INSERT INTO marathon.events (log_id, position, stream, revision, leaf_hash, entry) ";

#[test]
fn a_commit_made_late_leaves_no_gap() {
    let (database, _store, log) = database_and_log();
    win(&*log, 0);
    // Somebody takes position 1 and does not come to an end.
    let late = database.session();
    let event = event(7);
    let values = format!(
        "SELECT log_id, 1, '{}', 0, '\\x{}', convert_to('{}', 'UTF8') FROM marathon.heads",
        event.stream.0,
        event.leaf_hash,
        String::from_utf8_lossy(&event.entry)
    );
    late.sql(&format!("BEGIN; {MOVE_HEAD} {values}"));

    let (_stores, others): (Vec<_>, Vec<_>) = (0..3).map(|_| open(&database.options())).unzip();
    thread::scope(|scope| {
        let writers: Vec<_> = (10..)
            .zip(&others)
            .map(|(n, log)| scope.spawn(move || append(&**log, 1, n).expect("append")))
            .collect();
        until("all wait for the one that is late", || waiting(&database) == 3);
        assert_eq!(log.next().expect("next"), Position(1), "readers do not wait");
        assert_eq!(numbers(&*log), [0], "and see nothing of it");
        late.sql("COMMIT");
        for writer in writers {
            let outcome = writer.join().expect("a writer");
            assert_eq!(outcome, TurnOutcome::Lost { next: Position(2) }, "position 1 was taken");
        }
    });
    win(&*others[0], 20);
    assert_eq!(numbers(&*log), [0, 7, 20]);
}

#[test]
fn a_commit_that_is_taken_back_leaves_no_gap() {
    let (database, _store, log) = database_and_log();
    let late = database.session();
    late.sql("BEGIN; UPDATE marathon.heads SET next = next + 5, next_refusal = next_refusal + 1");
    thread::scope(|scope| {
        let writer = scope.spawn(|| append(&*log, 0, 3).expect("append"));
        until("the writer waits", || waiting(&database) == 1);
        late.sql("ROLLBACK");
        assert_eq!(writer.join().expect("a writer"), TurnOutcome::Won);
    });
    assert_eq!(numbers(&*log), [3]);
    assert_eq!(log.next_refusal().expect("next refusal"), 0);
}

/// Readers look while many writers commit in whatever order they come.
#[test]
fn readers_never_see_a_later_position_first() {
    const WRITERS: u64 = 3;
    const TURNS: u64 = 60;
    let (database, _store, log) = database_and_log();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let options = database.options();
                scope.spawn(move || {
                    let (_store, log) = open(&options);
                    for turn in 0..TURNS {
                        while append(&*log, log.next().expect("next").0, writer * TURNS + turn)
                            .expect("append")
                            != TurnOutcome::Won
                        {}
                    }
                })
            })
            .collect();
        let reader = scope.spawn(|| {
            let mut seen = Vec::new();
            while !done.load(Ordering::Acquire) {
                let next = log.next().expect("next").0;
                let now = numbers(&*log);
                assert!(now.len() as u64 >= next, "what the head says is there");
                assert!(now.starts_with(&seen), "what was seen stays");
                seen = now;
            }
        });
        for writer in writers {
            writer.join().expect("a writer");
        }
        done.store(true, Ordering::Release);
        reader.join().expect("a reader");
    });
    let mut all = numbers(&*log);
    all.sort_unstable();
    assert_eq!(all, (0..WRITERS * TURNS).collect::<Vec<_>>());
}

#[test]
fn marathons_of_one_database_do_not_wait_for_each_other() {
    let (database, store, log) = database_and_log();
    let other = marathon_log::LogName::parse("2027").expect("a name");
    let other = store.create_log(&other).expect("create");
    let late = database.session();
    late.sql(&format!(
        "BEGIN; SELECT FROM marathon.heads JOIN marathon.logs USING (log_id) WHERE name = '{}' FOR UPDATE OF heads",
        name()
    ));
    win(&*other, 5);
    assert_eq!(numbers(&*other), [5]);
    assert!(numbers(&*log).is_empty());
    late.sql("ROLLBACK");
    win(&*log, 6);
    assert_eq!(numbers(&*log), [6]);
}
