//! How far judging was at a moment, as a replay tells it.

use marathon_events::{EntrantId, Position, Sha256Hash, Timestamp};
use marathon_projections::{
    Views,
    judging::{Judge, Jury},
};
use serde::Serialize;

/// Steps that were taken, and what each nomination had come to.
#[derive(Serialize)]
pub(crate) struct JudgingReport {
    steps: Vec<StepTaken>,
    /// In the order of the rules; those of which judging says nothing are left out.
    nominations: Vec<NominationReport>,
}

#[derive(Serialize)]
struct StepTaken {
    step: &'static str,
    position: Position,
    time: Timestamp,
}

#[derive(Serialize)]
struct NominationReport {
    nomination: String,
    /// Entries on the shortlist; absent until it is drawn.
    shortlisted: Option<usize>,
    judges: usize,
    /// Scores to be given, those that were, and those whose points are public.
    to_score: usize,
    scored: usize,
    opened: usize,
    appeals: usize,
    /// The result that held; absent until it was decided.
    award: Option<AwardReport>,
}

#[derive(Serialize)]
struct AwardReport {
    /// Where it was decided.
    position: Position,
    /// How often the award was decided anew.
    amendments: usize,
    result_hash: Sha256Hash,
    /// By place.
    winners: Vec<EntrantId>,
}

impl JudgingReport {
    pub(crate) fn of(views: &Views) -> Self {
        let judging = &views.judging;
        let step = |(step, at): (_, marathon_projections::judging::Moment)| StepTaken {
            step,
            position: at.position,
            time: at.time,
        };
        let nominations = views.rules().map_or(&[][..], |rules| &rules.set().nominations);
        let nomination = |id: &str, jury: &Jury| {
            let of = judging.appeals().values().filter(|appeal| appeal.nomination == id);
            NominationReport::of(id, jury, of.count())
        };
        let nominations = nominations.iter().filter_map(|n| Some(nomination(&n.id, judging.jury(&n.id)?)));
        Self { steps: judging.steps().taken().map(step).collect(), nominations: nominations.collect() }
    }

    pub(crate) fn print(&self) {
        for StepTaken { step, position, time } in &self.steps {
            println!("step     {step} at position {position} of {time}");
        }
        self.nominations.iter().for_each(NominationReport::print);
    }
}

impl NominationReport {
    fn of(id: &str, jury: &Jury, appeals: usize) -> Self {
        let sum = |of: &dyn Fn(&Judge) -> usize| jury.judges.values().map(of).sum();
        let award = jury.results.last().map(|decision| AwardReport {
            position: decision.at.position,
            amendments: jury.results.len() - 1,
            result_hash: decision.result_hash,
            winners: decision.result.winners.clone(),
        });
        Self {
            nomination: id.to_owned(),
            shortlisted: jury.shortlist.as_ref().map(|list| list.what.len()),
            judges: jury.judges.len(),
            to_score: sum(&|judge| judge.to_score().count()),
            scored: sum(&|judge| judge.to_open().count()),
            opened: sum(&|judge| judge.opened.as_ref().map_or(0, std::collections::BTreeMap::len)),
            appeals,
            award,
        }
    }

    fn print(&self) {
        let Self { nomination, judges, to_score, scored, opened, appeals, .. } = self;
        let listed =
            self.shortlisted.map_or_else(|| "no shortlist".to_owned(), |n| format!("{n} shortlisted"));
        println!(
            "judging  {nomination}: {listed}, {judges} judges, {scored} of {to_score} scores, {opened} of them open, \
             {appeals} appeals"
        );
        let Some(award) = &self.award else { return };
        let AwardReport { position, amendments, result_hash, winners } = award;
        println!(
            "award    {nomination} of position {position}, amended {amendments} times, result {result_hash}"
        );
        for (place, winner) in (1..).zip(winners) {
            println!("  {place}. {winner}");
        }
    }
}
