//! Two nodes on one log: turns are lost, nothing else is.

use std::thread;

use marathon_engine::{Answer, ReadModel};

use super::{
    checks::read,
    node::{Node, opened, person_called, request},
};

#[test]
fn two_nodes_append_side_by_side_and_say_the_same() {
    let store = opened();
    let nodes = [Node::start(&store, 1, None), Node::start(&store, 2, None)];
    let acknowledged: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8_usize)
            .map(|client| {
                let node = &nodes[client % 2];
                scope.spawn(move || {
                    let send = |n| {
                        let request =
                            request(&format!("{client}-{n}"), person_called(&format!("a{client}-{n}")));
                        match node.insist(&request) {
                            Answer::Accepted(accepted) => (request.command, accepted),
                            other => panic!("{other:?}"),
                        }
                    };
                    (0..40).map(send).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|t| t.join().unwrap()).collect()
    });
    let digests =
        [nodes[0].see_everything("s0"), nodes[1].see_everything("s1"), nodes[0].see_everything("s2")];
    let read = read(&*nodes[0].log);
    assert_eq!(read.events.len(), 1 + 320 + 3);
    read.assert_one_outcome_for_each_key();
    for (command, accepted) in &acknowledged {
        read.assert_has(accepted, *command);
    }
    assert_eq!(digests[1], read.digest_before(read.events.len() - 1));
    assert_eq!(digests[2], read.digest());
}

#[test]
fn a_key_accepted_on_one_node_is_answered_on_the_other() {
    let store = opened();
    let nodes = [Node::start(&store, 1, None), Node::start(&store, 2, None)];
    let once = || request("k", person_called("aigul"));
    let Answer::Accepted(first) = nodes[0].send(once()) else { panic!() };
    // The other node has not read the log since; it loses its turn and learns.
    let Answer::Accepted(again) = nodes[1].send(once()) else { panic!() };
    assert_eq!((again.position, again.stream, again.repeated), (first.position, first.stream, true));
    assert!(matches!(nodes[1].send(request("k", person_called("other"))), Answer::KeyReused));
    assert_eq!(read(&*nodes[0].log).events.len(), 2);
}

#[test]
fn a_log_whose_newest_events_are_gone_is_not_gone_on_with() {
    let (store, promoted) = (opened(), opened());
    let node = Node::start(&store, 1, None);
    for n in 0..5 {
        assert!(matches!(node.send(request(&format!("k{n}"), person_called("a"))), Answer::Accepted(_)));
    }
    let before = node.see_everything("look");
    // It has less; then it has more, and other events at the same places.
    let other = Node::start(&promoted, 2, None);
    node.fail_over_to(&promoted);
    for n in 0..10 {
        assert!(matches!(node.send(request(&format!("n{n}"), person_called("b"))), Answer::Retry));
        assert!(matches!(other.send(request(&format!("o{n}"), person_called("c"))), Answer::Accepted(_)));
    }
    assert!(node.marathon.feed().is_abandoned());
    assert!(!other.marathon.feed().is_abandoned());
    assert_eq!(node.marathon.read(|view| view.model.digest()), before, "nothing of another history is shown");
    assert_eq!(read(&*other.log).events.len(), 1 + 10, "nothing is appended to another history");
    // A start reads what there is.
    let restarted = Node::start(&promoted, 3, None);
    assert_eq!(restarted.see_everything("r"), read(&*other.log).digest());
}
