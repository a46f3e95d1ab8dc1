//! A verified deed can be doubted for a while, by anybody who is not concerned.

use marathon_domain::{Action, ChallengeAction, Refusal};
use marathon_events::Role;

use super::spec::{Given, given, given_under};
use crate::given::{
    actions::{correct, reject, verify, withdraw},
    deeds::trees,
    facts::{at, by, challenged, granted, joined, logged, owned, person, resolved, team, verified},
    ids,
    rules::small_season_but,
    season::{frozen, seed_source_named},
};

fn challenge() -> Action {
    because("nobody came")
}

fn because(reason: &str) -> Action {
    Action::Challenge(ChallengeAction::Lodge { deed: ids::deed(1), reason: reason.into() })
}

fn resolve(upheld: bool) -> Action {
    let reason = "asked around".into();
    Action::Challenge(ChallengeAction::Resolve { deed: ids::deed(1), upheld, reason })
}

/// A deed of team 1 (captain 5, member 6), verified by coordinator 8 in the evening of 14 July; 9 coordinates, too.
fn seen() -> Vec<marathon_domain::Fact> {
    vec![
        owned(5, team(1, 9)),
        owned(6, person(2)),
        joined(1, 2),
        granted(8, Role::Coordinator),
        granted(9, Role::Coordinator),
        logged(1, trees(3).by(1)),
        at("2024-07-14T23:00:00+05:00", by(8, verified(1))),
    ]
}

fn doubted(n: u32) -> Given {
    given(seen().into_iter().chain([by(n, challenged(1))]))
}

#[test]
fn anybody_doubts_but_the_verifier_and_the_deeds_own_side() {
    given(seen()).by(20).when(challenge()).then([challenged(1)]);
    given(seen()).when(challenge()).then([challenged(1)]);
    given(seen()).by(8).when(challenge()).says(Refusal::SameDecider);
    for own in [5, 6] {
        given(seen()).by(own).when(challenge()).says(Refusal::OwnSide);
    }
    given(seen()).by(20).when(because(" ")).refused("reason-missing");
}

#[test]
fn a_doubt_comes_within_the_window_after_the_verification() {
    given(seen()).by(20).when_at("2024-07-21T23:59:59+05:00", challenge()).accepted();
    let last = ids::day("2024-07-21");
    let late = given(seen()).by(20).when_at("2024-07-22T00:00:00+05:00", challenge());
    late.says(Refusal::ChallengeTooLate { last });
}

#[test]
fn only_verified_deeds_are_doubted_and_one_doubt_is_open_at_a_time() {
    let claimed = given([person(1), logged(1, trees(3).by(1))]).by(20);
    claimed.when(challenge()).refused("wrong-state");
    doubted(20).by(21).when(challenge()).refused("wrong-state");
    for other in [verify(1), reject(1), withdraw(1), correct(1, Default::default())] {
        doubted(20).when(other).refused("wrong-state");
    }
    let dismissed = seen().into_iter().chain([by(20, challenged(1)), resolved(1, false)]);
    let rules = small_season_but(|set| set.limits.changes_per_deed_max = 9);
    given_under(&rules, dismissed).by(21).when(challenge()).accepted();
}

#[test]
fn somebody_else_resolves() {
    for upheld in [true, false] {
        doubted(20).by(9).when(resolve(upheld)).then([resolved(1, upheld)]);
        doubted(20).when(resolve(upheld)).accepted();
        doubted(20).by(8).when(resolve(upheld)).says(Refusal::SameDecider);
        doubted(9).by(9).when(resolve(upheld)).says(Refusal::SameDecider);
        doubted(20).by(21).when(resolve(upheld)).refused("role-needed");
    }
    given(seen()).by(9).when(resolve(true)).refused("wrong-state");
}

#[test]
fn an_upheld_doubt_rejects_and_a_dismissed_one_verifies_again() {
    let after = |upheld| given(seen().into_iter().chain([challenged(1), resolved(1, upheld)]));
    after(true).when(withdraw(1)).says(Refusal::WrongState { status: marathon_domain::DeedStatus::Rejected });
    after(false).when(withdraw(1)).accepted();
}

#[test]
fn a_doubt_needs_room_for_its_resolution() {
    let room = |max| {
        let rules = small_season_but(|set| set.limits.changes_per_deed_max = max);
        given_under(&rules, seen()).by(20)
    };
    // Verified, challenged, resolved.
    room(3).when(challenge()).accepted();
    room(2).when(challenge()).refused("too-many-changes");
}

#[test]
fn nothing_is_doubted_or_resolved_after_the_freeze() {
    let frozen_after =
        |facts: Vec<marathon_domain::Fact>| given(facts.into_iter().chain([seed_source_named(), frozen(8)]));
    frozen_after(seen()).by(20).when(challenge()).refused("step-done");
    frozen_after(seen().into_iter().chain([challenged(1)]).collect())
        .when(resolve(true))
        .refused("step-done");
}
