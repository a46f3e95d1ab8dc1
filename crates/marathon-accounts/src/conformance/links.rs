//! Links that work once.

use super::given::{at, hash, link};
use super::{Fixture, after_crash, empty};
use crate::{Link, LinkPurpose};

pub(super) fn a_link_works_once(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    let plain = Link { purpose: LinkPurpose::FirstOrganiser, about: None, payload: vec![], ..link(2) };
    assert!(store.insert_link(&link(1)).expect("add"));
    assert!(store.insert_link(&plain).expect("add"));
    assert!(!store.insert_link(&Link { payload: vec![], ..link(1) }).expect("the same secret"));
    assert_eq!(store.link(hash(1)).expect("look"), Some(link(1)), "looking at it does not use it up");
    drop(store);
    let store = after_crash(fixture);
    let reset = || store.redeem_link(hash(1), LinkPurpose::PasswordReset, at(50)).expect("redeem");
    assert_eq!(reset(), Some(link(1)));
    assert_eq!(reset(), None);
    let first = store.redeem_link(hash(2), LinkPurpose::FirstOrganiser, at(50));
    assert_eq!(first.expect("redeem"), Some(plain));
    assert_eq!(store.link(hash(1)).expect("look"), None);
}

pub(super) fn a_link_for_something_else_or_too_old_stays(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    assert!(store.insert_link(&link(1)).expect("add"));
    let redeem = |purpose, now| store.redeem_link(hash(1), purpose, now).expect("redeem");
    assert_eq!(redeem(LinkPurpose::TeamInvitation, at(50)), None);
    assert_eq!(redeem(LinkPurpose::PasswordReset, at(101)), None, "it ends at that moment");
    assert_eq!(redeem(LinkPurpose::PasswordReset, at(100)), Some(link(1)));
}
