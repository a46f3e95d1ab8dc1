//! What every driver's store of accounts must pass.
//!
//! A driver writes a [`Fixture`] and says in one test file:
//!
//! ```text
//! marathon_accounts::conformance_tests!(MyFixture::new());
//! ```

use std::sync::Arc;

use crate::AccountStore;

mod accounts;
mod given;
mod links;
mod races;
mod sessions;
mod tokens;
mod vault;

/// A store to try, and what can be done to it.
pub trait Fixture {
    /// Forgets everything: the store is empty from now on.
    fn fresh(&mut self);

    /// The store.
    fn store(&self) -> Arc<dyn AccountStore>;

    /// Opens the store again as after a crash: nothing that a clean end would do is done.
    fn reopen(&mut self);

    /// The same store as another node sees it; the same again if the driver lets one node write only.
    fn second(&self) -> Arc<dyn AccountStore> {
        self.store()
    }
}

/// A case: it begins with [`Fixture::fresh`] and panics if the driver breaks a promise.
pub type Case = fn(&mut dyn Fixture);

/// The one list of cases, and what a driver's tests are made from.
macro_rules! cases {
    ($($module:ident :: $case:ident),* $(,)?) => {
        /// Every case by name.
        pub const CASES: &[(&str, Case)] = &[$((stringify!($case), $module::$case)),*];

        /// One test for each case; the argument makes a [`Fixture`](crate::conformance::Fixture).
        #[macro_export]
        macro_rules! conformance_tests {
            ($fixture:expr) => {
                $(
                    #[test]
                    fn $case() {
                        $crate::conformance::check_one(&mut $fixture, stringify!($case));
                    }
                )*
            };
        }
    };
}

cases![
    accounts::an_account_comes_back_as_it_was_added,
    accounts::a_login_and_a_principal_have_one_account,
    accounts::accounts_are_listed_in_pages,
    accounts::an_identity_is_one_principal_for_ever,
    sessions::a_session_comes_back_as_it_began,
    sessions::a_session_replaces_another,
    sessions::a_new_password_ends_sessions_and_lets_the_old_one_begin_none,
    sessions::who_is_disabled_has_no_session_and_gets_none,
    sessions::sessions_end_one_or_all,
    sessions::what_has_ended_is_removed_in_batches,
    tokens::a_token_comes_back_as_it_was_added,
    tokens::a_token_is_revoked_once,
    tokens::tokens_are_listed_in_pages,
    links::a_link_works_once,
    links::a_link_for_something_else_or_too_old_stays,
    vault::a_subject_has_one_key,
    vault::a_payload_comes_back_as_it_was_added,
    vault::a_payload_needs_the_key_it_was_sealed_with,
    vault::payloads_nobody_confirmed_are_found_by_age,
    vault::all_there_is_can_be_listed_in_pages,
    vault::erasing_leaves_nothing_and_nobody_else_is_touched,
    vault::keys_are_rewrapped_in_batches,
    vault::what_is_sealed_can_be_opened_until_it_is_erased,
    races::of_many_with_one_login_one_gets_it,
    races::of_many_with_one_link_one_gets_it,
    races::many_first_visits_are_one_principal,
    races::many_first_payloads_are_sealed_with_one_key,
    races::no_session_outlives_a_new_password,
    races::no_payload_outlives_an_erasure,
];

/// Runs one case.
///
/// # Panics
/// If there is no case of that name, or a promise is broken.
pub fn check_one(fixture: &mut dyn Fixture, name: &str) {
    let found = CASES.iter().find(|(known, _)| *known == name);
    let (_, case) = found.unwrap_or_else(|| panic!("there is no case `{name}`"));
    case(fixture);
}

/// An empty store.
fn empty(fixture: &mut dyn Fixture) -> Arc<dyn AccountStore> {
    fixture.fresh();
    fixture.store()
}

/// The store after a crash. Drop every handle first.
fn after_crash(fixture: &mut dyn Fixture) -> Arc<dyn AccountStore> {
    fixture.reopen();
    fixture.store()
}
