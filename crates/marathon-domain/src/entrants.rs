//! Entrants: who registers, what they change about themselves, members of teams, who goes.

use marathon_events::{
    EntrantId, EntrantKind, Event, People, RegionCode, Revision, StreamId,
    entrant_disqualified::EntrantDisqualified,
    entrant_profile_changed::EntrantProfileChanged,
    entrant_registered::{AgeClass, EntrantRegistered},
    entrant_withdrawn::EntrantWithdrawn,
    member_joined::MemberJoined,
    member_left::MemberLeft,
};

use crate::{
    Fact, NewEntrant, Refusal, Refusals,
    case::{Case, FRONT_OFFICE, LEADERS},
    checks::Checks,
};

/// What can be asked about an entrant that is registered.
#[derive(Clone, Debug)]
pub enum EntrantAction {
    /// Change what it tells about itself.
    ChangeProfile {
        /// Who.
        entrant: EntrantId,
        /// What is different from now on.
        change: ProfileChange,
    },
    /// Make a person a member, through an invitation of the captain that was checked.
    Join {
        /// The team, organisation or institution.
        team: EntrantId,
        /// Who joins.
        person: EntrantId,
    },
    /// End a membership.
    Leave {
        /// The team, organisation or institution.
        team: EntrantId,
        /// Who leaves.
        person: EntrantId,
    },
    /// Compete no more, of its own will.
    Withdraw {
        /// Who.
        entrant: EntrantId,
        /// Why.
        reason: Option<String>,
    },
    /// Compete no more, by decision.
    Disqualify {
        /// Who.
        entrant: EntrantId,
        /// Why.
        reason: String,
    },
}

/// What an entrant changes about itself; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileChange {
    /// Public name.
    pub alias: Option<String>,
    /// Home region.
    pub region: Option<RegionCode>,
    /// How many belong to it; for all but persons.
    pub members: Option<People>,
    /// Whether it stands among the older ("silver") volunteers.
    pub silver: Option<bool>,
}

pub(crate) fn decide(case: &Case<'_>, action: EntrantAction) -> Result<Fact, Refusals> {
    match action {
        EntrantAction::ChangeProfile { entrant, change } => change_profile(case, entrant, change),
        EntrantAction::Join { team, person } => join(case, team, person),
        EntrantAction::Leave { team, person } => leave(case, team, person),
        EntrantAction::Withdraw { entrant, reason } => withdraw(case, entrant, reason),
        EntrantAction::Disqualify { entrant, reason } => disqualify(case, entrant, reason),
    }
}

pub(crate) fn register(case: &Case<'_>, entrant: NewEntrant) -> Result<Fact, Refusals> {
    case.before_freeze()?;
    let own = entrant.owner.is_some() && entrant.owner == case.actor;
    let may = own || case.coordinates(entrant.region);
    case.permit(may, || Refusal::NotYours { roles: FRONT_OFFICE.into() })?;
    let NewEntrant { kind, alias, region, members, owner, age_years, guardian_consent, silver } = entrant;
    let is_person = kind == EntrantKind::Person;
    let mut checks = Checks::default();
    checks.region(case.rules, region);
    check_alias(case, &alias, &mut checks);
    checks.refuse(is_person && members.is_some(), || Refusal::MembersOfAPerson);
    checks.refuse(!is_person && members.is_none(), || Refusal::MembersMissing);
    check_members(case, members, &mut checks);
    let has_one = |owner| case.state.people.person(owner).is_some();
    checks.refuse(is_person && owner.is_some_and(has_one), || Refusal::OnePersonEach);
    let age = match is_person {
        true => age(case, age_years, guardian_consent, &mut checks),
        false => None,
    };
    checks.done()?;
    let event = EntrantRegistered { kind, alias, region, members, owner, age, guardian_consent, silver };
    let event = Event::EntrantRegistered(event);
    Ok(Fact { revision: Revision(0), ..case.fact(StreamId(case.id), event) })
}

/// Whether a person is of age; a marathon without rules about ages does not record it.
fn age(case: &Case<'_>, years: Option<u32>, consent: bool, checks: &mut Checks) -> Option<AgeClass> {
    let ages = case.rules.set().ages?;
    checks.refuse(years.is_none() && case.actor.is_some(), || Refusal::AgeMissing);
    let years = years?;
    checks.refuse(years < ages.consent_below && !consent, || Refusal::ConsentMissing {
        below: u64::from(ages.consent_below),
    });
    Some(if years < ages.adult_from { AgeClass::Minor } else { AgeClass::Adult })
}

