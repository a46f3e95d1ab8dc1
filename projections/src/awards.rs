//! Shortlists and awards, from the views at the freeze and what juries did since. Functions, not folds: metrics are
//! taken at the freeze alone, and everything else may change until an award is decided.

use std::collections::BTreeMap;

use marathon_events::{
    EntrantId, Position, PrincipalId,
    entrant_registered::AgeClass,
    marathon_opened::{EntrantClass, Nomination},
};
use marathon_scoring::{Award, Entrant, Gone, InputError, Judge, NominationInputs, total_of};

use crate::{
    Views,
    book::EntrantNo,
    judging::{self, Judging},
    rankings::RankingEntry,
};

/// Lines of a ranking that are looked at together.
const LINES_AT_ONCE: usize = 1_024;

/// An award cannot be worked out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AwardError {
    /// Metrics are taken at the freeze.
    #[error("the field is not frozen")]
    NotFrozen,
    /// The views know no such nomination.
    #[error("there is no nomination `{0}`")]
    NoNomination(String),
    /// Points times weights do not fit into 64 bits.
    #[error("the points of judge {0} are too large to add up")]
    TooManyPoints(PrincipalId),
    /// What the history says contradicts itself.
    #[error("work out the award")]
    Inputs(#[from] InputError),
}

/// Who is in the running, higher metrics first; equal metrics by id. `rules` are those in force now.
///
/// # Errors
/// If the field is not frozen or there is no such nomination.
pub fn shortlist(at_freeze: &Views, now: &Judging, rules: &Nomination) -> Result<Vec<EntrantId>, AwardError> {
    let field = Field::new(at_freeze, now, rules)?;
    Ok(field.shortlist().iter().map(|line| field.id(line)).collect())
}

/// Everything an award is decided from, of the shortlist alone: nobody else changes a place.
///
/// # Errors
/// If the field is not frozen, there is no such nomination, or points do not fit.
pub fn inputs(at_freeze: &Views, now: &Judging, rules: &Nomination) -> Result<NominationInputs, AwardError> {
    let field = Field::new(at_freeze, now, rules)?;
    let none = judging::Jury::default();
    let jury = now.jury(&rules.id).unwrap_or(&none);
    let judges: Result<Vec<_>, _> = match rules.jury.jury_bps.0 {
        0 => Ok(Vec::new()),
        _ => jury.judges.iter().map(|(id, judge)| ballot(rules, *id, judge)).collect(),
    };
    Ok(NominationInputs {
        metric_bps: rules.jury.metric_bps,
        jury_bps: rules.jury.jury_bps,
        quorum: rules.jury.quorum,
        shortlist_size: rules.shortlist_size,
        winners: rules.winners,
        entrants: field.entrants(),
        judges: judges?,
        waived: jury.waived.keys().copied().collect(),
        seed: now.steps().seed.as_ref().map(|seed| seed.what.bytes().to_vec()),
    })
}

/// The award of a nomination, as it follows from the history up to now.
///
/// # Errors
/// As [`inputs`], and if what the history says contradicts itself.
pub fn award(at_freeze: &Views, now: &Judging, rules: &Nomination) -> Result<Award, AwardError> {
    Ok(Award::decide(&inputs(at_freeze, now, rules)?)?)
}

fn ballot(rules: &Nomination, id: PrincipalId, judge: &judging::Judge) -> Result<Judge, AwardError> {
    let weights = || rules.jury.criteria.iter().map(|criterion| criterion.weight);
    let total = |(entrant, points): (&EntrantId, &Vec<u32>)| {
        let total = total_of(points.iter().copied().zip(weights()));
        total.map(|total| (*entrant, total)).ok_or(AwardError::TooManyPoints(id))
    };
    let totals: Result<BTreeMap<_, _>, _> = judge.opened.iter().flatten().map(total).collect();
    let recused_from = judge.recused.keys().copied().collect();
    Ok(Judge { id: id.into(), totals: totals?, recused_from })
}

/// Who competes in a nomination.
struct Field<'a> {
    views: &'a Views,
    judging: &'a Judging,
    rules: &'a Nomination,
    /// Place of the nomination in the rankings.
    no: usize,
    /// The last position that counts.
    freeze: Position,
}

impl<'a> Field<'a> {
    fn new(views: &'a Views, judging: &'a Judging, rules: &'a Nomination) -> Result<Self, AwardError> {
        let freeze = judging.steps().frozen.as_ref().ok_or(AwardError::NotFrozen)?.what;
        let no = views.rankings.find(&rules.id);
        let no = no.ok_or_else(|| AwardError::NoNomination(rules.id.clone()))?;
        Ok(Self { views, judging, rules, no, freeze })
    }

    fn id(&self, line: &RankingEntry) -> EntrantId {
        self.views.rankings.nominations()[self.no].id_of(line.competitor, &self.views.book)
    }

    /// Whether it had not left before the freeze and meets the gate of age.
    fn admits(&self, line: &RankingEntry) -> bool {
        if self.rules.entrants == [EntrantClass::Region] {
            return true;
        }
        let left = self.judging.gone(self.id(line)).is_some_and(|(_, at)| at <= self.freeze);
        let minor = self.views.people.age(EntrantNo(line.competitor.0)) == Some(AgeClass::Minor);
        !(left || self.rules.adults_only && minor)
    }

    /// The lines with the highest metrics and everybody equal to the last of them; without a jury, all.
    fn shortlist(&self) -> Vec<RankingEntry> {
        let Views { book, rankings, .. } = self.views;
        let size = match self.rules.jury.jury_bps.0 {
            0 => usize::MAX,
            _ => self.rules.shortlist_size as usize,
        };
        let mut listed: Vec<RankingEntry> = Vec::new();
        let mut after = None;
        loop {
            let page = rankings.page(book, self.no, after, LINES_AT_ONCE);
            after = page.last().map(RankingEntry::place);
            if page.is_empty() {
                return listed;
            }
            for line in page.into_iter().filter(|line| self.admits(line)) {
                let is_full = listed.len() >= size;
                if is_full && listed.last().is_none_or(|last| line.metric < last.metric) {
                    return listed;
                }
                listed.push(line);
            }
        }
    }

    fn entrants(&self) -> Vec<Entrant> {
        let Views { book, rankings, .. } = self.views;
        let lines = self.shortlist();
        let competitors: Vec<_> = lines.iter().map(|line| line.competitor).collect();
        let records = rankings.records(book, self.no, &competitors);
        let entrant = |(line, record): (&RankingEntry, _)| {
            let id = self.id(line);
            Entrant { id, admitted: true, metric: line.metric, record, gone: self.left_since(id) }
        };
        lines.iter().zip(records).map(entrant).collect()
    }

    fn left_since(&self, id: EntrantId) -> Option<Gone> {
        self.judging.gone(id).map(|(how, _)| how)
    }
}
