//! Writers that hold the log for their turn, and waiting for others. A driver that need not keep writers apart does
//! nothing when it is asked to hold; then these cases show that asking does no harm.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use marathon_events::Position;

use super::given::{event, events, scan_all, shown, take, win};
use super::{Fixture, empty_log, log_name};
use crate::{EventLog, TurnOutcome};

/// The log as another node sees it, or as somebody else in this process does.
fn other(fixture: &mut dyn Fixture) -> Arc<dyn EventLog> {
    let store = fixture.second().unwrap_or_else(|| fixture.store());
    store.open(&log_name()).expect("open")
}

pub(super) fn a_hold_ends_with_the_next_turn(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    let other = other(fixture);
    log.hold().expect("hold");
    win(&*log, &events(0, 2), &[]);
    win(&*other, &events(2, 3), &[]);
    // Twice is once.
    log.hold().expect("hold");
    log.hold().expect("hold");
    win(&*log, &events(3, 4), &[]);
    win(&*other, &events(4, 5), &[]);
    // A turn that is lost ends it, and one that is empty.
    log.hold().expect("hold");
    assert_eq!(take(&*log, Position(2), &events(9, 10), &[]), TurnOutcome::Lost { next: Position(5) });
    win(&*other, &events(5, 6), &[]);
    log.hold().expect("hold");
    win(&*log, &[], &[]);
    win(&*other, &events(6, 7), &[]);
    assert_eq!(scan_all(&*log), shown(0, &events(0, 7)));
}

pub(super) fn a_hold_ends_with_its_handle(fixture: &mut dyn Fixture) {
    drop(empty_log(fixture));
    let log = fixture.store().open(&log_name()).expect("open");
    let other = other(fixture);
    log.hold().expect("hold");
    assert_eq!(log.next().expect("next"), Position(0), "who holds may read");
    assert_eq!(other.next().expect("next"), Position(0), "and so may all others");
    drop(log);
    win(&*other, &events(0, 1), &[]);
}

/// Each of several writers wins its turns, however much faster another one is.
pub(super) fn every_writer_gets_through_with_holds(fixture: &mut dyn Fixture) {
    const TURNS: u64 = 20;
    let log = empty_log(fixture);
    let handles = [Arc::clone(&log), other(fixture), other(fixture)];
    thread::scope(|scope| {
        for (writer, handle) in (0..).zip(handles) {
            scope.spawn(move || {
                for turn in 0..TURNS {
                    win_with_holds(&*handle, writer * TURNS + turn);
                }
            });
        }
    });
    let mut streams: Vec<_> = scan_all(&*log).into_iter().map(|seen| seen.stream).collect();
    streams.sort_unstable();
    let each_once: Vec<_> = (0..3 * TURNS).map(|n| event(n).stream).collect();
    assert_eq!(streams, each_once);
}

fn win_with_holds(log: &dyn EventLog, n: u64) {
    let mut losses = 0;
    loop {
        if losses >= 2 {
            log.hold().expect("hold");
        }
        let next = log.next().expect("next");
        if take(log, next, &[event(n)], &[]) == TurnOutcome::Won {
            return;
        }
        losses += 1;
    }
}

pub(super) fn a_wait_ends_with_the_next_event_or_its_bound(fixture: &mut dyn Fixture) {
    const LONG: Duration = Duration::from_secs(60);
    let log = empty_log(fixture);
    win(&*log, &events(0, 3), &[]);
    let began = Instant::now();
    assert_eq!(log.wait_for_next(Position(2), LONG).expect("wait"), Position(3), "it is there already");
    assert_eq!(log.wait_for_next(Position(3), Duration::ZERO).expect("wait"), Position(3), "no time to wait");
    assert_eq!(log.wait_for_next(Position(3), Duration::from_millis(5)).expect("wait"), Position(3));
    let other = other(fixture);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| log.wait_for_next(Position(3), LONG).expect("wait"));
        win(&*other, &events(3, 5), &[]);
        assert_eq!(waiting.join().expect("a thread that waits"), Position(5));
    });
    assert!(began.elapsed() < LONG, "nobody waited for the bound");
}
