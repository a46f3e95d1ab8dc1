//! Several at once, on two nodes where there are two.

use std::sync::{Arc, Barrier};
use std::thread;

use super::given::{
    account, at, hash, identity, key, link, login, password, payload, principal, session, subject,
};
use super::vault::has_payload;
use super::{Fixture, empty};
use crate::{Account, AccountStore, LinkPurpose};

const RACERS: u128 = 6;
const ROUNDS: u8 = 8;

/// What each of several gets who begin together.
fn race<T: Send>(fixture: &dyn Fixture, run: impl Fn(&dyn AccountStore, u128) -> T + Sync) -> Vec<T> {
    let nodes: [Arc<dyn AccountStore>; 2] = [fixture.store(), fixture.second()];
    let (barrier, run, nodes) = (Barrier::new(RACERS as usize), &run, &nodes);
    thread::scope(|scope| {
        let begin = |n: u128| {
            let barrier = &barrier;
            scope.spawn(move || {
                barrier.wait();
                run(&*nodes[(n % 2) as usize], n)
            })
        };
        let racers: Vec<_> = (0..RACERS).map(begin).collect();
        racers.into_iter().map(|racer| racer.join().expect("a racer")).collect()
    })
}

pub(super) fn of_many_with_one_login_one_gets_it(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    let same_login = |n| Account { login: login(1), ..account(n) };
    let won = race(fixture, |node, n| node.insert_account(&same_login(n)).expect("add"));
    assert_eq!(won.iter().filter(|won| **won).count(), 1, "{won:?}");
    let winner = (0..RACERS).find(|n| won[*n as usize]).expect("one has it");
    assert_eq!(store.accounts(None, 10).expect("list"), [same_login(winner)]);
}

pub(super) fn of_many_with_one_link_one_gets_it(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    assert!(store.insert_link(&link(1)).expect("add"));
    let redeem = |node: &dyn AccountStore, _| {
        node.redeem_link(hash(1), LinkPurpose::PasswordReset, at(1)).expect("redeem").is_some()
    };
    let won = race(fixture, redeem);
    assert_eq!(won.iter().filter(|won| **won).count(), 1, "{won:?}");
}

pub(super) fn many_first_visits_are_one_principal(fixture: &mut dyn Fixture) {
    drop(empty(fixture));
    let who = race(fixture, |node, n| node.insert_identity(&identity(1, n)).expect("add"));
    assert!(who.iter().all(|one| *one == who[0]), "{who:?}");
}

pub(super) fn many_first_payloads_are_sealed_with_one_key(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    let keys = race(fixture, |node, n| node.insert_key(&key(1, n)).expect("add"));
    assert!(keys.iter().all(|one| *one == keys[0]), "{keys:?}");
    assert_eq!(store.key(subject(1)).expect("read").as_ref(), Some(&keys[0]));
}

pub(super) fn no_session_outlives_a_new_password(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    assert!(store.insert_account(&account(0)).expect("add"));
    for round in 0..ROUNDS {
        let (old, new) = (password(round.into()), password(u128::from(round) + 1));
        let first = 10 * (round + 1);
        let begun = race(fixture, |node, n| match n {
            0 => node.set_password(principal(0), &new).expect("set"),
            n => node.insert_session(&session(0, first + n as u8), None, Some(&old)).expect("begin"),
        });
        assert!(begun[0]);
        for n in 1..RACERS as u8 {
            assert_eq!(store.session(hash(first + n)).expect("read"), None, "of the old password");
        }
    }
}

pub(super) fn no_payload_outlives_an_erasure(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    for round in 0..ROUNDS {
        let with = u128::from(round) + 1;
        store.insert_key(&key(1, with)).expect("add");
        let first = 10 * (round + 1);
        race(fixture, |node, n| match n {
            0 => node.erase(subject(1)).expect("erase"),
            n => drop(node.insert_payload(&payload(1, with, first + n as u8)).expect("add")),
        });
        for n in 1..RACERS as u8 {
            assert!(!has_payload(&*store, payload(1, with, first + n).place), "it was erased");
        }
    }
}
