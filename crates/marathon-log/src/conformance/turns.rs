//! What a turn does, and that it lasts.

use bytes::Bytes;
use marathon_events::{Position, Revision};

use super::given::{
    event, event_of, events, keyed, refusal, scan_all, scan_refusals, shown, stream, take, win,
};
use super::{Fixture, after_crash, empty_log};
use crate::{LogError, NewEvent, Turn, TurnOutcome};

pub(super) fn events_keep_their_order_and_positions(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    for (from, until) in [(0, 1), (1, 4), (4, 100), (100, 101)] {
        win(&*log, &events(from, until), &[]);
        assert_eq!(log.next().expect("next"), Position(until));
    }
    let positions: Vec<u64> = scan_all(&*log).iter().map(|seen| seen.position.0).collect();
    assert_eq!(positions, (0..101).collect::<Vec<_>>(), "positions are consecutive from 0");
    assert_eq!(scan_all(&*log), shown(0, &events(0, 101)), "in the order of the batches");
}

pub(super) fn everything_comes_back_as_it_was_appended(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    let mut given = events(0, 300);
    given[7].stream = stream(3);
    given[7].revision = Revision(1);
    given[8].revision = Revision(u32::MAX);
    win(&*log, &given, &[refusal(0), refusal(1)]);
    assert_eq!(scan_all(&*log), shown(0, &given), "bytes, hashes, streams and keys");
    assert_eq!(scan_refusals(&*log, 0), vec![(0, refusal(0)), (1, refusal(1))]);
}

pub(super) fn any_bytes_are_an_entry(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    let entries = [Bytes::new(), Bytes::from_static(b"\0"), every_byte.into(), vec![b'x'; 1 << 20].into()];
    let given: Vec<NewEvent> = (0..).zip(entries).map(|(n, entry)| event_of(n, entry)).collect();
    win(&*log, &given, &[]);
    assert_eq!(scan_all(&*log), shown(0, &given));
}

pub(super) fn an_empty_turn_is_won_and_changes_nothing(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    win(&*log, &[], &[]);
    win(&*log, &events(0, 2), &[refusal(0)]);
    win(&*log, &[], &[]);
    assert_eq!(take(&*log, Position(1), &[], &[]), TurnOutcome::Lost { next: Position(2) });
    assert_eq!(log.next().expect("next"), Position(2));
    assert_eq!(log.next_refusal().expect("next refusal"), 1);
}

pub(super) fn a_turn_of_refusals_moves_no_position(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    win(&*log, &[], &[refusal(0), refusal(1)]);
    assert_eq!(log.next().expect("next"), Position(0));
    assert_eq!(log.next_refusal().expect("next refusal"), 2);
    assert!(scan_all(&*log).is_empty());
    drop(log);
    let log = after_crash(fixture);
    assert_eq!(scan_refusals(&*log, 0), vec![(0, refusal(0)), (1, refusal(1))]);
}

pub(super) fn a_lost_turn_writes_nothing(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    win(&*log, &events(0, 3), &[refusal(0)]);
    for behind in [0, 1, 2] {
        let outcome = take(&*log, Position(behind), &events(10, 14), &[refusal(9)]);
        assert_eq!(outcome, TurnOutcome::Lost { next: Position(3) });
    }
    assert_eq!(scan_all(&*log), shown(0, &events(0, 3)), "no event of a lost turn");
    assert_eq!(scan_refusals(&*log, 0), vec![(0, refusal(0))], "no refusal of a lost turn");
    win(&*log, &events(3, 4), &[]);
    assert_eq!(scan_all(&*log), shown(0, &events(0, 4)), "and the log goes on where it stood");
}

pub(super) fn a_turn_beyond_the_end_is_lost(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    win(&*log, &events(0, 2), &[]);
    for beyond in [3, 1000, i64::MAX as u64, u64::MAX] {
        let outcome = take(&*log, Position(beyond), &events(10, 12), &[refusal(0)]);
        assert_eq!(outcome, TurnOutcome::Lost { next: Position(2) });
    }
    assert_eq!(scan_all(&*log), shown(0, &events(0, 2)));
    assert!(scan_refusals(&*log, 0).is_empty());
}

pub(super) fn a_turn_that_has_not_seen_a_refusal_is_lost(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    win(&*log, &events(0, 2), &[refusal(0)]);
    let turn = |expected_refusal, events| {
        log.append(&Turn { expected: Position(2), expected_refusal, events, refusals: &[] })
    };
    let more = events(2, 3);
    for unseen in [0, 2] {
        assert_eq!(turn(unseen, &more).expect("take a turn"), TurnOutcome::Lost { next: Position(2) });
    }
    assert_eq!(scan_all(&*log), shown(0, &events(0, 2)));
    assert_eq!(turn(1, &more).expect("take a turn"), TurnOutcome::Won);
}

pub(super) fn a_revision_is_taken_once(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    win(&*log, &events(0, 3), &[]);
    let again = NewEvent { command: Some(keyed(77)), ..event(1) };
    let turns = [vec![event(5), again], vec![event(6), event(7), event(6)]];
    for events in turns {
        let turn =
            Turn { expected: Position(3), expected_refusal: 0, events: &events, refusals: &[refusal(0)] };
        let refused = log.append(&turn).expect_err("the stream has this revision");
        assert!(matches!(refused, LogError::Failed { .. }), "{refused:?}");
    }
    assert_eq!(scan_all(&*log), shown(0, &events(0, 3)), "nothing of such a turn is written");
    assert!(scan_refusals(&*log, 0).is_empty());
    win(&*log, &events(3, 8), &[]);
}

pub(super) fn what_is_acknowledged_is_there_after_a_crash(fixture: &mut dyn Fixture) {
    let mut log = empty_log(fixture);
    let (mut acknowledged, mut refused) = (0, Vec::new());
    for crash in 0..4 {
        for turn in crash * 10..(crash + 1) * 10 {
            let until = acknowledged + 1 + turn % 7;
            win(&*log, &events(acknowledged, until), &[refusal(turn)]);
            acknowledged = until;
            refused.push((turn, refusal(turn)));
        }
        drop(log);
        log = after_crash(fixture);
        assert_eq!(log.next().expect("next"), Position(acknowledged));
        assert_eq!(scan_all(&*log), shown(0, &events(0, acknowledged)));
        assert_eq!(scan_refusals(&*log, 0), refused);
    }
}

pub(super) fn a_log_goes_on_after_a_crash(fixture: &mut dyn Fixture) {
    let log = empty_log(fixture);
    win(&*log, &events(0, 5), &[refusal(0)]);
    let stale = take(&*log, Position(2), &events(20, 22), &[]);
    assert_eq!(stale, TurnOutcome::Lost { next: Position(5) });
    drop(log);
    let log = after_crash(fixture);
    assert_eq!(take(&*log, Position(2), &events(20, 22), &[]), TurnOutcome::Lost { next: Position(5) });
    win(&*log, &events(5, 9), &[refusal(1)]);
    drop(log);
    let log = after_crash(fixture);
    assert_eq!(scan_all(&*log), shown(0, &events(0, 9)));
    assert_eq!(scan_refusals(&*log, 1), vec![(1, refusal(1))]);
}
