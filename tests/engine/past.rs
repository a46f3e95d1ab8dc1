//! Views of the past: any position, any time.

use marathon_engine::{Answer, ReadModel};
use marathon_events::{Position, Timestamp};
use marathon_log::EventLog;
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::{
    checks::read,
    node::{Node, name, noon, opened, request_at, seconds_later},
};
use crate::{
    given::{
        random::{self, Dice, Known},
        rules::small_season,
    },
    support::store::Store,
};

/// A store with a random history, one request every ten seconds.
pub fn with_history(seed: u64, requests: usize) -> Store {
    let store = opened();
    let node = Node::start(&store, seed, None);
    let (mut rng, mut known, rules) = (StdRng::seed_from_u64(seed), Known::default(), small_season());
    for n in 0..requests {
        let dice: Dice = rng.random();
        let action = random::action(&dice, &known, &rules);
        let at = seconds_later(10 * (1 + n as i64 / 3));
        if let Answer::Accepted(accepted) = node.send(request_at(at, &format!("h{n}"), action)) {
            note(&mut known, &*node.log, accepted.position);
        }
    }
    store
}

/// Takes note of what the event at this position created.
pub fn note(known: &mut Known, log: &dyn EventLog, position: Position) {
    log.scan(position, position.next(), &mut |row| {
        let event = marathon_events::Recorded::decode(row.entry).unwrap();
        let fact = marathon_domain::Fact {
            stream: event.stream,
            revision: event.revision,
            occasion: marathon_domain::Occasion::of(&event),
            event: event.event,
        };
        known.note(&fact);
        std::ops::ControlFlow::Break(())
    })
    .unwrap();
}

#[test]
fn the_view_before_any_position_is_a_fold_of_what_came_before() {
    let store = with_history(3, 200);
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(&store, 4, Some(folder.path()));
    let snapshots = marathon_engine::Snapshots::<marathon_projections::Views>::of(folder.path(), &name());
    let read = read(&*node.log);
    let len = read.events.len();
    for made in [false, true] {
        // Not in order, and some twice, so that kept views and new ones take turns.
        for until in [len, 0, 1, len / 2, len / 3, len / 2, 2, len - 1, len / 5, len] {
            let view = node.marathon.view_before(Position(until as u64)).unwrap();
            assert_eq!(view.next().0, until as u64, "snapshot: {made}");
            assert_eq!(view.model.digest(), read.digest_before(until), "before {until}, snapshot: {made}");
        }
        let beyond = node.marathon.view_before(Position(u64::MAX)).unwrap();
        assert_eq!(beyond.next().0, len as u64);
        snapshots.make(&*node.log).unwrap();
    }
}

#[test]
fn a_past_built_from_a_snapshot_is_the_past() {
    let store = with_history(5, 120);
    let folder = tempfile::tempdir().unwrap();
    let snapshots = marathon_engine::Snapshots::<marathon_projections::Views>::of(folder.path(), &name());
    let middle = snapshots.make(&*store.open(&name()).unwrap()).unwrap();
    let node = Node::start(&store, 6, Some(folder.path()));
    for n in 0..30 {
        node.insist(&request_at(
            seconds_later(9_000),
            &format!("more{n}"),
            super::node::person_called("more"),
        ));
    }
    let read = read(&*node.log);
    // Around the snapshot: just before it nothing of it may be used.
    for until in [middle.0 - 1, middle.0, middle.0 + 1, middle.0 + 30] {
        let view = node.marathon.view_before(Position(until)).unwrap();
        assert_eq!(view.model.digest(), read.digest_before(until as usize), "before {until}");
    }
}

#[test]
fn a_time_leads_to_the_position_after_the_last_event_until_then() {
    let store = with_history(7, 90);
    let node = Node::start(&store, 8, None);
    let read = read(&*node.log);
    let expected = |time: Timestamp| read.events.iter().filter(|(e, _)| e.recorded_at <= time).count() as u64;
    let first = noon();
    for micros in (-1..=1).chain((0..350).step_by(7).flat_map(|s| {
        let micros = s * 1_000_000;
        [micros - 1, micros, micros + 1]
    })) {
        let time = Timestamp(first.0 + micros);
        assert_eq!(node.marathon.position_at(time).unwrap().0, expected(time), "{time}");
    }
    assert_eq!(node.marathon.position_at(Timestamp(0)).unwrap(), Position(0));
    assert_eq!(node.marathon.position_at(Timestamp(i64::MAX)).unwrap().0, read.events.len() as u64);
}
