//! What every driver must pass.
//!
//! A driver writes a [`Fixture`] and says in one test file:
//!
//! ```text
//! marathon_log::conformance_tests!(MyFixture::new());
//! ```

use std::sync::Arc;

use marathon_events::Position;

use crate::{EventLog, LogName, LogStore};

mod given;
mod holds;
mod reading;
mod stores;
mod turns;
mod writers;

/// A store to try, and what can be done to it.
pub trait Fixture {
    /// Forgets everything: the store is empty from now on.
    fn fresh(&mut self);

    /// The store.
    fn store(&self) -> Arc<dyn LogStore>;

    /// Drops every handle and opens the store again, as after a crash: nothing that a clean end would do is done.
    fn reopen(&mut self);

    /// The same store as another node sees it, if the driver lets several nodes write.
    fn second(&self) -> Option<Arc<dyn LogStore>> {
        None
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
    turns::events_keep_their_order_and_positions,
    turns::everything_comes_back_as_it_was_appended,
    turns::any_bytes_are_an_entry,
    turns::an_empty_turn_is_won_and_changes_nothing,
    turns::a_turn_of_refusals_moves_no_position,
    turns::a_lost_turn_writes_nothing,
    turns::a_turn_beyond_the_end_is_lost,
    turns::a_turn_that_has_not_seen_a_refusal_is_lost,
    turns::a_revision_is_taken_once,
    turns::what_is_acknowledged_is_there_after_a_crash,
    turns::a_log_goes_on_after_a_crash,
    reading::a_scan_keeps_its_bounds,
    reading::a_scan_ends_where_the_visitor_breaks,
    reading::a_scan_goes_through_long_histories,
    reading::a_visitor_may_read_the_log,
    reading::streams_come_in_order_of_revision,
    reading::streams_keep_apart,
    reading::refusals_keep_their_order_and_numbers,
    stores::an_unknown_log_is_not_opened,
    stores::a_log_is_created_once,
    stores::names_are_those_that_were_created,
    stores::two_logs_do_not_see_each_other,
    stores::a_log_has_one_history_however_often_it_is_opened,
    writers::one_of_many_writers_wins_each_position,
    writers::one_of_many_nodes_wins_each_position,
    writers::readers_never_see_part_of_a_turn,
    writers::events_and_refusals_appear_together,
    holds::a_hold_ends_with_the_next_turn,
    holds::a_hold_ends_with_its_handle,
    holds::every_writer_gets_through_with_holds,
    holds::a_wait_ends_with_the_next_event_or_its_bound,
];

/// Runs every case on one fixture.
///
/// # Panics
/// At the first promise that is broken.
pub fn check(fixture: &mut dyn Fixture) {
    for (name, case) in CASES {
        eprintln!("case {name}");
        case(fixture);
    }
}

/// Runs one case.
///
/// # Panics
/// If there is no case of that name, or a promise is broken.
pub fn check_one(fixture: &mut dyn Fixture, name: &str) {
    let found = CASES.iter().find(|(known, _)| *known == name);
    let (_, case) = found.unwrap_or_else(|| panic!("there is no case `{name}`"));
    case(fixture);
}

/// The name the cases use where they need one log only.
fn log_name() -> LogName {
    name("marathon")
}

fn name(text: &str) -> LogName {
    LogName::parse(text).expect("a name")
}

/// An empty log in an empty store.
fn empty_log(fixture: &mut dyn Fixture) -> Arc<dyn EventLog> {
    fixture.fresh();
    let log = fixture.store().create(&log_name()).expect("create a log");
    assert_eq!(log.next().expect("next"), Position(0), "an empty log begins at 0");
    log
}

/// The log of [`empty_log`] after a crash. Drop every handle first.
fn after_crash(fixture: &mut dyn Fixture) -> Arc<dyn EventLog> {
    fixture.reopen();
    fixture.store().open(&log_name()).expect("open the log again")
}
