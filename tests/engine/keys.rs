//! One command with one key has one outcome, for ever.

use std::thread;

use marathon_engine::{Answer, Request};
use marathon_events::{Commitment, Hmac};
use uuid::Uuid;

use super::{
    checks::read,
    node::{Node, opened, person_called, request, request_at, seconds_later},
};
use crate::given::{
    actions::{log, verify},
    deeds::trees,
};

fn accepted(answer: Answer) -> marathon_engine::Accepted {
    match answer {
        Answer::Accepted(accepted) => accepted,
        other => panic!("not accepted: {other:?}"),
    }
}

#[test]
fn many_threads_with_one_key_make_one_event() {
    let store = opened();
    let node = Node::start(&store, 1, None);
    let answers: Vec<_> = thread::scope(|scope| {
        let send = || scope.spawn(|| accepted(node.send(request("k", person_called("aigul")))));
        let threads: Vec<_> = (0..64).map(|_| send()).collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(node.log.next().unwrap().0, 2);
    assert_eq!(answers.iter().filter(|a| !a.repeated).count(), 1);
    let once = answers.iter().find(|a| !a.repeated).unwrap();
    for answer in &answers {
        assert_eq!(marathon_engine::Accepted { repeated: false, ..*answer }, *once);
    }
    read(&*node.log).assert_has(once, request("k", person_called("aigul")).command);
}

#[test]
fn repetitions_inside_one_submission_are_one_event() {
    let node = Node::start(&opened(), 1, None);
    let one = || request("k", person_called("aigul"));
    let requests = vec![one(), one(), request("k", person_called("other")), one()];
    let answers = node.marathon.submit(requests).unwrap().blocking_recv().unwrap();
    assert!(matches!(answers[0], Answer::Accepted(a) if !a.repeated));
    assert!(matches!(answers[1], Answer::Accepted(a) if a.repeated));
    assert!(matches!(answers[2], Answer::KeyReused));
    assert!(matches!(answers[3], Answer::Accepted(a) if a.repeated));
    assert_eq!(node.log.next().unwrap().0, 2);
}

#[test]
fn the_same_key_with_another_request_is_refused_and_changes_nothing() {
    let node = Node::start(&opened(), 1, None);
    let first = accepted(node.send(request("k", person_called("aigul"))));
    assert!(matches!(node.send(request("k", person_called("other"))), Answer::KeyReused));
    let again = accepted(node.send(request("k", person_called("aigul"))));
    assert_eq!((again.position, again.stream, again.repeated), (first.position, first.stream, true));
    assert_eq!(node.log.next().unwrap().0, 2);
}

#[test]
fn a_refusal_is_the_outcome_of_its_key_even_when_the_command_would_be_accepted_by_now() {
    let store = opened();
    let node = Node::start(&store, 1, None);
    let too_early = || log(trees(1).on("2024-07-26"));
    let Answer::Refused { why, repeated: false } = node.send(request("k", too_early())) else {
        panic!("accepted")
    };
    let next_day = seconds_later(24 * 3_600);
    let repeated = |node: &Node| match node.send(request_at(next_day, "k", too_early())) {
        Answer::Refused { why: again, repeated: true } => assert_eq!(again, why),
        other => panic!("{other:?}"),
    };
    repeated(&node);
    assert!(matches!(node.send(request_at(next_day, "k", verify(1))), Answer::KeyReused));
    drop(node);
    // The refusal outlives the process.
    let restarted = Node::start(&store, 2, None);
    repeated(&restarted);
    assert!(matches!(restarted.send(request("k", verify(1))), Answer::KeyReused));
    let read = read(&*restarted.log);
    assert_eq!((read.events.len(), read.refusals.len()), (1, 1));
    read.assert_one_outcome_for_each_key();
}

#[test]
fn what_was_accepted_is_answered_again_after_a_restart() {
    let store = opened();
    let first = accepted(Node::start(&store, 1, None).send(request("k", person_called("aigul"))));
    let restarted = Node::start(&store, 2, None);
    let again = accepted(restarted.send(request_at(seconds_later(99), "k", person_called("aigul"))));
    assert_eq!(again, marathon_engine::Accepted { repeated: true, ..first });
    assert!(matches!(restarted.send(request("k", person_called("other"))), Answer::KeyReused));
    assert_eq!(restarted.log.next().unwrap().0, 2);
}

#[test]
fn what_is_kept_privately_is_committed_to_once() {
    let node = Node::start(&opened(), 1, None);
    let commitment = |n: u8| Commitment { subject: Uuid::from_u128(n.into()), commitment: Hmac([n; 32]) };
    let with = |n| Request { private: Some(commitment(n)), ..request("k", person_called("aigul")) };
    let first = accepted(node.send(with(1)));
    // The salt is another one each time: what counts is that the rest of the request is the same.
    let again = accepted(node.send(with(2)));
    assert_eq!((again.position, again.repeated), (first.position, true));
    let other = accepted(node.send(request("other", person_called("bolat"))));
    let read = read(&*node.log);
    assert_eq!(read.events[first.position.0 as usize].0.private, Some(commitment(1)));
    assert_eq!(read.events[other.position.0 as usize].0.private, None);
}
