//! Deeds: logged, decided, mended, challenged.

use std::collections::BTreeSet;

use marathon_events::{
    DeedFacts, EntrantKind, Event, Evidence, Figures,
    marathon_opened::{KindRule, Limit},
};

use super::Case;
use crate::{
    ensure::Checked,
    model::{Deed, Status},
};

pub(super) fn logged(case: &Case<'_>, event: &Event, facts: &DeedFacts<'_>) -> Checked {
    case.ensure_new_stream()?;
    ensure!(!case.steps.intake_closed, "after the intake was closed");
    let may = case.owns(facts.entrant_id) || case.coordinates(facts.region);
    ensure!(may, "by {}, who neither owns the entrant nor coordinates {}", case.who(), facts.region);
    let id = facts.entrant_id;
    let entrant = case.entrants.get(&id).ok_or_else(|| format!("unknown entrant {id}"))?;
    ensure!(entrant.gone.is_none(), "entrant {id} does not compete any more");
    case.ensure_region(facts.region)?;
    day(case, facts)?;
    // What the pilot weighed came from paper, and nothing was refused.
    let is_old = case.at.version < event.name_and_version().1;
    if !is_old {
        figures(case, &facts.figures)?;
        let (found, expected) = (facts.possible_duplicate_of, case.look_alike(facts));
        let text = |id: Option<_>| id.map_or_else(|| "no other deed".to_owned(), |id| format!("deed {id}"));
        ensure!(
            found == expected,
            "it says that it looks like {}, and it looks like {}",
            text(found),
            text(expected)
        );
    }
    companions(case, facts)?;
    sector(case, facts)?;
    evidence(case, facts.evidence)?;
    species(case, event)
}

fn day(case: &Case<'_>, facts: &DeedFacts<'_>) -> Checked {
    let (day, season) = (facts.done_on, &case.rules.season);
    let (first, last) = (season.starts_on, season.ends_on);
    ensure!((first..=last).contains(&day), "done on {day}, outside the season from {first} to {last}");
    let today = case.local_day(case.at.at);
    ensure!(day <= today, "done on {day}, after it was logged on {today}");
    Ok(())
}

fn rule<'a>(case: &'a Case<'_>, figures: &Figures) -> Result<&'a KindRule, String> {
    let rule = case.rules.kinds.iter().find(|rule| rule.kind == figures.kind());
    rule.ok_or_else(|| format!("no rule for {}", figures.kind().name()))
}

fn figures(case: &Case<'_>, figures: &Figures) -> Checked {
    let rule = rule(case, figures)?;
    let within = |what: &str, value: u64, limit: Limit| {
        let max = limit.refuse_above;
        ensure!((1..=max).contains(&value), "{what} {value}, and 1 to {max} is accepted");
        Ok(())
    };
    within("people", u64::from(figures.people().0), rule.people)?;
    within("amount", figures.amount(), rule.amount)?;
    rule.person_minutes.map_or(Ok(()), |limit| within("person-minutes", figures.minutes().into(), limit))
}

fn companions(case: &Case<'_>, facts: &DeedFacts<'_>) -> Checked {
    let max = case.rules.limits.companions_max as usize;
    ensure!(facts.companions.len() <= max, "more than {max} companions");
    let mut seen = BTreeSet::from([facts.entrant_id]);
    for id in facts.companions {
        ensure!(seen.insert(*id), "companion {id} twice");
        let companion = case.entrants.get(id).ok_or_else(|| format!("unknown companion {id}"))?;
        ensure!(companion.kind == EntrantKind::Person, "companion {id} is no person");
    }
    Ok(())
}

fn sector(case: &Case<'_>, facts: &DeedFacts<'_>) -> Checked {
    let sector = case.rules.sectors.iter().find(|sector| sector.id == *facts.sector);
    let sector = sector.ok_or_else(|| format!("the rules have no sector {}", facts.sector))?;
    let mut named = [facts.entrant_id].into_iter().chain(facts.companions.iter().copied());
    let minor = named.find(|id| case.entrants.get(id).is_some_and(|entrant| entrant.minor));
    if let (true, Some(id)) = (sector.adults_only, minor) {
        return Err(format!("{id} is under age, and sector {} is for adults", sector.id));
    }
    Ok(())
}

fn evidence(case: &Case<'_>, evidence: &[Evidence]) -> Checked {
    let limits = &case.rules.limits;
    let max = limits.evidence_max as usize;
    ensure!(evidence.len() <= max, "more than {max} pieces of evidence");
    let different: BTreeSet<_> = evidence.iter().map(|photo| photo.sha256).collect();
    ensure!(different.len() == evidence.len(), "a piece of evidence twice");
    for url in evidence.iter().filter_map(|photo| photo.url.as_ref()) {
        case.ensure_chars("link", url, limits.url_chars_max)?;
        ensure!(url.starts_with("https://") || url.starts_with("http://"), "evidence that is no link");
    }
    Ok(())
}

