//! Tokens.

use super::given::{at, hash, principal, token};
use super::{Fixture, after_crash, empty};
use crate::{ApiToken, Scope};

pub(super) fn a_token_comes_back_as_it_was_added(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    let role = "auditor".to_owned();
    let scope = Scope { role, marathon: None, region: Some("KZ-71".to_owned()), nomination: None };
    let other = ApiToken { scope, ..token(2) };
    assert!(store.insert_token(&token(1)).expect("add"));
    assert!(store.insert_token(&other).expect("add"));
    let same_secret = ApiToken { hash: hash(1), ..token(3) };
    let same_principal = ApiToken { principal: principal(1), ..token(3) };
    for taken in [same_secret, same_principal] {
        assert!(!store.insert_token(&taken).expect("taken"));
    }
    store.touch_token(principal(2), at(30)).expect("used");
    store.touch_token(principal(2), at(25)).expect("used earlier, told later");
    store.touch_token(principal(9), at(30)).expect("none");
    drop(store);
    let store = after_crash(fixture);
    assert_eq!(store.token(hash(1)).expect("read"), Some(token(1)));
    let used = ApiToken { last_used: Some(at(30)), ..other };
    assert_eq!(store.token(hash(2)).expect("read"), Some(used));
    assert_eq!(store.token(hash(3)).expect("read"), None);
}

pub(super) fn a_token_is_revoked_once(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    for n in [1, 2] {
        assert!(store.insert_token(&token(n)).expect("add"));
    }
    assert!(store.revoke_token(principal(1), at(50)).expect("revoke"));
    assert!(!store.revoke_token(principal(1), at(60)).expect("again"));
    assert!(!store.revoke_token(principal(3), at(60)).expect("none"));
    drop(store);
    let store = after_crash(fixture);
    let revoked = ApiToken { revoked_at: Some(at(50)), ..token(1) };
    assert_eq!(store.token(hash(1)).expect("read"), Some(revoked));
    assert_eq!(store.token(hash(2)).expect("read"), Some(token(2)));
}

pub(super) fn tokens_are_listed_in_pages(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    for n in [2, 3, 1] {
        assert!(store.insert_token(&token(n)).expect("add"));
    }
    let page = |after, rows_max| store.tokens(after, rows_max).expect("list");
    assert_eq!(page(None, 2), [token(1), token(2)]);
    assert_eq!(page(Some(principal(2)), 2), [token(3)]);
    assert_eq!(page(Some(principal(3)), 2), []);
}
