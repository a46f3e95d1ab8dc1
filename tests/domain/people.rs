//! Entrants of accounts, ages, profiles, teams; and who logs and decides whose deeds.

use marathon_domain::{Action, EntrantAction, NewEntrant, ProfileChange, Refusal, Rules};
use marathon_events::{
    EntrantKind, Event, People, Role, entrant_profile_changed::EntrantProfileChanged, marathon_opened::Ages,
    member_left::MemberLeft,
};

use super::spec::{Given, given, given_under};
use crate::given::{
    actions::{correct, log, register, reject, verify, withdraw},
    deeds::trees,
    facts::{fact, granted, granted_for, joined, logged, minor, organisation, owned, person, team, verified},
    ids,
    rules::small_season_but,
    season::{frozen, gone, seed_source_named},
};

const ASTANA: &str = "KZ-71";
const ALMATY: &str = "KZ-75";

fn entrant(action: EntrantAction) -> Action {
    Action::Entrant(action)
}

fn registering(change: impl FnOnce(&mut NewEntrant)) -> Action {
    let mut new = register(EntrantKind::Person, None);
    change(&mut new);
    Action::RegisterEntrant(new)
}

fn of(n: u32) -> impl FnOnce(&mut NewEntrant) {
    move |new| new.owner = Some(ids::principal(n))
}

#[test]
fn everybody_registers_for_themselves_and_the_front_office_for_anybody() {
    given([]).by(5).when(registering(of(5))).then([owned(5, person(ids::NEW))]);
    given([]).by(5).when(registering(of(6))).refused("not-yours");
    given([]).by(5).when(registering(|_| ())).refused("not-yours");
    given([granted_for(1, Role::Coordinator, &[ASTANA], &[])]).by(1).when(registering(of(6))).accepted();
    given([granted_for(1, Role::Coordinator, &[ALMATY], &[])])
        .by(1)
        .when(registering(of(6)))
        .refused("not-yours");
}

#[test]
fn an_account_is_one_person_and_captain_of_as_many_as_it_wants() {
    let known = || given([owned(5, team(1, 9)), owned(5, person(2))]).by(5);
    known().when(registering(of(5))).refused_at("one-person-each", "owner");
    let again = registering(|e| {
        (e.kind, e.members, e.owner) = (EntrantKind::Team, Some(People(3)), Some(ids::principal(5)));
    });
    known().when(again).accepted();
    given([owned(5, team(1, 9)), owned(6, person(2))]).by(5).when(registering(of(5))).accepted();
}

fn with_ages() -> Rules {
    small_season_but(|set| {
        set.ages = Some(Ages { consent_below: 16, adult_from: 18 });
        set.sectors[0].adults_only = true;
    })
}

#[test]
fn ages_are_asked_and_only_their_class_is_recorded() {
    let aged = |years, consent| {
        registering(move |e| {
            (e.owner, e.age_years, e.guardian_consent) = (Some(ids::principal(5)), years, consent);
        })
    };
    let asked = || given_under(&with_ages(), []).by(5);
    asked().when(aged(None, false)).refused_at("age-missing", "age_years");
    asked().when(aged(Some(15), false)).says(Refusal::ConsentMissing { below: 16 });
    asked().when(aged(Some(15), true)).accepted();
    asked().when(aged(Some(16), false)).then([minor(owned(5, person(ids::NEW)))]);
    let adult = |mut fact: marathon_domain::Fact| {
        let Event::EntrantRegistered(e) = &mut fact.event else { panic!() };
        e.age = Some(marathon_events::entrant_registered::AgeClass::Adult);
        fact
    };
    asked().when(aged(Some(18), false)).then([adult(owned(5, person(ids::NEW)))]);
    given_under(&with_ages(), []).when(registering(|_| ())).then([person(ids::NEW)]);
    given([]).by(5).when(aged(Some(15), false)).then([owned(5, person(ids::NEW))]);
}

