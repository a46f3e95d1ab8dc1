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
    let read = read(&*store.open(&name()).unwrap());
    assert_eq!(read.events.len(), 1 + 24);
}

#[test]
fn one_wrong_clock_among_two_nodes_breaks_no_order() {
    for wrong in [-86_400_i64, -2, 3, 86_400] {
        let store = opened();
        let nodes = [Node::start(&store, 1, None), Node::start(&store, 2, None)];
        for n in 0..20_i64 {
            let no = usize::from(n % 3 == 0);
            let offset = n + if no == 1 { wrong } else { 0 };
            let at = Timestamp(noon().0 + offset * 1_000_000);
            let request = request_at(at, &format!("k{n}"), person_called(&format!("a{n}")));
            let Answer::Accepted(accepted) = nodes[no].insist(&request) else { panic!("refused") };
            assert_eq!(accepted.position.0 as i64, n + 1, "order is that of the log, whatever clocks say");
        }
        // The reader checks times and ids from event to event.
        let read = read(&*store.open(&name()).unwrap());
        assert_eq!(read.events.len(), 1 + 20);
        let digests = nodes.each_ref().map(|node| node.see_everything("last"));
        assert_eq!(digests[0], digests[1]);
        assert_eq!(digests[0], super::checks::read(&*nodes[0].log).digest());
    }
}
