//! Judging: shortlists, judges, recusals, scores.

use marathon_events::{
    EntrantId, Hmac, PrincipalId, Role,
    judge_assigned::JudgeAssigned,
    judge_recused::{JudgeRecused, RecusalGround},
    marathon_opened::Nomination,
    quorum_waived::QuorumWaived,
    score_given::ScoreGiven,
    scores_opened::{OpenedScore, ScoresOpened},
    shortlist_drawn::ShortlistDrawn,
};

use super::Case;
use crate::{
    awards,
    ensure::Checked,
    model::{Judge, Jury},
};

pub(super) fn shortlist_drawn(case: &Case<'_>, e: &ShortlistDrawn) -> Checked {
    case.ensure_of_nomination(&e.nomination)?;
    case.ensure_leads()?;
    ensure!(case.steps.frozen.is_some(), "before the field was frozen");
    ensure!(!case.steps.judging_closed, "after judging was closed");
    let drawn = case.juries.get(&e.nomination).is_some_and(|jury| jury.shortlist.is_some());
    ensure!(!drawn, "the shortlist of `{}` is drawn already", e.nomination);
    awards::check_shortlist(case, &e.nomination, &e.entrants)
}

/// A nomination with a jury whose shortlist is drawn.
fn judged<'a>(case: &'a Case<'_>, id: &str) -> Result<(&'a Nomination, &'a Jury), String> {
    case.ensure_of_nomination(id)?;
    let nomination = case.nomination(id).filter(|nomination| nomination.jury.jury_bps.0 > 0);
    let jury = case.juries.get(id).filter(|jury| jury.shortlist.is_some());
    let nomination = nomination.ok_or_else(|| format!("nomination `{id}` has no jury"))?;
    Ok((nomination, jury.ok_or("before the shortlist was drawn")?))
}

fn ensure_listed(jury: &Jury, entrant: EntrantId) -> Checked {
    let listed = jury.shortlist.as_ref().is_some_and(|list| list.contains(&entrant));
    ensure!(listed, "entrant {entrant} is not on the shortlist");
    Ok(())
}

fn assigned(jury: &Jury, judge: PrincipalId, entrant: EntrantId) -> Result<&Judge, String> {
    let found = jury.judges.get(&judge).filter(|found| found.assigned.contains(&entrant));
    found.ok_or_else(|| format!("judge {judge} is not assigned to entrant {entrant}"))
}

pub(super) fn judge_assigned(case: &Case<'_>, e: &JudgeAssigned) -> Checked {
    let (_, jury) = judged(case, &e.nomination)?;
    case.ensure_leads()?;
    ensure!(!case.steps.judging_closed, "after judging was closed");
    let grant = case.grant(e.judge, Role::Judge);
    let of_this = grant.is_some_and(|g| g.nominations.is_empty() || g.nominations.contains(&e.nomination));
    let may = case.at.actor.is_none() || of_this;
    ensure!(may, "{} does not have the role of a judge of `{}`", e.judge, e.nomination);
    e.entrants.iter().try_for_each(|entrant| ensure_listed(jury, *entrant))
}

/// What connects a judge with an entry, if anything known does.
fn connection(case: &Case<'_>, judge: PrincipalId, entrant: EntrantId) -> Option<RecusalGround> {
    match case.owner(entrant) {
        Some(owner) if owner == judge => Some(RecusalGround::Owner),
        _ => case.is_member(judge, entrant).then_some(RecusalGround::Member),
    }
}

pub(super) fn judge_recused(case: &Case<'_>, e: &JudgeRecused) -> Checked {
    let (_, jury) = judged(case, &e.nomination)?;
    let is_closed = case.steps.judging_closed;
    let may = case.leads() || (case.at.actor == Some(e.judge) && !is_closed);
    ensure!(may, "by {}, who is neither that judge nor an organiser, or too late for the judge", case.who());
    ensure!(jury.decided.is_none(), "after the award was decided");
    let judge = assigned(jury, e.judge, e.entrant_id)?;
    if is_closed {
        let is_secret = judge.opened.is_none() && judge.given.contains_key(&e.entrant_id);
        ensure!(is_secret, "after judging was closed, and there is no secret score to take out");
        let why = e.note.as_deref().unwrap_or_default();
        ensure!(!why.trim().is_empty(), "after judging was closed, without a note");
    }
    ensure!(!judge.recused.contains(&e.entrant_id), "the judge is recused from it already");
    let is_so = e.ground == RecusalGround::Declared
        || connection(case, e.judge, e.entrant_id).is_some_and(|ground| ground == e.ground);
    ensure!(is_so, "the judge is not its {:?}", e.ground);
    Ok(())
}

