//! Roles: granted and revoked by organisers.

use marathon_events::{
    Event, PrincipalId, RegionCode, Role, role_granted::RoleGranted, role_revoked::RoleRevoked,
};

use crate::{Fact, Refusal, Refusals, case::Case, checks::Checks};

/// What can be asked about roles.
#[derive(Clone, Debug)]
pub enum RoleAction {
    /// Give a principal a role; one that it has gets the new scope.
    Grant {
        /// Who.
        principal: PrincipalId,
        /// Which role.
        role: Role,
        /// Of a coordinator: where; empty: everywhere.
        regions: Vec<RegionCode>,
        /// Of a judge: which nominations; empty: all.
        nominations: Vec<String>,
        /// Why.
        reason: Option<String>,
    },
    /// Take a role away.
    Revoke {
        /// Who.
        principal: PrincipalId,
        /// Which role.
        role: Role,
        /// Why.
        reason: Option<String>,
    },
    /// What the vault held about a principal was erased.
    ErasePersonalData {
        /// Who.
        principal: PrincipalId,
    },
}

pub(crate) fn decide(case: &Case<'_>, action: RoleAction) -> Result<Fact, Refusals> {
    match action {
        RoleAction::Grant { principal, role, regions, nominations, reason } => {
            grant(case, principal, RoleGranted { role, regions, nominations, reason })
        }
        RoleAction::Revoke { principal, role, reason } => {
            revoke(case, principal, RoleRevoked { role, reason })
        }
        RoleAction::ErasePersonalData { principal } => erase(case, principal),
    }
}

fn grant(case: &Case<'_>, principal: PrincipalId, granted: RoleGranted) -> Result<Fact, Refusals> {
    case.lead()?;
    let RoleGranted { role, regions, nominations, reason } = &granted;
    let mut checks = Checks::default();
    checks.refuse(*role != Role::Coordinator && !regions.is_empty(), || Refusal::NotOfRole {
        field: "regions".into(),
        role: *role,
    });
    checks.refuse(*role != Role::Judge && !nominations.is_empty(), || Refusal::NotOfRole {
        field: "nominations".into(),
        role: *role,
    });
    for region in regions {
        checks.region(case.rules, *region);
    }
    checks.reason(case.rules, reason.as_ref());
    checks.done()?;
    for nomination in nominations {
        case.nomination(nomination)?;
    }
    Ok(case.fact(principal.into(), Event::RoleGranted(granted)))
}

fn revoke(case: &Case<'_>, principal: PrincipalId, revoked: RoleRevoked) -> Result<Fact, Refusals> {
    case.lead()?;
    let role = revoked.role;
    case.permit(case.holds(principal, role), || Refusal::RoleNotHeld { role })?;
    let organisers = || case.state.judging.roles.values().filter(|held| held.contains_key(&Role::Organiser));
    let own_and_last = role == Role::Organiser && case.actor == Some(principal) && organisers().count() == 1;
    case.permit(!own_and_last, || Refusal::LastOrganiser)?;
    let mut checks = Checks::default();
    checks.reason(case.rules, revoked.reason.as_ref());
    checks.done()?;
    Ok(case.fact(principal.into(), Event::RoleRevoked(revoked)))
}

fn erase(case: &Case<'_>, principal: PrincipalId) -> Result<Fact, Refusals> {
    let may = case.leads() || case.actor == Some(principal);
    case.permit(may, || Refusal::NotYours { roles: crate::case::LEADERS.into() })?;
    let event = marathon_events::personal_data_erased::PersonalDataErased {};
    Ok(case.fact(principal.into(), Event::PersonalDataErased(event)))
}
