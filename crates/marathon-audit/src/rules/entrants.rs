//! Entrants: who registers, what changes about them, members of teams, who goes.

use marathon_events::{
    EntrantId, EntrantKind, People,
    entrant_profile_changed::EntrantProfileChanged,
    entrant_registered::{AgeClass, EntrantRegistered},
};

use super::Case;
use crate::{ensure::Checked, model::Entrant};

pub(super) fn registered(case: &Case<'_>, e: &EntrantRegistered) -> Checked {
    case.ensure_new_stream()?;
    case.ensure_before_freeze()?;
    let own = e.owner.is_some() && e.owner == case.at.actor;
    let may = own || case.coordinates(e.region) || case.is_of_the_pilot();
    ensure!(may, "by {}, who neither owns it nor coordinates {}", case.who(), e.region);
    case.ensure_region(e.region)?;
    alias(case, &e.alias)?;
    let is_person = e.kind == EntrantKind::Person;
    ensure!(is_person == e.members.is_none(), "members are for all but persons");
    members(case, e.members)?;
    let has_person = e.owner.is_some_and(|owner| case.persons.contains_key(&owner));
    ensure!(!(is_person && has_person), "a second person of the same account");
    ages(case, e, is_person)
}

fn ages(case: &Case<'_>, e: &EntrantRegistered, is_person: bool) -> Checked {
    ensure!(is_person || e.age.is_none(), "an age of what is no person");
    let Some(ages) = case.rules.ages else {
        ensure!(e.age.is_none(), "an age, and the rules ask for none");
        return Ok(());
    };
    let unknown = is_person && e.age.is_none() && case.at.actor.is_some() && !case.is_of_the_pilot();
    ensure!(!unknown, "a person whose age nobody asked");
    // Between the two ages only whoever knows the age knows whether consent was needed.
    let needs_consent = e.age == Some(AgeClass::Minor) && ages.consent_below >= ages.adult_from;
    ensure!(e.guardian_consent || !needs_consent, "a minor without a guardian's consent");
    Ok(())
}

pub(super) fn profile_changed(case: &Case<'_>, e: &EntrantProfileChanged) -> Checked {
    let (id, entrant) = this(case)?;
    case.ensure_before_freeze()?;
    ensure!(case.owns(id) || case.leads(), "by {}, whose entrant it is not", case.who());
    e.alias.as_ref().map_or(Ok(()), |text| alias(case, text))?;
    e.region.map_or(Ok(()), |region| case.ensure_region(region))?;
    ensure!(entrant.kind != EntrantKind::Person || e.members.is_none(), "members of a person");
    members(case, e.members)
}

pub(super) fn joined(case: &Case<'_>, person: EntrantId) -> Checked {
    let team = membership(case, person)?;
    ensure!(!team.joined.contains(&person), "{person} is a member already");
    let max = case.rules.limits.members_max;
    ensure!(team.joined.len() < max as usize, "more than {max} members");
    Ok(())
}

pub(super) fn left(case: &Case<'_>, person: EntrantId) -> Checked {
    let team = membership(case, person)?;
    ensure!(team.joined.contains(&person), "{person} is no member");
    Ok(())
}

/// The team whose members change.
fn membership<'a>(case: &'a Case<'_>, person: EntrantId) -> Result<&'a Entrant, String> {
    let (id, team) = this(case)?;
    let kind = case.entrants.get(&person).ok_or_else(|| format!("unknown entrant {person}"))?.kind;
    case.ensure_before_freeze()?;
    let may = case.owns(id) || case.owns(person) || case.leads();
    ensure!(may, "by {}, to whom neither belongs", case.who());
    ensure!(team.kind != EntrantKind::Person, "a person has no members");
    ensure!(kind == EntrantKind::Person, "{person} is no person");
    Ok(team)
}

pub(super) fn withdrawn(case: &Case<'_>, reason: Option<&String>) -> Checked {
    let (id, entrant) = this(case)?;
    ensure!(case.owns(id) || case.leads(), "by {}, whose entrant it is not", case.who());
    ensure!(entrant.gone.is_none(), "it does not compete any more");
    case.ensure_reason(reason)
}

pub(super) fn disqualified(case: &Case<'_>, reason: &String) -> Checked {
    let (_, entrant) = this(case)?;
    case.ensure_leads()?;
    ensure!(entrant.gone.is_none(), "it does not compete any more");
    case.ensure_needed_reason(reason)
}

/// The entrant whose stream this is.
fn this<'a>(case: &'a Case<'_>) -> Result<(EntrantId, &'a Entrant), String> {
    let id = EntrantId(case.at.stream.0);
    let entrant = case.entrants.get(&id).ok_or_else(|| format!("unknown entrant {id}"))?;
    Ok((id, entrant))
}

fn alias(case: &Case<'_>, text: &str) -> Checked {
    ensure!(!text.trim().is_empty(), "without an alias");
    case.ensure_chars("alias", text, case.rules.limits.alias_chars_max)
}

fn members(case: &Case<'_>, members: Option<People>) -> Checked {
    let max = case.rules.limits.members_max;
    let fits = members.is_none_or(|members| (1..=max).contains(&members.0));
    ensure!(fits, "members are from 1 to {max}");
    Ok(())
}
