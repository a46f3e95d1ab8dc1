//! What readers see.

use std::ops::ControlFlow;

use marathon_events::{Position, Revision};

use super::given::{
    event, event_of, events, refusal, scan, scan_all, scan_refusals, scan_stream, shown, stream, win,
};
use super::{Fixture, empty_log};
use crate::NewEvent;

pub(super) fn a_scan_keeps_its_bounds(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    assert!(scan_all(&*log).is_empty());
    win(&*log, &events(0, 20), &[]);
    let all = shown(0, &events(0, 20));
    assert_eq!(scan(&*log, 0, 20), all);
    assert_eq!(scan(&*log, 0, u64::MAX), all);
    assert_eq!(scan(&*log, 5, 9), all[5..9]);
    assert_eq!(scan(&*log, 19, 20), all[19..]);
    assert_eq!(scan(&*log, 15, 1000), all[15..]);
    for (from, until) in [(5, 5), (9, 5), (20, 30), (21, u64::MAX), (u64::MAX, u64::MAX)] {
        assert!(scan(&*log, from, until).is_empty(), "{from}..{until} holds nothing");
    }
}

pub(super) fn a_scan_ends_where_the_visitor_breaks(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    let first = stream(0);
    let given: Vec<NewEvent> =
        (0..20).map(|n| NewEvent { stream: first, revision: Revision(n), ..event(n.into()) }).collect();
    let refusals: Vec<_> = (0..20).map(refusal).collect();
    win(&*log, &given, &refusals);

    let mut visits = Vec::new();
    let mut up_to_7 = |n: u64| {
        visits.push(n);
        if n == 7 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    log.scan(Position(5), Position(20), &mut |e| up_to_7(e.position.0)).expect("scan");
    log.scan_stream(first, Revision(5), &mut |e| up_to_7(e.revision.0.into())).expect("scan a stream");
    log.scan_refusals(5, &mut |r| up_to_7(r.number)).expect("scan refusals");
    assert_eq!(visits, [5, 6, 7, 5, 6, 7, 5, 6, 7]);
    assert_eq!(scan_all(&*log).len(), 20, "a scan that was broken off leaves the next one whole");
}

pub(super) fn a_scan_goes_through_long_histories(fixture: &mut dyn Fixture) {
    // Longer than any page or piece a driver reads at once.
    const EVENTS: u64 = 140_000;
    const TURN_EVENTS: u64 = 10_000;
    let log = empty_log(fixture);
    let small = |n: u64| event_of(n, n.to_string());
    for from in (0..EVENTS).step_by(10_000) {
        let turn: Vec<_> = (from..from + TURN_EVENTS).map(small).collect();
        win(&*log, &turn, &[]);
    }
    let mut next = 3;
    log.scan(Position(3), Position(u64::MAX), &mut |stored| {
        assert_eq!(stored.position, Position(next));
        assert_eq!(stored.stream, stream(next));
        assert_eq!(stored.entry, next.to_string().as_bytes());
        next += 1;
        ControlFlow::Continue(())
    })
    .expect("scan");
    assert_eq!(next, EVENTS);
}

pub(super) fn a_visitor_may_read_the_log(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    win(&*log, &events(0, 10), &[refusal(0)]);
    let mut inner = 0;
    log.scan(Position(0), Position(10), &mut |stored| {
        inner += scan_stream(&*log, stored.stream, 0).len();
        inner += scan_refusals(&*log, 0).len();
        ControlFlow::Continue(())
    })
    .expect("scan");
    assert_eq!(inner, 20);
}

pub(super) fn streams_come_in_order_of_revision(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    // Three streams taking turns, 400 revisions each: more than a byte holds.
    let of_stream = |s: u64, revision: u32| NewEvent {
        stream: stream(s),
        revision: Revision(revision),
        ..event(u64::from(revision) * 3 + s)
    };
    for revision in 0..400 {
        win(&*log, &[of_stream(0, revision), of_stream(1, revision), of_stream(2, revision)], &[]);
    }
    let second = scan_stream(&*log, stream(1), 0);
    assert_eq!(second.len(), 400);
    for (revision, seen) in (0..).zip(&second) {
        assert_eq!(seen.revision, Revision(revision));
        assert_eq!(seen.position, Position(u64::from(revision) * 3 + 1));
        assert_eq!(*seen, shown(seen.position.0, &[of_stream(1, revision)])[0]);
    }
    assert_eq!(scan_stream(&*log, stream(1), 390), second[390..]);
    assert!(scan_stream(&*log, stream(1), 400).is_empty());
}

pub(super) fn streams_keep_apart(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    // Neighbours in any order of bytes, and the ends of the range of revisions.
    let neighbours = [0, 1, 255, 256, 257, u64::MAX - 1, u64::MAX];
    let mut given = Vec::new();
    for n in neighbours {
        for revision in [0, 1, u32::MAX] {
            given.push(NewEvent { stream: stream(n), revision: Revision(revision), ..event(1) });
        }
    }
    win(&*log, &given, &[]);
    let all = shown(0, &given);
    for (i, n) in neighbours.into_iter().enumerate() {
        assert_eq!(scan_stream(&*log, stream(n), 0), all[3 * i..3 * i + 3]);
        assert_eq!(scan_stream(&*log, stream(n), u32::MAX), all[3 * i + 2..3 * i + 3]);
    }
    assert!(scan_stream(&*log, stream(2), 0).is_empty(), "a stream that nobody began is empty");
}

pub(super) fn refusals_keep_their_order_and_numbers(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    assert_eq!(log.next_refusal().expect("next refusal"), 0);
    win(&*log, &events(0, 1), &[refusal(0), refusal(1)]);
    win(&*log, &events(1, 2), &[]);
    win(&*log, &[], &[refusal(2)]);
    win(&*log, &events(2, 9), &[refusal(3), refusal(4)]);
    let all: Vec<_> = (0..5).map(|n| (n, refusal(n))).collect();
    assert_eq!(log.next_refusal().expect("next refusal"), 5);
    assert_eq!(scan_refusals(&*log, 0), all);
    assert_eq!(scan_refusals(&*log, 3), all[3..]);
    for beyond in [5, 100, u64::MAX] {
        assert!(scan_refusals(&*log, beyond).is_empty());
    }
}
