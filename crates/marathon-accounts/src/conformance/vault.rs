//! Keys and payloads.

use super::given::{
    KEK, NEW_KEK, account, at, bits, hash, identity, key, link, login, payload, principal, session, subject,
    token,
};
use super::{Fixture, after_crash, empty};
use crate::vault::{Opened, PayloadPlace};
use crate::{AccountStore, Kek, Vault};

pub(super) fn a_subject_has_one_key(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    assert_eq!(store.key(subject(1)).expect("read"), None);
    assert_eq!(store.insert_key(&key(1, 10)).expect("add"), key(1, 10));
    assert_eq!(store.insert_key(&key(1, 11)).expect("again"), key(1, 10));
    assert_eq!(store.insert_key(&key(2, 12)).expect("another"), key(2, 12));
    drop(store);
    let store = after_crash(fixture);
    assert_eq!(store.key(subject(1)).expect("read"), Some(key(1, 10)));
    assert_eq!(store.key(subject(2)).expect("read"), Some(key(2, 12)));
}

pub(super) fn a_payload_comes_back_as_it_was_added(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    for of in [1, 2] {
        store.insert_key(&key(of, of)).expect("add");
    }
    let payloads = [payload(1, 1, 0), payload(1, 1, 200), payload(2, 2, 200)];
    for payload in &payloads {
        assert_eq!(store.payload(payload.place).expect("read"), None);
        assert!(store.insert_payload(payload).expect("add"));
    }
    drop(store);
    let store = after_crash(fixture);
    for payload in &payloads {
        assert_eq!(store.payload(payload.place).expect("read").as_ref(), Some(payload));
        assert!(!store.insert_payload(payload).expect("there is one"));
    }
}

pub(super) fn a_payload_needs_the_key_it_was_sealed_with(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    assert!(!store.insert_payload(&payload(1, 1, 1)).expect("no key"));
    store.insert_key(&key(1, 1)).expect("add");
    store.insert_key(&key(2, 2)).expect("add");
    assert!(!store.insert_payload(&payload(1, 2, 1)).expect("another's key"));
    store.erase(subject(1)).expect("erase");
    store.insert_key(&key(1, 3)).expect("add");
    assert!(!store.insert_payload(&payload(1, 1, 1)).expect("an erased key"));
    assert_eq!(store.payload(payload(1, 1, 1).place).expect("read"), None);
    assert!(store.insert_payload(&payload(1, 3, 1)).expect("the right one"));
}

pub(super) fn payloads_nobody_confirmed_are_found_by_age(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    store.insert_key(&key(1, 1)).expect("add");
    store.insert_key(&key(2, 2)).expect("add");
    let place = |of, n| payload(of, of, n).place;
    for (of, n) in [(1, 4), (2, 1), (1, 3), (1, 2)] {
        assert!(store.insert_payload(&payload(of, of, n)).expect("add"));
    }
    assert!(store.confirm_payload(place(1, 3)).expect("confirm"));
    assert!(store.confirm_payload(place(1, 3)).expect("again"));
    assert!(!store.confirm_payload(place(2, 3)).expect("there is none"));
    drop(store);
    let store = after_crash(fixture);
    let before = |moment, rows_max| store.unconfirmed(at(moment), rows_max).expect("list");
    assert_eq!(before(9, 9), [place(2, 1), place(1, 2), place(1, 4)]);
    assert_eq!(before(4, 9), [place(2, 1), place(1, 2)], "not what was sealed at that moment");
    assert_eq!(before(9, 1), [place(2, 1)]);
    assert!(store.remove_unconfirmed(place(1, 2)).expect("remove"));
    assert!(!store.remove_unconfirmed(place(1, 2)).expect("again"));
    assert!(!store.remove_unconfirmed(place(1, 3)).expect("it is confirmed"));
    assert_eq!(store.payload(place(1, 2)).expect("read"), None);
    assert_eq!(store.payload(place(1, 3)).expect("read"), Some(payload(1, 1, 3)));
    assert_eq!(before(9, 9), [place(2, 1), place(1, 4)]);
}

pub(super) fn all_there_is_can_be_listed_in_pages(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    let (keys, payloads) = (|after, rows_max| store.keys(after, rows_max), |after| store.payloads(after, 2));
    assert_eq!(keys(None, 9).expect("none"), []);
    assert_eq!(payloads(None).expect("none"), []);
    assert_eq!(store.identities(None, 9).expect("none"), []);
    for of in [3, 1, 2] {
        store.insert_key(&key(of, of)).expect("add");
        store.insert_identity(&identity(of, of)).expect("add");
    }
    assert_eq!(keys(None, 2).expect("list"), [key(1, 1), key(2, 2)]);
    assert_eq!(keys(Some(subject(2)), 2).expect("list"), [key(3, 3)]);
    let first = store.identities(None, 2).expect("list");
    assert_eq!(first, [identity(1, 1), identity(2, 2)]);
    assert_eq!(store.identities(first.last(), 2).expect("list"), [identity(3, 3)]);
    for (of, n) in [(2, 1), (1, 9), (3, 0), (1, 8)] {
        assert!(store.insert_payload(&payload(of, of, n)).expect("add"));
    }
    assert!(store.confirm_payload(payload(1, 1, 9).place).expect("confirm"));
    let (one, two) = ((payload(1, 1, 8), false), (payload(1, 1, 9), true));
    assert_eq!(payloads(None).expect("list"), [one, two.clone()]);
    let rest = [(payload(2, 2, 1), false), (payload(3, 3, 0), false)];
    assert_eq!(payloads(Some(two.0.place)).expect("list"), rest);
    assert_eq!(payloads(Some(rest[1].0.place)).expect("list"), []);
}

