//! What an award is decided from.

use std::collections::BTreeMap;

use marathon_events::{EntrantId, PrincipalId, marathon_opened::Nomination};
use marathon_scoring::{Judge, NominationInputs, total_of};

use super::field;
use crate::model::{self, Jury, Model};

/// Of the shortlist at the freeze, the scores that were opened, waivers and the seed.
pub(super) fn inputs(model: &Model, nomination: &Nomination) -> Result<NominationInputs, String> {
    let rule = &nomination.jury;
    let none = Jury::default();
    let jury = model.juries.get(&nomination.id).unwrap_or(&none);
    let judges: Result<Vec<_>, _> = match rule.jury_bps.0 {
        0 => Ok(Vec::new()),
        _ => jury.judges.iter().map(|(id, judge)| ballot(nomination, *id, judge)).collect(),
    };
    Ok(NominationInputs {
        metric_bps: rule.metric_bps,
        jury_bps: rule.jury_bps,
        quorum: rule.quorum,
        shortlist_size: nomination.shortlist_size,
        winners: nomination.winners,
        entrants: field::at_freeze(model, nomination),
        judges: judges?,
        waived: jury.waived.clone(),
        seed: model.steps.seed.as_ref().map(|seed| seed.bytes().to_vec()),
    })
}

fn ballot(nomination: &Nomination, id: PrincipalId, judge: &model::Judge) -> Result<Judge, String> {
    let weights = || nomination.jury.criteria.iter().map(|criterion| criterion.weight);
    let total = |(entrant, points): (&EntrantId, &Vec<u32>)| {
        let total = total_of(points.iter().copied().zip(weights()));
        total.map(|total| (*entrant, total)).ok_or_else(|| format!("a score of judge {id} is too large"))
    };
    let totals: Result<BTreeMap<_, _>, _> = judge.opened.iter().flatten().map(total).collect();
    Ok(Judge { id: id.into(), totals: totals?, recused_from: judge.recused.clone() })
}