fn species(case: &Case<'_>, event: &Event) -> Checked {
    let species = match event {
        Event::TreesPlanted(e) => e.species.as_ref(),
        Event::AnimalsHelped(e) => e.species.as_ref(),
        _ => None,
    };
    let Some(species) = species else { return Ok(()) };
    ensure!(!species.trim().is_empty(), "an empty species");
    case.ensure_chars("species", species, case.rules.limits.species_chars_max)
}

pub(super) fn verified(case: &Case<'_>, reason: Option<&String>) -> Checked {
    let deed = judged(case, reason)?;
    let explained = is_explained(reason);
    ensure!(explained || !deed.looks_repeated, "it looks like another deed, and no reason is given");
    ensure!(explained || !deed.needs_inspection, "its figures need an inspection note, and there is none");
    Ok(())
}

pub(super) fn rejected(case: &Case<'_>, reason: Option<&String>) -> Checked {
    judged(case, reason).map(|_| ())
}

/// A claimed deed that who acted may decide about.
fn judged<'a>(case: &'a Case<'_>, reason: Option<&String>) -> Result<&'a Deed, String> {
    let deed = changeable(case, &[Status::Claimed], reason)?;
    coordinated(case, deed)?;
    Ok(deed)
}

fn coordinated(case: &Case<'_>, deed: &Deed) -> Checked {
    ensure!(case.coordinates(deed.region), "by {}, who does not coordinate {}", case.who(), deed.region);
    ensure!(!case.is_on_side(deed), "by {}, about a deed of their own or of their own team", case.who());
    Ok(())
}

pub(super) fn withdrawn(case: &Case<'_>, reason: Option<&String>) -> Checked {
    mended(case, reason).map(|_| ())
}

pub(super) fn corrected(case: &Case<'_>, new: &Figures, reason: Option<&String>) -> Checked {
    let deed = mended(case, reason)?;
    ensure!(is_explained(reason), "without a reason");
    let (was, is) = (deed.figures.kind().name(), new.kind().name());
    ensure!(was == is, "a deed of kind {was} with figures of {is}");
    figures(case, new)
}

fn mended<'a>(case: &'a Case<'_>, reason: Option<&String>) -> Result<&'a Deed, String> {
    let deed = changeable(case, &[Status::Claimed, Status::Verified], reason)?;
    let may = case.owns(deed.entrant) || case.coordinates(deed.region);
    ensure!(may, "by {}, whose deed it is not", case.who());
    Ok(deed)
}

pub(super) fn challenged(case: &Case<'_>, reason: &String) -> Checked {
    let deed = changeable(case, &[Status::Verified], Some(reason))?;
    case.ensure_needed_reason(reason)?;
    ensure!(case.at.actor.is_none() || deed.verified_by != case.at.actor, "by who verified it");
    ensure!(!case.is_on_side(deed), "by {}, about a deed of their own or of their own team", case.who());
    let last = deed.verified_on.plus(case.rules.season.challenge_window_days);
    let today = case.local_day(case.at.at);
    ensure!(today <= last, "on {today}, and it could be challenged until {last}");
    Ok(())
}

pub(super) fn challenge_resolved(case: &Case<'_>, reason: &String) -> Checked {
    let deed = changeable(case, &[Status::Challenged], Some(reason))?;
    coordinated(case, deed)?;
    let concerned = [deed.verified_by, deed.challenged_by].contains(&case.at.actor);
    ensure!(case.at.actor.is_none() || !concerned, "by {}, who verified or challenged it", case.who());
    case.ensure_needed_reason(reason)
}

/// The deed whose stream this is, if it is in one of these states and may still change.
fn changeable<'a>(case: &'a Case<'_>, from: &[Status], reason: Option<&String>) -> Result<&'a Deed, String> {
    let id = case.at.stream;
    let deed = case.deed(id).ok_or_else(|| format!("unknown deed {id}"))?;
    case.ensure_before_freeze()?;
    ensure!(from.contains(&deed.status), "the deed was {:?}, and not {from:?}", deed.status);
    let max = case.rules.limits.changes_per_deed_max;
    ensure!(case.at.revision.0 <= max, "more than {max} changes of one deed");
    case.ensure_reason(reason)?;
    Ok(deed)
}

fn is_explained(reason: Option<&String>) -> bool {
    reason.is_some_and(|reason| !reason.trim().is_empty())
}