pub(super) fn score_given(case: &Case<'_>, e: &ScoreGiven) -> Checked {
    let (_, jury) = judged(case, &e.nomination)?;
    ensure!(!case.steps.judging_closed, "after judging was closed");
    let own = case.at.actor.is_none_or(|actor| actor == e.judge);
    ensure!(own, "by {}, in the name of judge {}", case.who(), e.judge);
    let judge = assigned(jury, e.judge, e.entrant_id)?;
    let (id, entrant) = (e.judge, e.entrant_id);
    ensure!(!judge.recused.contains(&entrant), "judge {id} is recused from entrant {entrant}");
    let ground = connection(case, id, entrant);
    ensure!(ground.is_none(), "judge {id} is connected with entrant {entrant} and was not recused");
    Ok(())
}

pub(super) fn judging_closed(case: &Case<'_>) -> Checked {
    case.ensure_of_marathon()?;
    case.ensure_leads()?;
    ensure!(!case.steps.judging_closed, "judging is closed already");
    ensure!(case.steps.seed.is_some(), "before the seed was recorded");
    let drawn = |n: &&Nomination| case.juries.get(&n.id).is_some_and(|jury| jury.shortlist.is_some());
    match case.rules.nominations.iter().find(|n| !drawn(n)) {
        Some(n) => Err(format!("before the shortlist of `{}` was drawn", n.id)),
        None => Ok(()),
    }
}

pub(super) fn scores_opened(case: &Case<'_>, e: &ScoresOpened) -> Checked {
    let (nomination, jury) = judged(case, &e.nomination)?;
    let may = case.leads() || case.at.actor == Some(e.judge);
    ensure!(may, "by {}, who is neither that judge nor an organiser", case.who());
    ensure!(case.steps.judging_closed, "before judging was closed");
    let judge = jury.judges.get(&e.judge).ok_or_else(|| format!("{} is no judge here", e.judge))?;
    ensure!(judge.opened.is_none(), "the scores of judge {} are open already", e.judge);
    let mut missing = judge.to_open();
    for score in &e.scores {
        let id = score.entrant_id;
        let commitment = missing.remove(&id).ok_or_else(|| {
            format!("an opened score of entrant {id}, which judge {} did not score once", e.judge)
        })?;
        opened(nomination, score, commitment)?;
    }
    match missing.keys().next() {
        Some(id) => Err(format!("the score of entrant {id} is not among them")),
        None => Ok(()),
    }
}

fn opened(nomination: &Nomination, score: &OpenedScore, commitment: Hmac) -> Checked {
    let (id, criteria) = (score.entrant_id, &nomination.jury.criteria);
    let (found, needed) = (score.points.len(), criteria.len());
    ensure!(found == needed, "{found} points for entrant {id}, and there are {needed} criteria");
    for (points, criterion) in score.points.iter().zip(criteria) {
        let max = criterion.score_max;
        ensure!(*points <= max, "{points} points for `{}`, and at most {max} are possible", criterion.id);
    }
    // Canonical JSON of whole numbers: commas and brackets.
    let points: Vec<_> = score.points.iter().map(ToString::to_string).collect();
    let canonical = format!("[{}]", points.join(","));
    let same = Hmac::of(score.salt, canonical.as_bytes()) == commitment;
    ensure!(same, "the points of entrant {id} are not those that were committed to when the score was given");
    Ok(())
}

pub(super) fn quorum_waived(case: &Case<'_>, e: &QuorumWaived) -> Checked {
    let (_, jury) = judged(case, &e.nomination)?;
    case.ensure_leads()?;
    ensure!(jury.decided.is_none(), "after the award was decided");
    ensure_listed(jury, e.entrant_id)?;
    case.ensure_needed_reason(&e.reason)
}