#[test]
fn people_under_age_do_no_hazardous_deeds() {
    let rules = with_ages();
    let sector = rules.set().sectors[0].id.0.to_string();
    let other = rules.set().sectors[1].id.0.to_string();
    let known = || given_under(&rules, [minor(person(1)), person(2)]);
    let hazardous = |by: u32| trees(3).by(by).for_sector(&sector);
    known().when(log(hazardous(1))).says(Refusal::AdultsOnly { field: "sector".into(), id: ids::entrant(1) });
    known().when(log(hazardous(2).with([1]))).refused_at("adults-only", "sector");
    known().when(log(hazardous(2))).accepted();
    known().when(log(trees(3).by(1).for_sector(&other))).accepted();
}

#[test]
fn a_profile_is_changed_by_its_owner_until_the_field_is_frozen() {
    let change =
        |change: ProfileChange| entrant(EntrantAction::ChangeProfile { entrant: ids::entrant(1), change });
    let alias = || ProfileChange { alias: Some("Ayan".into()), ..ProfileChange::default() };
    let changed =
        EntrantProfileChanged { alias: Some("Ayan".into()), region: None, members: None, silver: None };
    let known = || given([owned(5, person(1))]);
    known().by(5).when(change(alias())).then([fact(ids::entrant(1), Event::EntrantProfileChanged(changed))]);
    known().when(change(alias())).accepted();
    known().by(6).when(change(alias())).refused("not-yours");
    known().by(5).when(change(ProfileChange::default())).refused("nothing-to-change");
    let with = |change: fn(&mut ProfileChange)| {
        let mut new = ProfileChange::default();
        change(&mut new);
        new
    };
    known().when(change(with(|c| c.members = Some(People(3))))).refused("members-of-a-person");
    known().when(change(with(|c| c.alias = Some(" ".into())))).refused_at("empty", "alias");
    known()
        .when(change(with(|c| c.region = Some(ids::region("KZ-99")))))
        .refused_at("unknown-region", "region");
    known().when(change(with(|c| c.silver = Some(true)))).accepted();
    let late = given([owned(5, person(1)), seed_source_named(), frozen(2)]);
    late.by(5).when(change(alias())).refused("step-done");
    given([]).when(change(alias())).refused_at("unknown-entrant", "entrant_id");
}

fn join(team: u32, person: u32) -> Action {
    entrant(EntrantAction::Join { team: ids::entrant(team), person: ids::entrant(person) })
}

fn leave(team: u32, person: u32) -> Action {
    entrant(EntrantAction::Leave { team: ids::entrant(team), person: ids::entrant(person) })
}

#[test]
fn persons_join_and_leave_teams() {
    let left = || fact(ids::entrant(2), Event::MemberLeft(MemberLeft { person: ids::entrant(1) }));
    let apart = || given([owned(5, person(1)), owned(6, team(2, 9)), team(3, 9)]);
    let together = || given([owned(5, person(1)), owned(6, team(2, 9)), joined(2, 1)]);
    for who in [5, 6] {
        apart().by(who).when(join(2, 1)).then([joined(2, 1)]);
        together().by(who).when(leave(2, 1)).then([left()]);
    }
    apart().by(7).when(join(2, 1)).refused("not-yours");
    apart().when(leave(2, 1)).refused("not-a-member");
    apart().when(join(1, 1)).refused("members-of-a-person");
    apart().when(join(2, 3)).refused_at("member-not-a-person", "person");
    apart().when(join(2, 8)).refused_at("unknown-entrant", "person");
    together().when(join(2, 1)).refused("already-a-member");
    given([owned(5, person(1)), team(2, 9), joined(2, 1), left()]).when(join(2, 1)).accepted();
    let small = small_season_but(|set| set.limits.members_max = 1);
    let full = given_under(&small, [person(1), team(2, 1), person(3), joined(2, 1)]);
    full.when(join(2, 3)).says(Refusal::TooLarge { field: "members".into(), max: 1 });
}

