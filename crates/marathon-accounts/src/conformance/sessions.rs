//! Sessions.

use super::given::{account, at, hash, link, password, principal, session};
use super::{Fixture, after_crash, empty};
use crate::{Link, Session};

pub(super) fn a_session_comes_back_as_it_began(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    assert_eq!(store.session(hash(1)).expect("read"), None);
    assert!(store.insert_session(&session(1, 1), None, None).expect("no account is needed"));
    assert!(store.insert_session(&session(1, 2), None, None).expect("two at once"));
    store.touch_session(hash(2), at(30)).expect("seen");
    store.touch_session(hash(2), at(25)).expect("seen earlier, told later");
    store.touch_session(hash(3), at(25)).expect("nobody");
    drop(store);
    let store = after_crash(fixture);
    assert_eq!(store.session(hash(1)).expect("read"), Some(session(1, 1)));
    let seen = Session { last_seen: at(30), ..session(1, 2) };
    assert_eq!(store.session(hash(2)).expect("read"), Some(seen));
    assert_eq!(store.session(hash(3)).expect("read"), None);
}

pub(super) fn a_session_replaces_another(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    assert!(store.insert_session(&session(1, 1), None, None).expect("begin"));
    assert!(store.insert_session(&session(2, 2), Some(hash(1)), None).expect("replace"));
    assert_eq!(store.session(hash(1)).expect("read"), None);
    assert!(store.insert_session(&session(2, 3), Some(hash(9)), None).expect("replace none"));
    assert_eq!(store.session(hash(3)).expect("read"), Some(session(2, 3)));
    assert_eq!(store.session(hash(2)).expect("read"), Some(session(2, 2)));
}

pub(super) fn a_new_password_ends_sessions_and_lets_the_old_one_begin_none(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    for n in [1, 2] {
        assert!(store.insert_account(&account(n)).expect("add"));
    }
    assert!(store.insert_session(&session(1, 1), None, Some(&password(1))).expect("begin"));
    assert!(store.insert_session(&session(2, 2), None, Some(&password(2))).expect("begin"));
    assert!(store.set_password(principal(1), &password(9)).expect("set"));
    assert_eq!(store.session(hash(1)).expect("read"), None);
    assert_eq!(store.session(hash(2)).expect("read"), Some(session(2, 2)), "somebody else's stays");
    let replaces = Some(hash(2));
    assert!(!store.insert_session(&session(1, 3), replaces, Some(&password(1))).expect("begin"));
    assert_eq!(store.session(hash(3)).expect("read"), None);
    assert!(store.session(hash(2)).expect("read").is_some(), "nothing was replaced either");
    assert!(store.insert_session(&session(1, 3), None, Some(&password(9))).expect("begin"));
    assert!(!store.insert_session(&session(7, 4), None, Some(&password(7))).expect("no account"));
}

pub(super) fn who_is_disabled_has_no_session_and_gets_none(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    assert!(store.insert_account(&account(1)).expect("add"));
    assert!(store.insert_session(&session(1, 1), None, None).expect("begin"));
    assert!(store.set_disabled(principal(1), true).expect("disable"));
    assert_eq!(store.session(hash(1)).expect("read"), None);
    for shown in [None, Some(&password(1))] {
        assert!(!store.insert_session(&session(1, 2), None, shown).expect("begin"));
    }
    assert!(store.set_disabled(principal(1), false).expect("let in again"));
    assert!(store.insert_session(&session(1, 2), None, Some(&password(1))).expect("begin"));
    assert!(store.set_disabled(principal(1), false).expect("again"));
    assert!(store.session(hash(2)).expect("read").is_some(), "letting in ends nothing");
}

pub(super) fn sessions_end_one_or_all(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    for (of, n) in [(1, 1), (1, 2), (1, 3), (2, 4)] {
        assert!(store.insert_session(&session(of, n), None, None).expect("begin"));
    }
    assert!(store.remove_session(hash(1)).expect("end"));
    assert!(!store.remove_session(hash(1)).expect("again"));
    assert_eq!(store.remove_sessions(principal(1)).expect("end all"), 2);
    assert_eq!(store.remove_sessions(principal(1)).expect("again"), 0);
    for (n, there) in [(1, false), (2, false), (3, false), (4, true)] {
        assert_eq!(store.session(hash(n)).expect("read").is_some(), there, "{n}");
    }
}

pub(super) fn what_has_ended_is_removed_in_batches(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    for n in 1..=5 {
        assert!(store.insert_session(&session(1, n), None, None).expect("begin"));
        let link = Link { expires_at: at(1000 + i64::from(n)), ..link(n) };
        assert!(store.insert_link(&link).expect("add"));
    }
    let remove = |now, idle_since, rows_max| store.remove_expired(at(now), at(idle_since), rows_max);
    assert_eq!(remove(1000, 20, 10).expect("none has ended"), 0);
    assert_eq!(remove(1003, 20, 2).expect("two of each"), 4);
    assert_eq!(remove(1003, 20, 2).expect("the third of each"), 2);
    assert_eq!(remove(1003, 20, 2).expect("done"), 0);
    store.touch_session(hash(5), at(40)).expect("seen");
    assert_eq!(remove(1003, 21, 10).expect("the idle one"), 1);
    for n in 1..=5 {
        assert_eq!(store.session(hash(n)).expect("read").is_some(), n == 5, "session {n}");
        assert_eq!(store.link(hash(n)).expect("read").is_some(), n > 3, "link {n}");
    }
}
