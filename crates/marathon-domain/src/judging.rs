//! Judging: who scores what, secretly until judging closes, and what comes out then.

use std::collections::BTreeSet;

use marathon_events::{
    EntrantId, Event, Hmac, PrincipalId, Revision, Role,
    judge_assigned::JudgeAssigned,
    judge_recused::{JudgeRecused, RecusalGround},
    judging_closed::JudgingClosed,
    marathon_opened::Nomination,
    quorum_waived::QuorumWaived,
    score_given::ScoreGiven,
    scores_opened::{OpenedScore, ScoresOpened},
};

use crate::{
    Fact, Occasion, Refusal, Refusals, Step,
    case::{Case, LEADERS},
    checks::Checks,
    state::{Assignment, Entries},
};

/// What can be asked about judges and scores.
#[derive(Clone, Debug)]
pub enum JudgingAction {
    /// Let a judge score entries. From entries that are connected with the judge, it is recused at once.
    Assign {
        /// Which nomination.
        nomination: String,
        /// Who.
        judge: PrincipalId,
        /// Which entries; empty: all of the shortlist.
        entrants: Vec<EntrantId>,
    },
    /// Declare that a judge must not score an entry. After judging closed only an organiser does, with a note, and only
    /// to take out a score that is not open.
    Recuse {
        /// Which nomination.
        nomination: String,
        /// Who.
        judge: PrincipalId,
        /// Which entry.
        entrant: EntrantId,
        /// More about it.
        note: Option<String>,
    },
    /// Score an entry, or score it anew.
    Score {
        /// Which nomination.
        nomination: String,
        /// Who.
        judge: PrincipalId,
        /// Which entry.
        entrant: EntrantId,
        /// HMAC-SHA256 of the points as a canonical JSON array.
        commitment: Hmac,
    },
    /// Take no more scores.
    Close,
    /// Show what a judge gave in a nomination, all of it.
    OpenScores {
        /// Which nomination.
        nomination: String,
        /// Who.
        judge: PrincipalId,
        /// Points and salts.
        scores: Vec<OpenedScore>,
    },
    /// Let an entry have a place with fewer scores than the quorum.
    WaiveQuorum {
        /// Which nomination.
        nomination: String,
        /// Which entry.
        entrant: EntrantId,
        /// Why.
        reason: String,
    },
}

pub(crate) fn decide(case: &Case<'_>, action: JudgingAction) -> Result<Vec<Fact>, Refusals> {
    let fact = match action {
        JudgingAction::Assign { nomination, judge, entrants } => {
            return assign(case, nomination, judge, entrants);
        }
        JudgingAction::Recuse { nomination, judge, entrant, note } => {
            recuse(case, nomination, judge, entrant, note)
        }
        JudgingAction::Score { nomination, judge, entrant, commitment } => {
            score(case, nomination, judge, entrant, commitment)
        }
        JudgingAction::Close => close(case),
        JudgingAction::OpenScores { nomination, judge, scores } => {
            open_scores(case, nomination, judge, scores)
        }
        JudgingAction::WaiveQuorum { nomination, entrant, reason } => {
            waive_quorum(case, nomination, entrant, reason)
        }
    };
    fact.map(|fact| vec![fact])
}

/// A nomination with a jury whose shortlist is drawn.
fn judged<'a>(case: &'a Case<'_>, id: &str) -> Result<(&'a Nomination, &'a Entries), Refusals> {
    let nomination = case.nomination(id)?;
    case.permit(nomination.jury.jury_bps.0 > 0, || Refusal::NoJury)?;
    let entries = case.state.judging.entries(id).filter(|entries| entries.shortlist.is_some());
    case.only_after(entries.is_some(), Step::ShortlistDrawn)?;
    Ok((nomination, entries.unwrap_or_else(|| unreachable!("only after the shortlist was drawn"))))
}

fn is_listed(entries: &Entries, id: EntrantId) -> bool {
    entries.shortlist.as_ref().is_some_and(|list| list.contains(&id))
}

