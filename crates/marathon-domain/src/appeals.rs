//! Appeals against published results, decided by a human being who is named.

use marathon_events::{
    AppealId, EntrantId, Event, PrincipalId, Revision, StreamId, appeal_lodged::AppealLodged,
    appeal_resolved::AppealResolved,
};

use crate::{
    Fact, Refusal, Refusals, Step,
    case::{Case, LEADERS},
    checks::Checks,
};

/// What can be asked about appeals.
#[derive(Clone, Debug)]
pub enum AppealAction {
    /// Appeal against a result.
    Lodge {
        /// Which nomination.
        nomination: String,
        /// Whose standing it is about.
        entrant: EntrantId,
        /// Why.
        reason: String,
    },
    /// Decide about an appeal.
    Resolve {
        /// Which appeal.
        appeal: AppealId,
        /// The human being who decides: whoever asks, unless the program does.
        reviewer: PrincipalId,
        /// Whether the result has to change.
        upheld: bool,
        /// Why.
        reason: String,
    },
}

pub(crate) fn decide(case: &Case<'_>, action: AppealAction) -> Result<Fact, Refusals> {
    match action {
        AppealAction::Lodge { nomination, entrant, reason } => lodge(case, nomination, entrant, reason),
        AppealAction::Resolve { appeal, reviewer, upheld, reason } => {
            resolve(case, appeal, AppealResolved { reviewer, upheld, reason })
        }
    }
}

fn lodge(case: &Case<'_>, nomination: String, entrant: EntrantId, reason: String) -> Result<Fact, Refusals> {
    case.nomination(&nomination)?;
    let no = case.entrant(entrant, "entrant_id")?;
    case.permit(case.owns_no(no) || case.leads(), || Refusal::NotYours { roles: LEADERS.into() })?;
    let season = &case.rules.set().season;
    let Some(days) = season.appeal_window_days else { return case.refuse(Refusal::NoAppeals) };
    let Some(published) = case.state.judging.steps.published else {
        return case.refuse(Refusal::StepMissing { step: Step::ResultsPublished });
    };
    let last = published.local_day(season.utc_offset_minutes).plus(days);
    let too_late = case.at.local_day(season.utc_offset_minutes) > last;
    case.permit(!too_late, || Refusal::AppealTooLate { last })?;
    let mut checks = Checks::default();
    checks.needed_reason(case.rules, &reason);
    checks.done()?;
    let event = Event::AppealLodged(AppealLodged { nomination, entrant_id: entrant, reason });
    Ok(Fact { revision: Revision(0), ..case.fact(StreamId(case.id), event) })
}

fn resolve(case: &Case<'_>, appeal: AppealId, resolved: AppealResolved) -> Result<Fact, Refusals> {
    case.lead()?;
    let Some(lodged) = case.state.judging.appeals.get(&appeal) else {
        return case.refuse(Refusal::UnknownAppeal { id: appeal });
    };
    case.not_yet(lodged.upheld.is_some(), Step::AppealResolved)?;
    let reviewer = resolved.reviewer;
    case.permit(case.actor.is_none_or(|actor| actor == reviewer), || Refusal::OtherReviewer)?;
    let own = case.actor.is_some() && case.owns(lodged.entrant);
    case.permit(!own, || Refusal::OwnSide)?;
    let mut checks = Checks::default();
    checks.needed_reason(case.rules, &resolved.reason);
    checks.done()?;
    Ok(case.fact(appeal.into(), Event::AppealResolved(resolved)))
}
