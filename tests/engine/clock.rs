//! Clocks go backwards; what is recorded does not.

use marathon_engine::Answer;
use marathon_events::Timestamp;

use super::{
    checks::read,
    node::{Node, name, noon, opened, person_called, request_at},
};

#[test]
fn times_and_ids_never_fall_when_the_clock_does() {
    let store = opened();
    let mut times = Vec::new();
    for (restart, seed) in [(0, 7), (1, 7), (2, 8)] {
        let node = Node::start(&store, seed, None);
        for (n, offset) in [5_i64, -3_600, 0, 4, 5, 6, -86_400, 7].into_iter().enumerate() {
            let at = Timestamp(noon().0 + offset * 1_000_000);
            let answer =
                node.send(request_at(at, &format!("{restart}-{n}"), person_called(&format!("a{n}"))));
            let Answer::Accepted(accepted) = answer else { panic!("{answer:?}") };
            assert!(accepted.recorded_at >= at, "recorded before it was asked");
            times.push(accepted.recorded_at);
        }
    }
    assert!(times.is_sorted());
    assert_eq!(times.last(), Some(&Timestamp(noon().0 + 7_000_000)));
    // The reader checks times and ids from event to event.
    let read = read(&store.open_log(&name()).unwrap());
    assert_eq!(read.events.len(), 1 + 24);
}
