//! Accounts and identities.

use super::given::{account, identity, login, password, principal};
use super::{Fixture, after_crash, empty};

pub(super) fn an_account_comes_back_as_it_was_added(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    assert_eq!(store.account(principal(1)).expect("read"), None);
    assert_eq!(store.account_by_login(&login(1)).expect("read"), None);
    for n in [1, 2] {
        assert!(store.insert_account(&account(n)).expect("add"));
    }
    assert!(store.set_password(principal(2), &password(9)).expect("set"));
    assert!(store.set_disabled(principal(2), true).expect("set"));
    assert!(!store.set_password(principal(3), &password(3)).expect("nobody"));
    assert!(!store.set_disabled(principal(3), true).expect("nobody"));
    drop(store);
    let store = after_crash(fixture);
    let changed = crate::Account { password: password(9), disabled: true, ..account(2) };
    for (n, expected) in [(1, account(1)), (2, changed)] {
        assert_eq!(store.account(principal(n)).expect("read").as_ref(), Some(&expected));
        assert_eq!(store.account_by_login(&login(n)).expect("read"), Some(expected));
    }
}

pub(super) fn a_login_and_a_principal_have_one_account(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    assert!(store.insert_account(&account(1)).expect("add"));
    let same_login = crate::Account { login: login(1), ..account(2) };
    let same_principal = crate::Account { principal: principal(1), ..account(2) };
    for taken in [account(1), same_login, same_principal] {
        assert!(!store.insert_account(&taken).expect("add"), "{taken:?}");
    }
    assert_eq!(store.accounts(None, 10).expect("list"), [account(1)], "the first one stays as it is");
}

pub(super) fn accounts_are_listed_in_pages(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    for n in [3, 1, 5, 2, 4] {
        assert!(store.insert_account(&account(n)).expect("add"));
    }
    let page = |after, rows_max| store.accounts(after, rows_max).expect("list");
    assert_eq!(page(None, 2), [account(1), account(2)]);
    assert_eq!(page(Some(principal(2)), 2), [account(3), account(4)]);
    assert_eq!(page(Some(principal(4)), 2), [account(5)]);
    assert_eq!(page(Some(principal(5)), 2), []);
}

pub(super) fn an_identity_is_one_principal_for_ever(fixture: &mut dyn Fixture) {
    let store = empty(fixture);
    assert_eq!(store.insert_identity(&identity(1, 1)).expect("add"), principal(1));
    assert_eq!(store.insert_identity(&identity(1, 2)).expect("again"), principal(1));
    assert_eq!(store.insert_identity(&identity(2, 3)).expect("another subject"), principal(3));
    let elsewhere = crate::Identity { issuer: "https://other.example".to_owned(), ..identity(1, 4) };
    assert_eq!(store.insert_identity(&elsewhere).expect("another issuer"), principal(4));
    drop(store);
    let store = after_crash(fixture);
    assert_eq!(store.insert_identity(&identity(1, 5)).expect("after a crash"), principal(1));
}
