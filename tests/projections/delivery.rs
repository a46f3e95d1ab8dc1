//! The same events delivered in every way there is; the answers must be the same.

use marathon_columns::{Loader, Saver};
use marathon_domain::Fact;
use marathon_engine::{ReadModel, View};
use marathon_events::Recorded;
use marathon_projections::Views;

use super::answers::answers;
use crate::given::history::recorded;

/// Folds the events in batches of this size, as a worker does.
pub fn in_batches(events: &[Recorded], size: usize) -> View<Views> {
    let mut view = View::default();
    deliver(&mut view, events, size);
    view
}

/// Folds more events into a view.
pub fn deliver(view: &mut View<Views>, events: &[Recorded], size: usize) {
    for batch in events.chunks(size.max(1)) {
        for event in batch {
            view.apply(event);
        }
        view.model.settle();
    }
}

/// Folds all events at once.
pub fn folded(events: &[Recorded]) -> View<Views> {
    in_batches(events, events.len())
}

/// What a restart makes of a view.
pub fn saved_and_loaded(view: &View<Views>) -> View<Views> {
    let mut bytes = Vec::new();
    let mut saver = Saver::new(&mut bytes);
    view.model.save(&mut saver).unwrap();
    saver.finish().unwrap();
    let mut from = &bytes[..];
    let mut loader = Loader::new(&mut from, bytes.len() as u64);
    let model = Views::load(&mut loader).unwrap();
    loader.finish().unwrap();
    View { model, as_of: view.as_of }
}

/// The views after these facts, of which it was made sure that they are the same in whatever way they arrive.
#[track_caller]
pub fn given(facts: impl IntoIterator<Item = Fact>) -> Views {
    given_events(&recorded(facts))
}

/// The same of events.
#[track_caller]
pub fn given_events(events: &[Recorded]) -> Views {
    let expected = folded(events);
    let said = answers(&expected.model);
    let same = |way: &str, view: &View<Views>| {
        assert_eq!(view.as_of, expected.as_of, "{way}");
        assert_eq!(view.model.digests(), expected.model.digests(), "{way}");
        assert_eq!(answers(&view.model), said, "{way}");
    };
    for size in [1, 2, 7] {
        same(&format!("in batches of {size}"), &in_batches(events, size));
    }

    let mut twice = View::<Views>::default();
    let mut asked_early = View::<Views>::default();
    for event in events {
        twice.apply(event);
        twice.apply(event);
        asked_early.apply(event);
        asked_early.model.settle();
        answers(&asked_early.model);
    }
    twice.model.settle();
    same("each delivered twice", &twice);
    same("asked after each event", &asked_early);
    deliver(&mut twice, events, 3);
    same("all delivered again", &twice);

    let middle = events.len() / 2;
    let mut restarted = saved_and_loaded(&folded(&events[..middle]));
    // The worker begins a little before where the snapshot stands.
    deliver(&mut restarted, &events[middle.saturating_sub(2)..], 2);
    same("saved and loaded in the middle", &restarted);
    same("saved and loaded at the end", &saved_and_loaded(&expected));
    expected.model
}

#[test]
#[should_panic(expected = "an event is missing before")]
fn a_view_with_a_hole_is_never_shown() {
    let events = recorded([crate::given::facts::person(1), crate::given::facts::person(2)]);
    let mut view = View::<Views>::default();
    view.apply(&events[0]);
    view.apply(&events[2]);
}

#[test]
fn a_view_of_nothing_answers_nothing() {
    let view = saved_and_loaded(&View::default());
    assert_eq!(view.next().0, 0);
    assert!(view.model.rules().is_none());
    assert_eq!(view.model.digest(), Views::default().digest());
    assert_eq!(
        view.model.totals.sum(&marathon_projections::totals::TotalsFilter::default()),
        Default::default()
    );
}
