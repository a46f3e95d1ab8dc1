//! Challenges: anybody but those concerned may doubt a verified deed for a while.

use marathon_events::{
    DeedId, Event, challenge_resolved::ChallengeResolved, deed_challenged::DeedChallenged,
};

use crate::{
    DeedStatus, Fact, Refusal, Refusals,
    case::{Case, FRONT_OFFICE},
    checks::Checks,
    deeds::changeable,
};

/// What can be asked about a verified deed that somebody doubts.
#[derive(Clone, Debug)]
pub enum ChallengeAction {
    /// Doubt it.
    Lodge {
        /// The deed.
        deed: DeedId,
        /// Why.
        reason: String,
    },
    /// Decide about the doubt.
    Resolve {
        /// The deed.
        deed: DeedId,
        /// Whether the doubt was right.
        upheld: bool,
        /// Why.
        reason: String,
    },
}

pub(crate) fn decide(case: &Case<'_>, action: ChallengeAction) -> Result<Fact, Refusals> {
    match action {
        ChallengeAction::Lodge { deed, reason } => lodge(case, deed, reason),
        ChallengeAction::Resolve { deed, upheld, reason } => resolve(case, deed, upheld, reason),
    }
}

fn lodge(case: &Case<'_>, deed: DeedId, reason: String) -> Result<Fact, Refusals> {
    let now = changeable(case, deed, &[DeedStatus::Verified], Some(&reason))?;
    let verdicts = &case.state.verdicts;
    let verified_it = case.actor.is_some() && verdicts.verifier(now.no) == case.actor;
    case.permit(!verified_it, || Refusal::SameDecider)?;
    case.permit(!case.is_on_side(now.no), || Refusal::OwnSide)?;
    let season = &case.rules.set().season;
    let last = verdicts.verified_on(now.no).plus(season.challenge_window_days);
    let mut checks = Checks::default();
    checks.refuse(reason.trim().is_empty(), || Refusal::ReasonMissing);
    let too_late = case.at.local_day(season.utc_offset_minutes) > last;
    checks.refuse(too_late, || Refusal::ChallengeTooLate { last });
    // What is challenged must be resolved, so there has to be room for one change more.
    let max = u64::from(case.rules.limits().changes_per_deed_max);
    let revision = case.state.deed(deed.0).map_or(0, |(_, revision)| revision.0);
    checks.refuse(u64::from(revision) + 1 > max, || Refusal::TooManyChanges { max });
    checks.done()?;
    Ok(case.deed_fact(deed, Event::DeedChallenged(DeedChallenged { reason })))
}

fn resolve(case: &Case<'_>, deed: DeedId, upheld: bool, reason: String) -> Result<Fact, Refusals> {
    let now = changeable(case, deed, &[DeedStatus::Challenged], Some(&reason))?;
    case.permit_role(case.coordinates(case.region_of(now.no)), FRONT_OFFICE)?;
    let verdicts = &case.state.verdicts;
    let concerned = [verdicts.verifier(now.no), verdicts.challenger(now.no)];
    case.permit(case.actor.is_none() || !concerned.contains(&case.actor), || Refusal::SameDecider)?;
    case.permit(!case.is_on_side(now.no), || Refusal::OwnSide)?;
    case.permit(!reason.trim().is_empty(), || Refusal::ReasonMissing)?;
    Ok(case.deed_fact(deed, Event::ChallengeResolved(ChallengeResolved { upheld, reason })))
}