fn assign(
    case: &Case<'_>,
    nomination: String,
    judge: PrincipalId,
    entrants: Vec<EntrantId>,
) -> Result<Vec<Fact>, Refusals> {
    case.lead()?;
    let (_, entries) = judged(case, &nomination)?;
    case.not_yet(case.state.judging.steps.judging_closed, Step::JudgingClosed)?;
    let grant = case.state.judging.roles.get(&judge).and_then(|held| held.get(&Role::Judge));
    let of_this = grant.is_some_and(|g| g.nominations.is_empty() || g.nominations.contains(&nomination));
    case.permit(case.actor.is_none() || of_this, || Refusal::NotAJudge { id: judge })?;
    let mut checks = Checks::default();
    let mut seen = BTreeSet::new();
    for &id in &entrants {
        checks.refuse(!seen.insert(id), || Refusal::Repeated { field: "entrants".into(), id });
        checks.refuse(!is_listed(entries, id), || Refusal::NotShortlisted { field: "entrants".into(), id });
    }
    checks.done()?;
    let listed = if entrants.is_empty() { entries.shortlist.clone().unwrap_or_default() } else { seen };
    let before = entries.judges.get(&judge);
    let known = |id: &EntrantId| before.is_some_and(|a| a.recused.contains(id));
    let connected =
        listed.into_iter().filter(|id| !known(id)).filter_map(|id| Some((id, ground(case, judge, id)?)));
    let recusals = connected.map(|(entrant_id, ground)| {
        let recused = JudgeRecused { nomination: nomination.clone(), judge, entrant_id, ground, note: None };
        Event::JudgeRecused(recused)
    });
    let assigned = JudgeAssigned { nomination: nomination.clone(), judge, entrants };
    let events: Vec<_> = [Event::JudgeAssigned(assigned)].into_iter().chain(recusals).collect();
    let facts = events.into_iter().zip(0..).map(|(event, i)| {
        let fact = case.nomination_fact(&nomination, event);
        let position = fact.occasion.position.plus(i as usize);
        let occasion = Occasion { position, ..fact.occasion };
        Fact { revision: Revision(fact.revision.0 + i), occasion, ..fact }
    });
    Ok(facts.collect())
}

/// What connects a judge with an entry, if anything known does.
fn ground(case: &Case<'_>, judge: PrincipalId, entrant: EntrantId) -> Option<RecusalGround> {
    let people = &case.state.people;
    let no = case.state.entrant_no(entrant.0)?;
    if people.owner(no) == Some(judge) {
        return Some(RecusalGround::Owner);
    }
    people.person(judge).filter(|person| people.is_member(no, *person)).map(|_| RecusalGround::Member)
}

/// What a judge has to do in a nomination.
fn assignment<'a>(
    case: &Case<'_>,
    entries: &'a Entries,
    judge: PrincipalId,
    entrant: EntrantId,
) -> Result<&'a Assignment, Refusals> {
    let assigned = entries.judges.get(&judge).filter(|assigned| assigned.entrants.contains(&entrant));
    assigned.map_or_else(|| case.refuse(Refusal::NotAssigned { id: entrant }), Ok)
}

fn recuse(
    case: &Case<'_>,
    nomination: String,
    judge: PrincipalId,
    entrant: EntrantId,
    note: Option<String>,
) -> Result<Fact, Refusals> {
    let (_, entries) = judged(case, &nomination)?;
    let is_closed = case.state.judging.steps.judging_closed;
    let may = case.leads() || (case.actor == Some(judge) && !is_closed);
    case.permit(may, || Refusal::NotYours { roles: LEADERS.into() })?;
    case.not_yet(entries.decided.is_some(), Step::AwardDecided)?;
    let assigned = assignment(case, entries, judge, entrant)?;
    case.permit(!assigned.recused.contains(&entrant), || Refusal::Recused { id: entrant })?;
    // Whoever knows the points must not choose whose count.
    let is_secret = !assigned.opened && assigned.scores.contains_key(&entrant);
    case.not_yet(is_closed && !is_secret, Step::JudgingClosed)?;
    let mut checks = Checks::default();
    let why = note.as_deref().unwrap_or_default();
    checks.refuse(is_closed && why.trim().is_empty(), || Refusal::ReasonMissing);
    checks.chars("note", why, case.rules.limits().reason_chars_max);
    checks.done()?;
    let ground = RecusalGround::Declared;
    let recused = JudgeRecused { nomination: nomination.clone(), judge, entrant_id: entrant, ground, note };
    Ok(case.nomination_fact(&nomination, Event::JudgeRecused(recused)))
}

