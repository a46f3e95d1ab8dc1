//! Writes that fail, each in its way: the caller asks again with the same key, and it happened once.

use marathon_domain::Refusal;
use marathon_engine::Answer;
use marathon_events::{EntrantId, Position};
use marathon_log::faults::Fault;

use super::{
    checks::read,
    node::{Node, opened, person_called, request},
};
use crate::given::{
    actions::{log, verify},
    deeds::trees,
};

const FAULTS: [Fault; 3] = [Fault::Full, Fault::LostBeforeWrite, Fault::LostAnswer];

#[test]
fn an_accepted_command_happens_once_whatever_the_write_met() {
    for fault in FAULTS {
        let node = Node::start(&opened(), 1, None);
        node.inject(fault);
        let request = || request("k", person_called("aigul"));
        let first = node.send(request());
        if fault == Fault::Full {
            // Nothing was written, and nothing of it is remembered.
            assert!(matches!(first, Answer::Retry), "{first:?}");
            assert_eq!(node.log.next().unwrap().0, 1);
        }
        let Answer::Accepted(accepted) = node.insist(&request()) else { panic!("after {fault:?}") };
        assert_eq!(accepted.position, Position(1), "after {fault:?}");
        let read = read(&*node.log);
        assert_eq!(read.events.len(), 2, "after {fault:?}");
        read.assert_has(&accepted, request().command);
        assert_eq!(node.see_everything("look"), super::checks::read(&*node.log).digest(), "after {fault:?}");
    }
}

#[test]
fn a_refusal_is_stored_once_whatever_the_write_met() {
    for fault in FAULTS {
        let node = Node::start(&opened(), 1, None);
        node.inject(fault);
        let Answer::Refused { why, .. } = node.insist(&request("k", verify(1))) else {
            panic!("after {fault:?}")
        };
        let Answer::Refused { why: again, repeated: true } = node.send(request("k", verify(1))) else {
            panic!("after {fault:?}")
        };
        assert_eq!(why, again);
        assert!(matches!(why.0[..], [Refusal::UnknownDeed { .. }]));
        let read = read(&*node.log);
        assert_eq!((read.events.len(), read.refusals.len()), (1, 1), "after {fault:?}");
    }
}

#[test]
fn nothing_undurable_is_seen_by_what_comes_next() {
    let node = Node::start(&opened(), 1, None);
    let Answer::Accepted(aigul) = node.send(request("aigul", person_called("aigul"))) else { panic!() };
    let planted = || {
        let mut deed = trees(3).photos([1]);
        deed.new.entrant_id = EntrantId(aigul.stream.0);
        log(deed)
    };
    node.inject(Fault::Full);
    assert!(matches!(node.send(request("d1", planted())), Answer::Retry));
    // Had the first deed left a trace, this one would look like it.
    let Answer::Accepted(deed) = node.send(request("d2", planted())) else { panic!() };
    assert_eq!((deed.possible_duplicate_of, deed.position), (None, Position(2)));
    let Answer::Accepted(late) = node.send(request("d1", planted())) else { panic!() };
    assert_eq!(late.possible_duplicate_of.map(|id| id.0), Some(deed.stream.0));
    assert_eq!(late.position, Position(3));
}

#[test]
fn a_whole_submission_is_decided_again_in_its_order() {
    for fault in FAULTS {
        let node = Node::start(&opened(), 1, None);
        node.inject(fault);
        let requests: Vec<_> =
            (0..20).map(|n| request(&format!("k{n}"), person_called(&format!("a{n}")))).collect();
        let mut answers = Vec::new();
        while !matches!(answers[..], [Answer::Accepted(_), ..]) {
            answers = node.marathon.submit(requests.clone()).unwrap().blocking_recv().unwrap();
        }
        for (n, (answer, request)) in answers.iter().zip(&requests).enumerate() {
            let Answer::Accepted(accepted) = answer else { panic!("{answer:?}") };
            assert_eq!(accepted.position, Position(1 + n as u64));
            read(&*node.log).assert_has(accepted, request.command);
        }
        assert_eq!(node.log.next().unwrap().0, 21);
    }
}

#[test]
fn a_store_that_stays_full_answers_retry_and_recovers() {
    let node = Node::start(&opened(), 1, None);
    for _ in 0..50 {
        node.inject(Fault::Full);
        assert!(matches!(node.send(request("k", person_called("aigul"))), Answer::Retry));
    }
    assert!(matches!(node.send(request("k", person_called("aigul"))), Answer::Accepted(a) if !a.repeated));
}

#[test]
fn a_connection_that_keeps_breaking_ends_in_retry_not_in_an_endless_loop() {
    let node = Node::start(&opened(), 1, None);
    (0..100).for_each(|_| node.inject(Fault::LostBeforeWrite));
    assert!(matches!(node.send(request("k", person_called("aigul"))), Answer::Retry));
    let Answer::Accepted(accepted) = node.insist(&request("k", person_called("aigul"))) else { panic!() };
    assert_eq!((accepted.position, node.log.next().unwrap()), (Position(1), Position(2)));
}