pub(super) fn erasing_leaves_nothing_and_nobody_else_is_touched(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    for n in [1_u8, 2] {
        let of = u128::from(n);
        assert!(store.insert_account(&account(of)).expect("add"));
        assert!(store.insert_session(&session(of, n), None, None).expect("begin"));
        assert!(store.insert_link(&link(n)).expect("add"));
        assert!(store.insert_token(&token(n)).expect("add"));
        store.insert_identity(&identity(of, of)).expect("add");
        store.insert_key(&key(of, of)).expect("add");
        assert!(store.insert_payload(&payload(of, of, n)).expect("add"));
    }
    store.erase(subject(1)).expect("erase");
    store.erase(subject(1)).expect("again");
    store.erase(subject(9)).expect("nobody");
    drop(store);
    let store = after_crash(fixture);
    assert_eq!(store.account(principal(1)).expect("read"), None);
    assert_eq!(store.account_by_login(&login(1)).expect("read"), None);
    assert_eq!(store.session(hash(1)).expect("read"), None);
    assert_eq!(store.link(hash(1)).expect("read"), None);
    assert_eq!(store.token(hash(1)).expect("read"), None);
    assert_eq!(store.key(subject(1)).expect("read"), None);
    assert_eq!(store.payload(payload(1, 1, 1).place).expect("read"), None);
    assert_eq!(store.insert_identity(&identity(1, 7)).expect("add"), principal(7), "a stranger again");

    assert_eq!(store.account(principal(2)).expect("read"), Some(account(2)));
    assert_eq!(store.session(hash(2)).expect("read"), Some(session(2, 2)));
    assert_eq!(store.link(hash(2)).expect("read"), Some(link(2)));
    assert_eq!(store.token(hash(2)).expect("read"), Some(token(2)));
    assert_eq!(store.key(subject(2)).expect("read"), Some(key(2, 2)));
    assert_eq!(store.payload(payload(2, 2, 2).place).expect("read"), Some(payload(2, 2, 2)));
    assert_eq!(store.insert_identity(&identity(2, 7)).expect("add"), principal(2));
    assert!(store.insert_account(&account(1)).expect("the login is free"));
}

pub(super) fn keys_are_rewrapped_in_batches(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    for of in 1..=5 {
        store.insert_key(&key(of, of)).expect("add");
    }
    let list = |kek, rows_max| store.keys_wrapped_by(kek, rows_max).expect("list");
    assert_eq!(list(KEK, 3), [key(1, 1), key(2, 2), key(3, 3)]);
    assert_eq!(list(NEW_KEK, 3), []);
    let anew = |of, n: u128| crate::vault::SubjectKey { kek: NEW_KEK, wrapped: vec![9; 72], ..key(of, n) };
    // Of these, the second has another key by now, and the third none.
    store.erase(subject(2)).expect("erase");
    store.insert_key(&key(2, 20)).expect("add");
    store.erase(subject(3)).expect("erase");
    let batch = [anew(1, 1), anew(2, 2), anew(3, 3)];
    assert_eq!(store.replace_keys(KEK, &batch).expect("replace"), 1);
    assert_eq!(store.replace_keys(KEK, &batch).expect("again"), 0, "it is not wrapped by that one any more");
    assert_eq!(store.replace_keys(KEK, &[]).expect("nothing"), 0);
    assert_eq!(list(NEW_KEK, 9), [anew(1, 1)]);
    assert_eq!(list(KEK, 9), [key(2, 20), key(4, 4), key(5, 5)]);
}

pub(super) fn what_is_sealed_can_be_opened_until_it_is_erased(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    let mut fill = bits(1);
    let vault = Vault::new(store, Kek::new([1; 32]), None);
    let mut seal = |n, text: &str| {
        let commitment = vault.seal(subject(n), 3, text.as_bytes(), at(1), &mut fill).expect("seal");
        PayloadPlace { subject: subject(n), commitment }
    };
    let (one, other) = (seal(1, "Aigul"), seal(2, "Bolat"));
    drop(vault);
    let store = after_crash(fixture);
    let vault = Vault::new(store.clone(), Kek::new([2; 32]), Some(Kek::new([1; 32])));
    assert_eq!(read(&vault, one).as_deref(), Some("Aigul"));
    assert_eq!(
        (vault.rewrap(1, &mut fill).expect("rewrap"), vault.rewrap(9, &mut fill).expect("rewrap")),
        (1, 1)
    );
    assert_eq!(vault.rewrap(9, &mut fill).expect("rewrap"), 0);
    let vault = Vault::new(store, Kek::new([2; 32]), None);
    assert_eq!(read(&vault, one).as_deref(), Some("Aigul"));
    vault.erase(subject(1)).expect("erase");
    assert_eq!(read(&vault, one), None);
    assert_eq!(read(&vault, other).as_deref(), Some("Bolat"));
}

fn read(vault: &Vault, place: PayloadPlace) -> Option<String> {
    match vault.open(place).expect("open") {
        Opened::Here { plaintext, .. } => Some(String::from_utf8(plaintext.to_vec()).expect("text")),
        Opened::Erased => None,
    }
}

/// Whether a store has a key or a payload of that place.
pub(super) fn has_payload(store: &dyn AccountStore, place: PayloadPlace) -> bool {
    store.payload(place).expect("read").is_some()
}
