//! Holding the log for a turn.

use std::thread;
use std::time::{Duration, Instant};

use marathon_events::Position;
use marathon_log::{EventLog, LogError, TurnOutcome};

use crate::given::{BOUND, append, database_and_log, numbers, open, until, waiting, win};

#[test]
fn nobody_else_gets_a_turn_while_one_holds() {
    let (database, _store, log) = database_and_log();
    let (_other_store, other) = open(&database.options());
    log.hold().expect("hold");
    thread::scope(|scope| {
        let waits = scope.spawn(|| append(&*other, 0, 1).expect("append"));
        until("the other one waits", || waiting(&database) == 1);
        assert_eq!(log.next().expect("next"), Position(0));
        assert_eq!(append(&*log, 0, 0).expect("append"), TurnOutcome::Won);
        assert_eq!(waits.join().expect("a writer"), TurnOutcome::Lost { next: Position(1) });
    });
    win(&*other, 2);
    assert_eq!(numbers(&*log), [0, 2]);
}

#[test]
fn one_that_stalls_keeps_nobody_out() {
    let (database, _store, _) = database_and_log();
    let mut options = database.options();
    options.hold_max = Duration::from_millis(300);
    let (_stalled_store, stalled) = open(&options);
    let (_other_store, other) = open(&database.options());
    stalled.hold().expect("hold");
    let began = Instant::now();
    win(&*other, 1);
    assert!(began.elapsed() < BOUND, "the bound of the hold, not that of the statement");
    // The stalled one wakes up: its hold is over, which is no error, and what it decided on is gone.
    assert_eq!(append(&*stalled, 0, 0).expect("append"), TurnOutcome::Lost { next: Position(1) });
    win(&*stalled, 2);
    assert_eq!(numbers(&*stalled), [1, 2]);
}

#[test]
fn a_hold_whose_connection_is_gone_is_over() {
    let (database, _store, log) = database_and_log();
    log.hold().expect("hold");
    assert!(database.terminate_sessions() > 0);
    // Nothing was asked for in it but the lock, so there is nothing unknown.
    until("the turn is taken", || match append(&*log, 0, 0) {
        Ok(TurnOutcome::Won) => true,
        // The connections that wait in the pool are gone, too, and it may not have been noticed yet.
        Err(LogError::Unknown { .. } | LogError::Failed { .. }) => log.next().is_ok_and(|next| next.0 == 1),
        other => panic!("{other:?}"),
    });
    assert_eq!(numbers(&*log), [0]);
}

#[test]
fn a_turn_that_fails_ends_the_hold() {
    let (database, _store, log) = database_and_log();
    let (_other_store, other) = open(&database.options());
    win(&*log, 0);
    log.hold().expect("hold");
    let taken = append(&*log, 1, 0).expect_err("the stream has this revision");
    assert!(matches!(taken, LogError::Failed { .. }), "{taken:?}");
    win(&*other, 1);
    win(&*log, 2);
    assert_eq!(numbers(&*log), [0, 1, 2]);
}
