//! Connections that break while a turn is taken.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use marathon_log::{EventLog, LogError, TurnOutcome};
use marathon_log_postgres::testing::{Cut, Database, Proxy};
use marathon_log_postgres::{PostgresLog, PostgresOptions};

use crate::given::{append, create, database_and_log, event, numbers, open, until, waiting};

fn through_a_proxy(database: &Database<'_>) -> (Proxy, PostgresOptions) {
    let server = database.cluster().port();
    let proxy = Proxy::of(server);
    let url = database.url().replace(&format!(":{server}/"), &format!(":{}/", proxy.port()));
    (proxy, PostgresOptions::new(url))
}

#[test]
fn an_answer_that_is_lost_leaves_the_turn() {
    let database = Database::new();
    let (proxy, options) = through_a_proxy(&database);
    let (_store, log) = create(&options);
    proxy.cut(Cut::Answer, &event(0).entry);
    let lost = append(&*log, 0, 0).expect_err("no answer");
    assert!(matches!(lost, LogError::Unknown { .. }), "{lost:?}");
    assert!(proxy.is_cut());
    assert_eq!(numbers(&*log), [0], "the driver connects anew by itself, and the event is there");
    assert_eq!(append(&*log, 0, 0).expect("again"), TurnOutcome::Lost { next: marathon_events::Position(1) });
    assert_eq!(append(&*log, 1, 1).expect("go on"), TurnOutcome::Won);
}

#[test]
fn a_request_that_is_lost_leaves_nothing() {
    let database = Database::new();
    let (proxy, options) = through_a_proxy(&database);
    let (_store, log) = create(&options);
    proxy.cut(Cut::Request, &event(0).entry);
    let lost = append(&*log, 0, 0).expect_err("no answer");
    assert!(matches!(lost, LogError::Unknown { .. }), "{lost:?}");
    assert!(numbers(&*log).is_empty());
    assert_eq!(append(&*log, 0, 0).expect("again"), TurnOutcome::Won);
    assert_eq!(numbers(&*log), [0]);
}

#[test]
fn the_end_of_a_held_turn_that_is_lost_is_unknown() {
    let database = Database::new();
    let (proxy, options) = through_a_proxy(&database);
    let (_store, log) = create(&options);
    log.hold().expect("hold");
    proxy.cut(Cut::Answer, b"COMMIT");
    let lost = append(&*log, 0, 0).expect_err("no answer");
    assert!(matches!(lost, LogError::Unknown { .. }), "{lost:?}");
    assert_eq!(numbers(&*log), [0]);
    // Before its end, nothing of it can have stayed: the turn is taken without the hold.
    log.hold().expect("hold");
    proxy.cut(Cut::Answer, &event(1).entry);
    assert_eq!(append(&*log, 1, 1).expect("append"), TurnOutcome::Won);
    assert!(proxy.is_cut());
    assert_eq!(numbers(&*log), [0, 1]);
}

#[test]
fn a_turn_that_is_executed_late_is_lost_to_the_one_decided_after_it() {
    let (database, _store, _) = database_and_log();
    let mut options = database.options();
    options.statement_wait_max = Duration::from_millis(300);
    let (_impatient_store, impatient) = open(&options);
    // The head is locked for longer than the writer waits.
    let late = database.session();
    late.sql("BEGIN; SELECT FROM marathon.heads FOR UPDATE");
    let failed = append(&*impatient, 0, 0).expect_err("too late");
    assert!(matches!(failed, LogError::Failed { .. }), "the server says that it has ended it: {failed:?}");
    // An old statement that still waits, as one whose writer is gone.
    let old = database.session();
    thread::scope(|scope| {
        let old_turn = scope.spawn(move || {
            old.sql("UPDATE marathon.heads SET next = next + 1 WHERE next = 0 RETURNING next").len()
        });
        until("it waits", || waiting(&database) == 1);
        let (_patient_store, patient) = open(&database.options());
        let new_turn = scope.spawn(move || append(&*patient, 0, 5).expect("append"));
        until("both wait", || waiting(&database) == 2);
        late.sql("ROLLBACK");
        let (old_won, new_won) =
            (old_turn.join().expect("old") == 1, new_turn.join().expect("new") == TurnOutcome::Won);
        assert!(old_won ^ new_won, "one of them, whichever came first");
    });
}

const TERMINATE_OTHERS: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                                WHERE datname = current_database() AND pid <> pg_backend_pid()";

struct SetWhenDropped<'a>(&'a AtomicBool);

impl Drop for SetWhenDropped<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// A writer with a ledger: what was acknowledged must be there once, what was unknown at most once.
#[test]
fn sessions_ended_at_random_lose_and_double_nothing() {
    const EVENTS: u64 = 150;
    let (database, _store, log) = database_and_log();
    let done = AtomicBool::new(false);
    let unknown = thread::scope(|scope| {
        let _done = SetWhenDropped(&done);
        let writers: Vec<_> = (0..2)
            .map(|writer| {
                let (options, from) = (database.options(), writer * EVENTS);
                scope.spawn(move || {
                    let (_store, log) = open(&options);
                    (from..from + EVENTS).map(|n| u64::from(append_once(&log, n))).sum::<u64>()
                })
            })
            .collect();
        scope.spawn(|| {
            let session = database.session();
            let next = || {
                session.sql("SELECT next FROM marathon.heads")[0][0]
                    .as_ref()
                    .map_or(0, |n| n.parse().unwrap_or(0))
            };
            let mut last: u64 = 0;
            while !done.load(Ordering::Acquire) {
                // As soon as the writers have got a little further, in the middle of whatever they do.
                if next() >= last + 3 {
                    session.sql(TERMINATE_OTHERS);
                    last = next();
                }
            }
        });
        writers.into_iter().map(|writer| writer.join().expect("a writer")).sum::<u64>()
    });
    let mut all = read(&log);
    all.sort_unstable();
    assert_eq!(all, (0..2 * EVENTS).collect::<Vec<_>>(), "each once");
    assert!(unknown > 0, "some answers were lost, or nothing was tried");
}

/// Appends event `n` exactly once, as a sequencer would, and says how often the outcome was unknown.
fn append_once(log: &PostgresLog, n: u64) -> u32 {
    let mut unknown = 0;
    loop {
        let seen = read(log);
        if seen.contains(&n) {
            return unknown;
        }
        match append(log, seen.len() as u64, n) {
            Ok(TurnOutcome::Won) => return unknown,
            Err(LogError::Unknown { .. }) => unknown += 1,
            Ok(TurnOutcome::Lost { .. }) | Err(LogError::Failed { .. } | LogError::Unavailable { .. }) => {}
            Err(e) => panic!("{e:?}"),
        }
    }
}

/// Reads while sessions are being ended: more often than a read outlives, perhaps.
fn read(log: &PostgresLog) -> Vec<u64> {
    let mut seen = None;
    until("the log can be read", || {
        seen = crate::given::try_numbers(log).ok();
        seen.is_some()
    });
    seen.expect("the log was read")
}
