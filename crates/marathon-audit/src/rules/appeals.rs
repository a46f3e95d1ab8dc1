//! Appeals against published results.

use marathon_events::{appeal_lodged::AppealLodged, appeal_resolved::AppealResolved};

use super::Case;
use crate::ensure::Checked;

pub(super) fn lodged(case: &Case<'_>, e: &AppealLodged) -> Checked {
    case.ensure_new_stream()?;
    let (id, entrant) = (&e.nomination, e.entrant_id);
    ensure!(case.nomination(id).is_some(), "the rules have no nomination `{id}`");
    ensure!(case.entrants.contains_key(&entrant), "unknown entrant {entrant}");
    ensure!(case.owns(entrant) || case.leads(), "by {}, whose entrant it is not", case.who());
    let days = case.rules.season.appeal_window_days.ok_or("the rules know no appeals")?;
    let published = case.steps.published.ok_or("before results were published")?;
    let (last, today) = (case.local_day(published).plus(days), case.local_day(case.at.at));
    ensure!(today <= last, "on {today}, and appeals were possible until {last}");
    case.ensure_needed_reason(&e.reason)
}

pub(super) fn resolved(case: &Case<'_>, e: &AppealResolved) -> Checked {
    case.ensure_leads()?;
    let id = case.at.stream;
    let appeal = case.appeals.get(&id).ok_or_else(|| format!("unknown appeal {id}"))?;
    ensure!(appeal.upheld.is_none(), "it is resolved already");
    let reviews = case.at.actor.is_none_or(|actor| actor == e.reviewer);
    ensure!(reviews, "by {}, who is not the reviewer {}", case.who(), e.reviewer);
    let own = case.at.actor.is_some() && case.owns(appeal.entrant);
    ensure!(!own, "by {}, whose entrant it is about", case.who());
    case.ensure_needed_reason(&e.reason)
}
