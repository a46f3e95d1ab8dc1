//! Entering the marathon.

use marathon_domain::{Action, NewEntrant, Refusal};
use marathon_events::{EntrantKind, People};

use super::spec::{Outcome, given};
use crate::given::{
    actions::register,
    facts::{registered, team},
    ids::{self, NEW},
    rules::small_season,
};

fn registering(change: impl FnOnce(&mut NewEntrant)) -> Outcome {
    let mut entrant = register(EntrantKind::Team, Some(3));
    change(&mut entrant);
    given([]).when(Action::RegisterEntrant(entrant))
}

#[test]
fn every_kind_of_entrant_enters() {
    for kind in EntrantKind::ALL {
        let members = (kind != EntrantKind::Person).then_some(50);
        given([])
            .when(Action::RegisterEntrant(register(kind, members)))
            .then([registered(NEW, kind, members)]);
    }
}

#[test]
fn members_are_for_all_but_persons() {
    registering(|e| e.kind = EntrantKind::Person).says(Refusal::MembersOfAPerson);
    for kind in [EntrantKind::Team, EntrantKind::Organisation, EntrantKind::Institution] {
        registering(|e| (e.kind, e.members) = (kind, None)).says(Refusal::MembersMissing);
    }
}

#[test]
fn members_are_counted_from_one_to_the_limit() {
    registering(|e| e.members = Some(People(0))).says(Refusal::TooSmall { field: "members".into(), min: 1 });
    registering(|e| e.members = Some(People(1))).then([team(NEW, 1)]);
    registering(|e| e.members = Some(People(50))).then([team(NEW, 50)]);
    registering(|e| e.members = Some(People(51)))
        .says(Refusal::TooLarge { field: "members".into(), max: 50 });
}

#[test]
fn an_alias_says_something_and_is_counted_in_characters() {
    registering(|e| e.alias = String::new()).refused_at("empty", "alias");
    registering(|e| e.alias = " \t".into()).refused_at("empty", "alias");
    // Ten characters in twenty bytes, then one more.
    registering(|e| e.alias = "ә".repeat(10)).accepted();
    registering(|e| e.alias = "ә".repeat(11)).says(Refusal::TooLong { field: "alias".into(), max: 10 });
    registering(|e| e.alias = "a".repeat(10)).accepted();
    registering(|e| e.alias = "a".repeat(11)).refused_at("too-long", "alias");
}

#[test]
fn a_home_is_one_of_the_regions() {
    let accepted = small_season().set().regions.iter().map(|r| r.code).collect();
    registering(|e| e.region = ids::region("KZ-99"))
        .says(Refusal::UnknownRegion { region: ids::region("KZ-99"), accepted });
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    registering(|e| {
        e.region = ids::region("KZ-99");
        e.alias = " ".repeat(11);
        e.members = Some(People(51));
    })
    .refused_for([
        ("unknown-region", Some("region")),
        ("empty", Some("alias")),
        ("too-long", Some("alias")),
        ("too-large", Some("members")),
    ]);
}

#[test]
fn two_entrants_may_share_an_alias() {
    let same = [registered(1, EntrantKind::Person, None)];
    let mut second = register(EntrantKind::Person, None);
    second.alias = "e1".into();
    given(same).when(Action::RegisterEntrant(second)).accepted();
}
