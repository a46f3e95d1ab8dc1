//! The queue has a bound: whoever does not fit is told so at once, and whoever fits is answered.

use std::sync::Arc;

use marathon_engine::{Answer, Busy, QUEUE_SUBMISSIONS_MAX, Site, SiteOptions};
use marathon_projections::Views;

use super::{
    checks::read,
    gate::GatedStore,
    node::{name, opened, person_called, request},
};

/// What one durable batch takes beside the queue: the one being written and the one that grows meanwhile.
const BATCHES_MAX: usize = 2 * 4_096;

#[test]
fn a_full_queue_turns_away_and_loses_nothing() {
    let inner = opened();
    let store = GatedStore::of(&inner);
    let gate = store.gate.clone();
    let site = Site::<Views>::start(Arc::new(store), SiteOptions::default()).unwrap();
    let marathon = site.get(&name()).unwrap();
    gate.close();
    let mut taken = Vec::new();
    // Nothing is asserted while the gate is closed: a panic would wait for it for ever.
    let mut turned_away = false;
    while !turned_away && taken.len() <= QUEUE_SUBMISSIONS_MAX + BATCHES_MAX {
        let n = taken.len();
        match marathon.submit(vec![request(&format!("k{n}"), person_called(&format!("a{n}")))]) {
            Ok(answers) => taken.push(answers),
            Err(Busy { .. }) => turned_away = true,
        }
    }
    let queued = marathon.queued();
    gate.open();
    assert!(turned_away, "nothing bounds the queue");
    assert!(taken.len() >= QUEUE_SUBMISSIONS_MAX);
    assert!(queued <= QUEUE_SUBMISSIONS_MAX);
    let count = taken.len();
    for answers in taken {
        let answers = answers.blocking_recv().unwrap();
        assert!(matches!(answers[..], [Answer::Accepted(_)]), "{answers:?}");
    }
    let read = read(&*inner.open(&name()).unwrap());
    assert_eq!(read.events.len(), 1 + count);
    read.assert_one_outcome_for_each_key();
}

#[test]
fn what_was_queued_is_written_before_a_node_stops() {
    let inner = opened();
    let store = GatedStore::of(&inner);
    let gate = store.gate.clone();
    let site = Site::<Views>::start(Arc::new(store), SiteOptions::default()).unwrap();
    let marathon = site.get(&name()).unwrap();
    gate.close();
    let submit =
        |n: u32| marathon.submit(vec![request(&format!("k{n}"), person_called(&format!("a{n}")))]).unwrap();
    let queued: Vec<_> = (0..100).map(submit).collect();
    gate.open();
    drop((marathon, site));
    for answers in queued {
        assert!(matches!(answers.blocking_recv().unwrap()[..], [Answer::Accepted(_)]));
    }
    assert_eq!(read(&*inner.open(&name()).unwrap()).events.len(), 101);
}
