//! Who may give and take roles, and what is skipped for the program itself.

use marathon_domain::{Action, Refusal, RoleAction};
use marathon_events::{Event, Role, personal_data_erased::PersonalDataErased, role_revoked::RoleRevoked};

use super::spec::given;
use crate::given::{
    facts::{fact, granted, granted_for},
    ids,
};

const ORGANISER: u32 = 1;

fn grant(n: u32, role: Role, regions: &[&str], nominations: &[&str]) -> Action {
    Action::Role(RoleAction::Grant {
        principal: ids::principal(n),
        role,
        regions: regions.iter().map(|code| ids::region(code)).collect(),
        nominations: nominations.iter().map(|id| (*id).to_owned()).collect(),
        reason: None,
    })
}

fn revoke(n: u32, role: Role) -> Action {
    Action::Role(RoleAction::Revoke { principal: ids::principal(n), role, reason: None })
}

fn revoked(n: u32, role: Role) -> marathon_domain::Fact {
    fact(ids::principal(n), Event::RoleRevoked(RoleRevoked { role, reason: None }))
}

#[test]
fn the_program_and_organisers_grant_roles_and_nobody_else_does() {
    let wanted = || grant(2, Role::Judge, &[], &["planters"]);
    let happens = || granted_for(2, Role::Judge, &[], &["planters"]);
    given([]).when(wanted()).then([happens()]);
    given([granted(ORGANISER, Role::Organiser)]).by(ORGANISER).when(wanted()).then([happens()]);
    given([]).by(ORGANISER).when(wanted()).says(Refusal::RoleNeeded { roles: vec![Role::Organiser] });
    for role in [Role::Coordinator, Role::Judge, Role::Auditor, Role::Operator] {
        given([granted(3, role)]).by(3).when(wanted()).refused("role-needed");
    }
}

#[test]
fn a_scope_belongs_to_its_role() {
    given([]).when(grant(2, Role::Coordinator, &["KZ-71"], &[])).accepted();
    given([]).when(grant(2, Role::Judge, &["KZ-71"], &[])).refused_at("not-of-role", "regions");
    given([]).when(grant(2, Role::Auditor, &[], &["planters"])).refused_at("not-of-role", "nominations");
    given([]).when(grant(2, Role::Coordinator, &["KZ-99"], &[])).refused_at("unknown-region", "region");
    given([]).when(grant(2, Role::Judge, &[], &["chess"])).refused_at("unknown-nomination", "nomination");
}

#[test]
fn a_role_is_revoked_where_it_is_held_but_not_ones_own_if_it_is_the_last_organisers() {
    let one = || given([granted(1, Role::Organiser)]);
    one().by(1).when(revoke(1, Role::Organiser)).says(Refusal::LastOrganiser);
    one().when(revoke(1, Role::Organiser)).then([revoked(1, Role::Organiser)]);
    let two = || given([granted(1, Role::Organiser), granted(2, Role::Organiser)]);
    two().by(1).when(revoke(1, Role::Organiser)).then([revoked(1, Role::Organiser)]);
    two().by(1).when(revoke(2, Role::Organiser)).accepted();
    two().by(1).when(revoke(2, Role::Judge)).says(Refusal::RoleNotHeld { role: Role::Judge });
    two().by(3).when(revoke(2, Role::Organiser)).refused("role-needed");
}

#[test]
fn who_lost_a_role_may_no_more_what_it_allowed() {
    let facts = [granted(1, Role::Organiser), granted(2, Role::Organiser), revoked(1, Role::Organiser)];
    given(facts).by(1).when(revoke(2, Role::Organiser)).refused("role-needed");
}

#[test]
fn personal_data_are_erased_for_oneself_or_by_an_organiser() {
    let erase = || Action::Role(RoleAction::ErasePersonalData { principal: ids::principal(5) });
    let erased = || fact(ids::principal(5), Event::PersonalDataErased(PersonalDataErased {}));
    given([]).by(5).when(erase()).then([erased()]);
    given([granted(5, Role::Judge), granted(1, Role::Organiser)]).by(1).when(erase()).then([erased()]);
    given([]).by(6).when(erase()).refused("not-yours");
}