fn score(
    case: &Case<'_>,
    nomination: String,
    judge: PrincipalId,
    entrant: EntrantId,
    commitment: Hmac,
) -> Result<Fact, Refusals> {
    let (_, entries) = judged(case, &nomination)?;
    // Nobody scores in another's name, organisers included.
    case.permit(case.actor.is_none_or(|actor| actor == judge), || Refusal::NotYours { roles: Vec::new() })?;
    case.not_yet(case.state.judging.steps.judging_closed, Step::JudgingClosed)?;
    let assigned = assignment(case, entries, judge, entrant)?;
    case.permit(!assigned.recused.contains(&entrant), || Refusal::Recused { id: entrant })?;
    let given = ScoreGiven { nomination: nomination.clone(), judge, entrant_id: entrant, commitment };
    Ok(case.nomination_fact(&nomination, Event::ScoreGiven(given)))
}

fn close(case: &Case<'_>) -> Result<Fact, Refusals> {
    case.lead()?;
    let judging = &case.state.judging;
    case.only_after(judging.steps.seed_recorded, Step::SeedRecorded)?;
    case.not_yet(judging.steps.judging_closed, Step::JudgingClosed)?;
    let drawn = |n: &Nomination| judging.entries(&n.id).is_some_and(|e| e.shortlist.is_some());
    case.only_after(case.rules.set().nominations.iter().all(drawn), Step::ShortlistDrawn)?;
    Ok(case.marathon_fact(Event::JudgingClosed(JudgingClosed {})))
}

fn open_scores(
    case: &Case<'_>,
    nomination: String,
    judge: PrincipalId,
    scores: Vec<OpenedScore>,
) -> Result<Fact, Refusals> {
    let (rule, entries) = judged(case, &nomination)?;
    let may = case.leads() || case.actor == Some(judge);
    case.permit(may, || Refusal::NotYours { roles: LEADERS.into() })?;
    case.only_after(case.state.judging.steps.judging_closed, Step::JudgingClosed)?;
    let Some(given) = entries.judges.get(&judge) else {
        return case.refuse(Refusal::NotAJudge { id: judge });
    };
    case.not_yet(given.opened, Step::ScoresOpened)?;
    let mut checks = Checks::default();
    let mut seen = BTreeSet::new();
    for score in &scores {
        let id = score.entrant_id;
        checks.refuse(!seen.insert(id), || Refusal::Repeated { field: "scores".into(), id });
        check_opened(rule, given, score, &mut checks);
    }
    for (&id, _) in given.to_open().filter(|(id, _)| !seen.contains(*id)) {
        checks.refuse(true, || Refusal::ScoreMissing { id });
    }
    checks.done()?;
    let opened = ScoresOpened { nomination: nomination.clone(), judge, scores };
    Ok(case.nomination_fact(&nomination, Event::ScoresOpened(opened)))
}

fn check_opened(rule: &Nomination, given: &Assignment, score: &OpenedScore, checks: &mut Checks) {
    let id = score.entrant_id;
    let Some((_, commitment)) = given.to_open().find(|(entrant, _)| **entrant == id) else {
        return checks.refuse(true, || Refusal::NotAssigned { id });
    };
    let criteria = &rule.jury.criteria;
    let needed = criteria.len() as u64;
    checks.refuse(score.points.len() != criteria.len(), || Refusal::WrongNumberOfPoints { id, needed });
    for (points, criterion) in score.points.iter().zip(criteria) {
        let max = u64::from(criterion.score_max);
        checks.refuse(*points > criterion.score_max, || Refusal::TooLarge {
            field: "scores.points".into(),
            max,
        });
    }
    let canonical = serde_json::to_vec(&score.points).unwrap_or_else(|_| unreachable!("numbers serialise"));
    let same = Hmac::of(score.salt, &canonical) == *commitment;
    checks.refuse(!same, || Refusal::OtherCommitment { id });
}

fn waive_quorum(
    case: &Case<'_>,
    nomination: String,
    entrant: EntrantId,
    reason: String,
) -> Result<Fact, Refusals> {
    case.lead()?;
    let (_, entries) = judged(case, &nomination)?;
    case.not_yet(entries.decided.is_some(), Step::AwardDecided)?;
    let mut checks = Checks::default();
    checks.refuse(!is_listed(entries, entrant), || Refusal::NotShortlisted {
        field: "entrant_id".into(),
        id: entrant,
    });
    checks.needed_reason(case.rules, &reason);
    checks.done()?;
    let waived = QuorumWaived { nomination: nomination.clone(), entrant_id: entrant, reason };
    Ok(case.nomination_fact(&nomination, Event::QuorumWaived(waived)))
}
