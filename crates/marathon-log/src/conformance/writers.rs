//! Many writers, and readers beside them.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use marathon_events::Position;

use super::given::{event, refusal, scan_all, scan_refusals, take};
use super::{Fixture, empty_log, log_name};
use crate::{EventLog, NewEvent, NewRefusal, TurnOutcome};

const WRITERS: u64 = 4;

/// Turns each writer wins before it ends.
const TURNS: u64 = 40;

pub(super) fn one_of_many_writers_wins_each_position(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    let handles = (0..WRITERS).map(|_| Arc::clone(&log)).collect();
    race(&*log, handles);
}

/// As the case before with handles of two nodes, where the driver has them, else with handles opened twice.
pub(super) fn one_of_many_nodes_wins_each_position(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    let other = fixture.second().unwrap_or_else(|| fixture.store());
    let nodes = [fixture.store(), other];
    let open = |node: usize| nodes[node].open(&log_name()).expect("open");
    let handles = [open(0), open(1), open(0), open(1)].into();
    race(&*log, handles);
}

/// Number of an event or refusal of one writer's turn, the same as nobody else's.
fn number(writer: u64, turn: u64, part: u64) -> u64 {
    (writer * TURNS + turn) * 10 + part
}

fn turn_of(writer: u64, turn: u64) -> (Vec<NewEvent>, Vec<NewRefusal>) {
    let events = (0..1 + turn % 3).map(|part| event(number(writer, turn, part))).collect();
    (events, vec![refusal(number(writer, turn, 9))])
}

/// Every writer tries to win its turns from what it last knew of the log. Then each turn must be there once, whole,
/// where its writer was told, and nothing else.
fn race(log: &dyn EventLog, handles: Vec<Arc<dyn EventLog>>) {
    let mut won: Vec<(Position, u64, u64)> = thread::scope(|scope| {
        let writer =
            |(writer, handle): (u64, Arc<dyn EventLog>)| scope.spawn(move || write(&*handle, writer));
        let threads: Vec<_> = (0..).zip(handles).map(writer).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a writer")).collect()
    });
    won.sort_unstable();

    let (mut events, mut refusals) = (Vec::new(), Vec::new());
    for (at, writer, turn) in won {
        assert_eq!(at, Position(events.len() as u64), "each position is won once and none is skipped");
        let (mut of_turn, mut refused) = turn_of(writer, turn);
        events.append(&mut of_turn);
        refusals.append(&mut refused);
    }
    assert_eq!(log.next().expect("next"), Position(events.len() as u64));
    assert_eq!(scan_all(log), super::given::shown(0, &events));
    let numbered: Vec<_> = (0..).zip(refusals).collect();
    assert_eq!(scan_refusals(log, 0), numbered, "losers wrote no refusal");
}

fn write(log: &dyn EventLog, writer: u64) -> Vec<(Position, u64, u64)> {
    let mut known = Position(0);
    let mut won = Vec::new();
    for turn in 0..TURNS {
        let (events, refusals) = turn_of(writer, turn);
        loop {
            match take(log, known, &events, &refusals) {
                TurnOutcome::Won => break,
                TurnOutcome::Lost { next } => {
                    assert!(next > known, "a turn is lost to somebody who went on");
                    known = next;
                }
            }
        }
        won.push((known, writer, turn));
        known = known.plus(events.len());
    }
    won
}

/// Events of each turn in the two cases below, so that a reader can tell whole turns.
const WHOLE: u64 = 5;

/// Runs `read` again and again beside a writer, and once more when it is done.
fn beside_a_writer(log: &dyn EventLog, mut read: impl FnMut()) {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for turn in 0..100 {
                let events: Vec<_> = (turn * WHOLE..(turn + 1) * WHOLE).map(event).collect();
                let outcome = take(log, Position(turn * WHOLE), &events, &[refusal(turn)]);
                assert_eq!(outcome, TurnOutcome::Won);
            }
            done.store(true, Ordering::Release);
        });
        while !done.load(Ordering::Acquire) {
            read();
        }
    });
    read();
}

pub(super) fn readers_never_see_part_of_a_turn(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    let mut last = 0;
    beside_a_writer(&*log, || {
        let next = log.next().expect("next").0;
        assert_eq!(next % WHOLE, 0, "the log ends between turns");
        let mut seen = 0;
        log.scan(Position(0), Position(u64::MAX), &mut |stored| {
            assert_eq!(stored.position, Position(seen), "without gaps");
            assert_eq!(stored.entry, event(seen).entry);
            seen += 1;
            ControlFlow::Continue(())
        })
        .expect("scan");
        assert_eq!(seen % WHOLE, 0, "a scan ends between turns");
        assert!(seen >= next, "a scan sees at least what was there when it began");
        assert!(next >= last, "what was seen stays");
        last = seen;
    });
    assert_eq!(last, 100 * WHOLE);
}

pub(super) fn events_and_refusals_appear_together(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    let turns = || log.next().expect("next").0 / WHOLE;
    let refused = || log.next_refusal().expect("next refusal");
    beside_a_writer(&*log, || {
        let (turns_before, refused_between, turns_after) = (turns(), refused(), turns());
        assert!(turns_before <= refused_between, "the refusals of a turn come with its events");
        assert!(refused_between <= turns_after, "the events of a turn come with its refusals");
        assert!(scan_refusals(&*log, 0).len() as u64 >= refused_between);
    });
    assert_eq!((turns(), refused()), (100, 100));
}
