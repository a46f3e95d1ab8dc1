//! Roles: granted and revoked by organisers.

use marathon_events::{Role, role_granted::RoleGranted, role_revoked::RoleRevoked};

use super::Case;
use crate::ensure::Checked;

pub(super) fn granted(case: &Case<'_>, e: &RoleGranted) -> Checked {
    case.ensure_leads()?;
    case.ensure_reason(e.reason.as_ref())?;
    ensure!(e.role == Role::Coordinator || e.regions.is_empty(), "regions with role {}", e.role.name());
    ensure!(e.role == Role::Judge || e.nominations.is_empty(), "nominations with role {}", e.role.name());
    e.regions.iter().try_for_each(|region| case.ensure_region(*region))?;
    for id in &e.nominations {
        ensure!(case.nomination(id).is_some(), "the rules have no nomination `{id}`");
    }
    Ok(())
}

pub(super) fn revoked(case: &Case<'_>, e: &RoleRevoked) -> Checked {
    case.ensure_leads()?;
    case.ensure_reason(e.reason.as_ref())?;
    let principal = case.at.principal();
    ensure!(case.grant(principal, e.role).is_some(), "{principal} did not have role {}", e.role.name());
    let organisers = case.roles.values().filter(|held| held.contains_key(&Role::Organiser)).count();
    let own_and_last = e.role == Role::Organiser && case.at.actor == Some(principal) && organisers == 1;
    ensure!(!own_and_last, "the last organiser gave up that role");
    Ok(())
}

pub(super) fn erased(case: &Case<'_>) -> Checked {
    let may = case.leads() || case.at.actor == Some(case.at.principal());
    ensure!(may, "by {}, whose data it was not", case.who());
    Ok(())
}
