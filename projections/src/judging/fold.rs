//! What each event changes about judging.

use marathon_events::{
    AppealId, EntrantId, Event, PrincipalId, Recorded, award_decided::AwardDecided,
    judge_assigned::JudgeAssigned, result_amended::ResultAmended,
};
use marathon_scoring::Gone;

use super::{Appeal, Dated, Decision, Judge, Judging, Jury, Moment, Recusal, Resolution};

impl Moment {
    fn of(event: &Recorded) -> Self {
        Self { position: event.position, time: event.recorded_at, actor: event.actor }
    }

    fn dated<T>(self, what: T) -> Option<Dated<T>> {
        Some(Dated { at: self, what })
    }
}

pub(super) fn apply(judging: &mut Judging, recorded: &Recorded) {
    let (at, event) = (Moment::of(recorded), &recorded.event);
    match event {
        Event::EntrantWithdrawn(_) => leave(judging, recorded, Gone::Withdrawn),
        Event::EntrantDisqualified(_) => leave(judging, recorded, Gone::Disqualified),
        Event::AppealLodged(e) => {
            let (nomination, reason) = (e.nomination.clone(), e.reason.clone());
            let appeal = Appeal { at, nomination, entrant: e.entrant_id, reason, resolved: None };
            judging.appeals.insert(AppealId(recorded.stream.0), appeal);
        }
        Event::AppealResolved(e) => {
            if let Some(appeal) = judging.appeals.get_mut(&AppealId(recorded.stream.0)) {
                let (reviewer, upheld, reason) = (e.reviewer, e.upheld, e.reason.clone());
                appeal.resolved = at.dated(Resolution { reviewer, upheld, reason });
            }
        }
        event => {
            step(judging, at, event);
            in_nomination(judging, at, event);
        }
    }
}

fn leave(judging: &mut Judging, event: &Recorded, how: Gone) {
    judging.gone.insert(EntrantId(event.stream.0), (how, event.position));
}

fn step(judging: &mut Judging, at: Moment, event: &Event) {
    let steps = &mut judging.steps;
    match event {
        Event::IntakeClosed(_) => steps.intake_closed = Some(at),
        Event::SeedSourceNamed(e) => steps.seed_source = at.dated(e.source.clone()),
        Event::FieldFrozen(e) => steps.frozen = at.dated(e.position),
        Event::SeedRecorded(e) => steps.seed = at.dated(e.seed.clone()),
        Event::JudgingClosed(_) => steps.judging_closed = Some(at),
        Event::PublicationAnnounced(e) => steps.announced = at.dated(e.at),
        Event::ResultsPublished(_) => steps.published = Some(at),
        _ => {}
    }
}

fn in_nomination(judging: &mut Judging, at: Moment, event: &Event) {
    match event {
        Event::ShortlistDrawn(e) => judging.jury_of(&e.nomination).shortlist = at.dated(e.entrants.clone()),
        Event::JudgeAssigned(e) => assign(judging.jury_of(&e.nomination), e),
        Event::JudgeRecused(e) => {
            let recusal = Recusal { ground: e.ground, note: e.note.clone() };
            judge(judging.jury_of(&e.nomination), e.judge).recused.insert(e.entrant_id, recusal);
        }
        Event::ScoreGiven(e) => {
            judge(judging.jury_of(&e.nomination), e.judge).commitments.insert(e.entrant_id, e.commitment);
        }
        Event::ScoresOpened(e) => {
            let points = e.scores.iter().map(|score| (score.entrant_id, score.points.clone()));
            judge(judging.jury_of(&e.nomination), e.judge).opened = Some(points.collect());
        }
        Event::QuorumWaived(e) => {
            judging.jury_of(&e.nomination).waived.insert(e.entrant_id, e.reason.clone());
        }
        Event::AwardDecided(e) => judging.jury_of(&e.nomination).results.push(decided(at, e)),
        Event::ResultAmended(e) => judging.jury_of(&e.nomination).results.push(amended(at, e)),
        _ => {}
    }
}

impl Judging {
    fn jury_of(&mut self, nomination: &str) -> &mut Jury {
        self.nominations.entry(nomination.to_owned()).or_default()
    }
}

fn judge(jury: &mut Jury, id: PrincipalId) -> &mut Judge {
    jury.judges.entry(id).or_default()
}

/// No entries named means all of the shortlist.
fn assign(jury: &mut Jury, e: &JudgeAssigned) {
    let all = || jury.shortlist.as_ref().map(|list| list.what.clone()).unwrap_or_default();
    let entrants = if e.entrants.is_empty() { all() } else { e.entrants.clone() };
    judge(jury, e.judge).assigned.extend(entrants);
}

fn decided(at: Moment, e: &AwardDecided) -> Decision {
    let (position, rules_hash, result_hash) = (e.position, e.rules_hash, e.result_hash);
    Decision { at, position, rules_hash, result: e.result.clone(), result_hash, amendment: None }
}

fn amended(at: Moment, e: &ResultAmended) -> Decision {
    let (position, rules_hash, result_hash) = (e.position, e.rules_hash, e.result_hash);
    let amendment = Some((e.appeal, e.reason.clone()));
    Decision { at, position, rules_hash, result: e.result.clone(), result_hash, amendment }
}
