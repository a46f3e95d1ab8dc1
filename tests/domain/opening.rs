//! Opening a marathon, closing its intake, and rules that come from a file.

use marathon_domain::{Action, DEFAULT_RULES_TOML, Refusal, Rules};

use super::spec::{given, given_nothing, given_under};
use crate::given::{
    actions::{close_intake, log, register, reject, verify, withdraw},
    deeds::{help, trees},
    facts::{intake_closed, logged, opened, person, rejected, verified, withdrawn},
    ids::{self, NEW},
    rules::{SMALL_SEASON_TOML, small_season},
};
use marathon_events::EntrantKind::Person;

#[test]
fn opening_writes_every_rule_into_the_history() {
    let rules = Rules::from_toml(DEFAULT_RULES_TOML).unwrap();
    given_nothing().when(Action::Open(rules.clone())).then([opened(&rules)]);
}

#[test]
fn a_marathon_is_opened_once() {
    given([]).when(Action::Open(small_season())).refused("already-opened");
}

#[test]
fn before_it_is_open_nothing_else_happens() {
    let commands = [
        log(trees(1)),
        Action::RegisterEntrant(register(Person, None)),
        verify(1),
        reject(1),
        withdraw(1),
        close_intake(),
    ];
    for command in commands {
        given_nothing().when(command).refused("not-opened");
    }
}

#[test]
fn after_intake_is_closed_no_deeds_are_taken() {
    let closed = [person(1), intake_closed(None)];
    // Whatever else is wrong with the deed, this is what is said.
    given(closed.clone()).when(log(help(0, 0).by(7))).says(Refusal::IntakeClosed);
    given(closed.clone()).when(log(trees(1))).says(Refusal::IntakeClosed);
    given(closed).when(close_intake()).says(Refusal::IntakeClosed);
}

#[test]
fn after_intake_is_closed_moderation_goes_on() {
    let closed = || given([person(1), logged(1, trees(1)), intake_closed(None)]);
    closed().when(verify(1)).then([verified(1)]);
    closed().when(reject(1)).then([rejected(1)]);
    closed().when(withdraw(1)).then([withdrawn(1)]);
    closed().when(Action::RegisterEntrant(register(Person, None))).then([person(NEW)]);
}

#[test]
fn closing_takes_a_reason_as_long_as_the_rules_allow() {
    let close = |chars: usize| Action::CloseIntake { reason: Some("қ".repeat(chars)) };
    given([]).when(close_intake()).then([intake_closed(None)]);
    given([]).when(close(20)).then([intake_closed(Some(&"қ".repeat(20)))]);
    given([]).when(close(21)).says(Refusal::TooLong { field: "reason".into(), max: 20 });
}

#[test]
fn another_rule_file_means_other_limits_without_code() {
    let widened = SMALL_SEASON_TOML
        .replace("refuse_above = 5_000 }", "refuse_above = 5_001 }")
        .replace("ends_on = \"2024-07-31\"", "ends_on = \"2024-08-01\"")
        .replace("utc_offset_minutes = 300", "utc_offset_minutes = 360")
        .replace("KZ-71", "KZ-72");
    let wider = Rules::from_toml(&widened).unwrap();
    let people = || [person(1)];
    given(people()).when(log(trees(5_001))).refused_at("too-large", "trees");
    given_under(&wider, people()).when(log(trees(5_001).in_region("KZ-72"))).accepted();
    given_under(&wider, people()).when(log(trees(1))).refused_at("unknown-region", "region");

    let late = log(trees(1).in_region("KZ-75").on("2024-08-01"));
    // 23:30 on 31 July in UTC+5 is 00:30 on 1 August in UTC+6.
    let moment = "2024-07-31T18:30:00Z";
    given_under(&wider, people()).when_at(moment, late.clone()).accepted();
    given(people())
        .when_at(moment, late)
        .refused_for([("after-end", Some("done_on")), ("in-future", Some("done_on"))]);
}

#[test]
fn a_rule_file_that_contradicts_itself_opens_nothing() {
    let backwards = SMALL_SEASON_TOML.replace("ends_on = \"2024-07-31\"", "ends_on = \"2024-07-08\"");
    let error = Rules::from_toml(&backwards).unwrap_err().to_string();
    assert!(error.contains("season.ends_on"), "{error}");
    let misspelt = SMALL_SEASON_TOML.replace("companions_max", "companion_max");
    let error = Rules::from_toml(&misspelt).unwrap_err().to_string();
    assert!(error.contains("companion_max"), "{error}");
}

#[test]
fn the_hash_of_the_rules_names_them() {
    let other = SMALL_SEASON_TOML.replace("population = 70_001", "population = 70_002");
    assert_eq!(small_season().hash(), Rules::from_toml(SMALL_SEASON_TOML).unwrap().hash());
    assert_ne!(small_season().hash(), Rules::from_toml(&other).unwrap().hash());
    assert_eq!(small_season().region(ids::region("KZ-10")).map(|r| r.0), Some(2));
}
