//! People: roles, owners, members, who is gone.

use marathon_domain::Fact;
use marathon_engine::{ReadModel, View};
use marathon_events::{
    EntrantKind, Event, Role, entrant_disqualified::EntrantDisqualified, entrant_registered::AgeClass,
    entrant_withdrawn::EntrantWithdrawn, member_joined::MemberJoined, member_left::MemberLeft,
    role_revoked::RoleRevoked,
};
use marathon_projections::{
    Views,
    book::EntrantNo,
    people::{Gone, Grant},
};

use super::delivery::given;
use crate::given::{
    facts::{fact, granted, granted_for, person, registered, team},
    history::recorded,
    ids,
};

fn owned_by(owner: u32, age: Option<AgeClass>, mut entrant: Fact) -> Fact {
    if let Event::EntrantRegistered(e) = &mut entrant.event {
        e.owner = Some(ids::principal(owner));
        e.age = age;
    }
    entrant
}

fn joined(team: u32, who: u32) -> Fact {
    fact(ids::entrant(team), Event::MemberJoined(MemberJoined { person: ids::entrant(who) }))
}

fn left(team: u32, who: u32) -> Fact {
    fact(ids::entrant(team), Event::MemberLeft(MemberLeft { person: ids::entrant(who) }))
}

fn revoked(who: u32, role: Role) -> Fact {
    fact(ids::principal(who), Event::RoleRevoked(RoleRevoked { role, reason: None }))
}

fn some() -> Vec<Fact> {
    vec![
        granted_for(1, Role::Coordinator, &["KZ-71"], &[]),
        granted(1, Role::Auditor),
        granted_for(2, Role::Judge, &[], &["planters"]),
        owned_by(3, Some(AgeClass::Adult), person(1)),
        owned_by(3, None, team(2, 5)),
        owned_by(4, Some(AgeClass::Minor), person(3)),
        person(4),
        joined(2, 1),
        joined(2, 3),
        left(2, 1),
        granted_for(1, Role::Coordinator, &[], &[]),
        revoked(1, Role::Auditor),
        revoked(2, Role::Judge),
        fact(ids::entrant(1), Event::EntrantWithdrawn(EntrantWithdrawn { reason: None })),
        fact(
            ids::entrant(3),
            Event::EntrantDisqualified(EntrantDisqualified { reason: "made up".to_owned() }),
        ),
    ]
}

fn no(views: &Views, n: u32) -> EntrantNo {
    views.book.entrants().find(ids::entrant(n).0).unwrap()
}

#[test]
fn roles_are_what_was_granted_last_and_not_revoked() {
    let views = given(some());
    let coordinator = views.people.roles(ids::principal(1)).unwrap();
    assert_eq!(coordinator.iter().collect::<Vec<_>>(), [(&Role::Coordinator, &Grant::default())]);
    assert!(views.people.holds(ids::principal(1), Role::Coordinator));
    assert!(!views.people.holds(ids::principal(1), Role::Auditor));
    assert_eq!(views.people.roles(ids::principal(2)), None);
    assert_eq!(views.people.all_roles().count(), 1);
    let before = given(some().into_iter().take(3).collect::<Vec<_>>());
    let judge = &before.people.roles(ids::principal(2)).unwrap()[&Role::Judge];
    assert_eq!(judge.nominations, ["planters"]);
    let coordinator = &before.people.roles(ids::principal(1)).unwrap()[&Role::Coordinator];
    assert_eq!(coordinator.regions, [ids::region("KZ-71")]);
}

#[test]
fn what_belongs_together_is_found_from_either_side() {
    let views = given(some());
    let people = &views.people;
    let [one, team, three, four] = [1, 2, 3, 4].map(|n| no(&views, n));
    assert_eq!(people.owned_by(ids::principal(3)).collect::<Vec<_>>(), [one, team]);
    assert_eq!(people.person(ids::principal(3), &views.book), Some(one));
    assert_eq!(people.person(ids::principal(9), &views.book), None);
    assert_eq!((people.owner(team), people.owner(four)), (Some(ids::principal(3)), None));
    assert_eq!(people.members(team).collect::<Vec<_>>(), [three]);
    assert_eq!(people.memberships(three).collect::<Vec<_>>(), [team]);
    assert_eq!(people.memberships(one).count(), 0);
    let ages = [one, three, four].map(|who| people.age(who));
    assert_eq!(ages, [Some(AgeClass::Adult), Some(AgeClass::Minor), None]);
    let gone = [one, team, three].map(|who| people.gone(who));
    assert_eq!(gone, [Some(Gone::Withdrawn), None, Some(Gone::Disqualified)]);
}

#[test]
fn a_snapshot_holds_all_of_it() {
    let events = recorded(some());
    let digest = |events: &[marathon_events::Recorded], from: View<Views>| {
        let mut view = from;
        events.iter().for_each(|event| view.apply(event));
        view.model.settle();
        (view.model.digest(), view)
    };
    let (whole, _) = digest(&events, View::default());
    for cut in 0..events.len() {
        let (_, half) = digest(&events[..cut], View::default());
        let mut bytes = Vec::new();
        let mut saver = marathon_columns::Saver::new(&mut bytes);
        half.model.save(&mut saver).unwrap();
        saver.finish().unwrap();
        let len = bytes.len() as u64;
        let model = Views::load(&mut marathon_columns::Loader::new(&mut &bytes[..], len)).unwrap();
        let (rest, loaded) = digest(&events[cut..], View { model, as_of: half.as_of });
        assert_eq!(rest, whole, "cut at {cut}");
        if cut > 10 {
            let team = no(&loaded.model, 2);
            assert_eq!(loaded.model.people.members(team).count(), 1, "cut at {cut}");
        }
    }
}

#[test]
fn every_change_changes_the_digest() {
    let facts = some();
    let digests: std::collections::BTreeSet<_> =
        (0..=facts.len()).map(|n| given(facts[..n].to_vec()).digests()[4].1).collect();
    assert_eq!(digests.len(), facts.len() + 1);
    let silver = registered(9, EntrantKind::Person, None);
    assert_ne!(given([silver]).digests()[4].1, given(Vec::new()).digests()[4].1);
}