#[test]
fn deeds_are_logged_by_their_owner_or_by_the_front_office_of_the_region() {
    let known = |n: u32, region: &str| {
        given([owned(5, person(1)), granted_for(n, Role::Coordinator, &[region], &[])])
    };
    let deed = || log(trees(3).by(1));
    known(7, ASTANA).by(5).when(deed()).then([logged(ids::NEW, trees(3).by(1))]);
    known(7, ASTANA).by(6).when(deed()).refused("not-yours");
    known(7, ASTANA).by(7).when(deed()).accepted();
    known(7, ALMATY).by(7).when(deed()).refused("not-yours");
    given([owned(5, person(1)), granted(7, Role::Organiser)]).by(7).when(deed()).accepted();
    given([owned(5, person(1)), gone(1)]).by(5).when(deed()).refused("entrant-gone");
}

/// A deed of a team in Astana: captain 5, member 6, companion 7, coordinator `n`.
fn team_deed(n: u32, region: &str) -> Given {
    let facts = [
        owned(5, team(1, 9)),
        owned(6, person(2)),
        owned(7, person(3)),
        joined(1, 2),
        logged(1, trees(3).by(1).with([3])),
        granted_for(n, Role::Coordinator, &[region], &[]),
    ];
    given(facts).by(n)
}

#[test]
fn coordinators_decide_about_deeds_of_their_region_and_never_about_their_own_sides() {
    for decision in [verify(1), reject(1)] {
        team_deed(8, ASTANA).when(decision.clone()).accepted();
        team_deed(8, ALMATY).when(decision.clone()).refused("role-needed");
        team_deed(8, ASTANA).by(9).when(decision.clone()).refused("role-needed");
        for own in [5, 6, 7] {
            team_deed(own, ASTANA).when(decision.clone()).says(Refusal::OwnSide);
        }
        let organiser = given([person(1), logged(1, trees(3).by(1)), granted(8, Role::Organiser)]).by(8);
        organiser.when(decision).accepted();
    }
}

#[test]
fn a_deed_is_mended_by_its_owner_or_by_the_front_office() {
    let recount =
        || correct(1, marathon_domain::Correction { people: Some(People(2)), ..Default::default() });
    for mending in [withdraw(1), recount()] {
        team_deed(8, ASTANA).by(5).when(mending.clone()).accepted();
        team_deed(8, ASTANA).when(mending.clone()).accepted();
        team_deed(8, ALMATY).when(mending.clone()).refused("not-yours");
        team_deed(8, ASTANA).by(7).when(mending).refused("not-yours");
    }
}

#[test]
fn after_the_freeze_only_withdrawal_and_disqualification_change_an_entrant() {
    let late = || {
        given([
            person(1),
            organisation(2, 9),
            logged(1, trees(3).by(1)),
            logged(2, trees(4).by(1)),
            verified(2),
            seed_source_named(),
            frozen(7),
        ])
    };
    let leave = || entrant(EntrantAction::Withdraw { entrant: ids::entrant(1), reason: None });
    let remove =
        |reason: &str| entrant(EntrantAction::Disqualify { entrant: ids::entrant(1), reason: reason.into() });
    for change in [verify(1), reject(1), withdraw(2), registering(|_| ()), join(2, 1)] {
        late().when(change).refused("step-done");
    }
    late().when(leave()).then([gone(1)]);
    late().when(remove("forged photos")).then([crate::given::season::disqualified(1)]);
    late().when(remove(" ")).refused("reason-missing");
    late().by(5).when(leave()).refused("not-yours");
    late().by(5).when(remove("forged photos")).refused("role-needed");
    given([person(1), gone(1)]).when(leave()).refused("entrant-gone");
    given([owned(5, person(1))]).by(5).when(leave()).accepted();
}
