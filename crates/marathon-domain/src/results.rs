//! Awards: decided, published at an announced moment, amended only after an appeal.

use marathon_events::{
    AppealId, Event, Position, Sha256Hash, Timestamp,
    award_decided::{AwardDecided, AwardResult},
    marathon_opened::Nomination,
    publication_announced::PublicationAnnounced,
    result_amended::ResultAmended,
    results_published::{PublishedResult, ResultsPublished},
};

use crate::{Fact, Refusal, Refusals, Step, case::Case, checks::Checks, state::Assignment};

/// What can be asked about awards.
#[derive(Clone, Debug)]
pub enum ResultAction {
    /// Decide the award of a nomination.
    Decide(NewResult),
    /// Say when results will be published.
    Announce {
        /// When.
        at: Timestamp,
    },
    /// Publish all results.
    Publish,
    /// Decide an award anew, after an appeal that was upheld.
    Amend {
        /// The new one.
        result: NewResult,
        /// The appeal.
        appeal: AppealId,
        /// Why.
        reason: String,
    },
}

/// A result, computed by the caller from the history. That it is the right one is the auditor's to check.
#[derive(Clone, Debug)]
pub struct NewResult {
    /// Which nomination.
    pub nomination: String,
    /// The last position it was computed from.
    pub position: Position,
    /// SHA-256 of the canonical JSON of the rules it was computed by.
    pub rules_hash: Sha256Hash,
    /// Places, winners and what they follow from.
    pub result: AwardResult,
}

pub(crate) fn decide(case: &Case<'_>, action: ResultAction) -> Result<Fact, Refusals> {
    case.lead()?;
    match action {
        ResultAction::Decide(result) => decide_award(case, result),
        ResultAction::Announce { at } => announce(case, at),
        ResultAction::Publish => publish(case),
        ResultAction::Amend { result, appeal, reason } => amend(case, result, appeal, reason),
    }
}

fn decide_award(case: &Case<'_>, new: NewResult) -> Result<Fact, Refusals> {
    let nomination = case.nomination(&new.nomination)?;
    let judging = &case.state.judging;
    case.only_after(judging.steps.judging_closed, Step::JudgingClosed)?;
    let entries = judging.entries(&nomination.id);
    case.not_yet(entries.is_some_and(|e| e.decided.is_some()), Step::AwardDecided)?;
    let opened = entries.is_some_and(|e| e.judges.values().all(Assignment::is_open));
    case.only_after(opened || nomination.jury.jury_bps.0 == 0, Step::ScoresOpened)?;
    check_result(case, nomination, &new)?;
    let NewResult { nomination, position, rules_hash, result } = new;
    let result_hash = result.hash();
    let event = AwardDecided { nomination: nomination.clone(), position, rules_hash, result, result_hash };
    Ok(case.nomination_fact(&nomination, Event::AwardDecided(Box::new(event))))
}

fn check_result(case: &Case<'_>, nomination: &Nomination, new: &NewResult) -> Result<(), Refusals> {
    let judging = &case.state.judging;
    let changed = judging.entries(&nomination.id).map_or(Position(0), |entries| entries.changed);
    // Nothing it follows from may come after it.
    let from = judging.steps.changed.max(changed);
    let to = Position(case.position.0.saturating_sub(1));
    let mut checks = Checks::default();
    checks.refuse(!(from..=to).contains(&new.position), || Refusal::PositionOutside { from, to });
    checks.refuse(new.rules_hash.0 != case.rules.hash(), || Refusal::OtherRules);
    let max = u64::from(nomination.winners);
    let winners = &new.result.winners;
    checks.refuse(winners.len() as u64 > max, || Refusal::TooLarge { field: "result.winners".into(), max });
    checks.done()
}

fn announce(case: &Case<'_>, at: Timestamp) -> Result<Fact, Refusals> {
    case.only_after(all_decided(case), Step::AwardDecided)?;
    case.not_yet(case.state.judging.steps.published.is_some(), Step::ResultsPublished)?;
    case.permit(at > case.at, || Refusal::NotInFuture { field: "at".into() })?;
    Ok(case.marathon_fact(Event::PublicationAnnounced(PublicationAnnounced { at })))
}

fn all_decided(case: &Case<'_>) -> bool {
    case.rules.set().nominations.iter().all(|n| result_hash(case, n).is_some())
}

fn result_hash(case: &Case<'_>, nomination: &Nomination) -> Option<Sha256Hash> {
    case.state.judging.entries(&nomination.id)?.decided
}

fn publish(case: &Case<'_>) -> Result<Fact, Refusals> {
    let steps = &case.state.judging.steps;
    case.not_yet(steps.published.is_some(), Step::ResultsPublished)?;
    let Some(at) = steps.announced else {
        return case.refuse(Refusal::StepMissing { step: Step::PublicationAnnounced });
    };
    case.permit(case.at >= at, || Refusal::BeforeAnnounced { at })?;
    let published = |n: &Nomination| {
        Some(PublishedResult { nomination: n.id.clone(), result_hash: result_hash(case, n)? })
    };
    let results = case.rules.set().nominations.iter().filter_map(published).collect();
    Ok(case.marathon_fact(Event::ResultsPublished(ResultsPublished { results })))
}

fn amend(case: &Case<'_>, new: NewResult, appeal: AppealId, reason: String) -> Result<Fact, Refusals> {
    let nomination = case.nomination(&new.nomination)?;
    let Some(lodged) = case.state.judging.appeals.get(&appeal) else {
        return case.refuse(Refusal::UnknownAppeal { id: appeal });
    };
    let upheld = lodged.upheld == Some(true) && lodged.nomination == nomination.id;
    case.permit(upheld, || Refusal::AppealNotUpheld)?;
    case.not_yet(lodged.amended, Step::ResultAmended)?;
    let mut checks = Checks::default();
    checks.needed_reason(case.rules, &reason);
    checks.done()?;
    check_result(case, nomination, &new)?;
    let NewResult { nomination, position, rules_hash, result } = new;
    let stream = nomination.clone();
    let result_hash = result.hash();
    let event = ResultAmended { nomination, position, rules_hash, result, result_hash, appeal, reason };
    Ok(case.nomination_fact(&stream, Event::ResultAmended(Box::new(event))))
}
