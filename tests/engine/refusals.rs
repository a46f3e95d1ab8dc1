//! Refusals on two nodes: one key has one outcome, wherever it is asked.

use marathon_engine::Answer;

use super::{
    checks::read,
    node::{Node, opened, request, request_at, seconds_later},
};
use crate::given::{
    actions::{log, verify},
    deeds::trees,
};

#[test]
fn a_key_refused_on_one_node_is_refused_on_the_other() {
    let store = opened();
    let nodes = [Node::start(&store, 1, None), Node::start(&store, 2, None)];
    let tomorrow = || log(trees(1).on("2024-07-26"));
    let Answer::Refused { why, .. } = nodes[0].send(request("k", tomorrow())) else { panic!() };
    // By now another rule would refuse it too; the answer stays what it was.
    let again = nodes[1].send(request_at(seconds_later(24 * 3_600), "k", tomorrow()));
    let Answer::Refused { why: second, repeated } = again else { panic!("{again:?}") };
    read(&*nodes[0].log).assert_one_outcome_for_each_key();
    assert_eq!((second, repeated), (why, true));
}

#[test]
fn each_node_finds_its_own_refusals_again() {
    let store = opened();
    let nodes = [Node::start(&store, 1, None), Node::start(&store, 2, None)];
    for n in 0..3 {
        for (no, node) in nodes.iter().enumerate() {
            assert!(matches!(node.send(request(&format!("{no}-{n}"), verify(n))), Answer::Refused { .. }));
        }
    }
    for n in 0..3 {
        for (no, node) in nodes.iter().enumerate() {
            let again = node.send(request(&format!("{no}-{n}"), verify(n)));
            assert!(matches!(again, Answer::Refused { repeated: true, .. }), "{no}-{n}: {again:?}");
        }
    }
    let read = read(&*nodes[0].log);
    read.assert_one_outcome_for_each_key();
    assert_eq!(read.refusals.len(), 6);
}