fn check_alias(case: &Case<'_>, alias: &str, checks: &mut Checks) {
    checks.refuse(alias.trim().is_empty(), || Refusal::Empty { field: "alias".into() });
    checks.chars("alias", alias, case.rules.limits().alias_chars_max);
}

fn check_members(case: &Case<'_>, members: Option<People>, checks: &mut Checks) {
    if let Some(members) = members {
        checks.number("members", u64::from(members.0), u64::from(case.rules.limits().members_max));
    }
}

fn change_profile(case: &Case<'_>, entrant: EntrantId, change: ProfileChange) -> Result<Fact, Refusals> {
    let no = case.entrant(entrant, "entrant_id")?;
    case.before_freeze()?;
    case.permit(case.owns_no(no) || case.leads(), || Refusal::NotYours { roles: LEADERS.into() })?;
    let mut checks = Checks::default();
    checks.refuse(change == ProfileChange::default(), || Refusal::NothingToChange);
    if let Some(alias) = &change.alias {
        check_alias(case, alias, &mut checks);
    }
    if let Some(region) = change.region {
        checks.region(case.rules, region);
    }
    let is_person = case.state.entrant_kind(no) == EntrantKind::Person;
    checks.refuse(is_person && change.members.is_some(), || Refusal::MembersOfAPerson);
    check_members(case, change.members, &mut checks);
    checks.done()?;
    let ProfileChange { alias, region, members, silver } = change;
    let event = Event::EntrantProfileChanged(EntrantProfileChanged { alias, region, members, silver });
    Ok(case.fact(entrant.into(), event))
}

/// The numbers of a team and of a person, if whoever asks may say who belongs together.
fn team_and_person(case: &Case<'_>, team: EntrantId, person: EntrantId) -> Result<(usize, usize), Refusals> {
    let (team_no, person_no) = (case.entrant(team, "team")?, case.entrant(person, "person")?);
    case.before_freeze()?;
    let may = case.owns_no(team_no) || case.owns_no(person_no) || case.leads();
    case.permit(may, || Refusal::NotYours { roles: LEADERS.into() })?;
    let is_person = |no| case.state.entrant_kind(no) == EntrantKind::Person;
    case.permit(!is_person(team_no), || Refusal::MembersOfAPerson)?;
    case.permit(is_person(person_no), || Refusal::MemberNotAPerson { id: person })?;
    Ok((team_no, person_no))
}

fn join(case: &Case<'_>, team: EntrantId, person: EntrantId) -> Result<Fact, Refusals> {
    let (team_no, person_no) = team_and_person(case, team, person)?;
    let people = &case.state.people;
    case.permit(!people.is_member(team_no, person_no), || Refusal::AlreadyAMember)?;
    let max = case.rules.limits().members_max;
    let full = people.members(team_no) as u64 >= u64::from(max);
    case.permit(!full, || Refusal::TooLarge { field: "members".into(), max: u64::from(max) })?;
    Ok(case.fact(team.into(), Event::MemberJoined(MemberJoined { person })))
}

fn leave(case: &Case<'_>, team: EntrantId, person: EntrantId) -> Result<Fact, Refusals> {
    let (team_no, person_no) = team_and_person(case, team, person)?;
    case.permit(case.state.people.is_member(team_no, person_no), || Refusal::NotAMember)?;
    Ok(case.fact(team.into(), Event::MemberLeft(MemberLeft { person })))
}

fn withdraw(case: &Case<'_>, entrant: EntrantId, reason: Option<String>) -> Result<Fact, Refusals> {
    let no = case.entrant(entrant, "entrant_id")?;
    case.permit(case.owns_no(no) || case.leads(), || Refusal::NotYours { roles: LEADERS.into() })?;
    case.permit(!case.state.is_gone(no), || Refusal::EntrantGone { id: entrant })?;
    let mut checks = Checks::default();
    checks.reason(case.rules, reason.as_ref());
    checks.done()?;
    Ok(case.fact(entrant.into(), Event::EntrantWithdrawn(EntrantWithdrawn { reason })))
}

fn disqualify(case: &Case<'_>, entrant: EntrantId, reason: String) -> Result<Fact, Refusals> {
    let no = case.entrant(entrant, "entrant_id")?;
    case.lead()?;
    case.permit(!case.state.is_gone(no), || Refusal::EntrantGone { id: entrant })?;
    let mut checks = Checks::default();
    checks.needed_reason(case.rules, &reason);
    checks.done()?;
    Ok(case.fact(entrant.into(), Event::EntrantDisqualified(EntrantDisqualified { reason })))
}
