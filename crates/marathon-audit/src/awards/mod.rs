//! Awards, counted again from the model.

mod compare;
mod field;
mod inputs;

use std::collections::BTreeSet;

use marathon_events::{EntrantId, award_decided::AwardResult, marathon_opened::Nomination};
use marathon_scoring::{Award, shortlist};

use crate::{ensure::Checked, model::Model};

fn known<'a>(model: &'a Model, nomination: &str) -> Result<&'a Nomination, String> {
    model.nomination(nomination).ok_or_else(|| format!("the rules have no nomination `{nomination}`"))
}

/// Whether these are the entrants with the highest metrics, higher ones first.
pub(crate) fn check_shortlist(model: &Model, nomination: &str, found: &[EntrantId]) -> Checked {
    let nomination = known(model, nomination)?;
    let field = field::at_freeze(model, nomination);
    let expected = shortlist(&field, nomination.jury.jury_bps, nomination.shortlist_size);
    let listed: BTreeSet<_> = found.iter().copied().collect();
    ensure!(listed.len() == found.len(), "an entrant stands twice on the shortlist");
    for id in &listed {
        ensure!(expected.contains(id), "entrant {id} is on the shortlist, and its metric is too low");
    }
    for id in &expected {
        ensure!(listed.contains(id), "entrant {id} is not on the shortlist, and its metric puts it there");
    }
    let metric = |id: &EntrantId| field.iter().find(|entrant| entrant.id == *id).map(|e| e.metric);
    let metrics: Vec<_> = found.iter().map(metric).collect();
    ensure!(metrics.is_sorted_by(|a, b| a >= b), "the shortlist is not in the order of metrics");
    Ok(())
}

/// Whether this is the result that follows from the history; names the first value that differs.
pub(crate) fn check_result(model: &Model, nomination: &str, found: &AwardResult) -> Checked {
    let inputs = inputs::inputs(model, known(model, nomination)?)?;
    let award = Award::decide(&inputs).map_err(|e| format!("no award follows from the history: {e}"))?;
    compare::compare(&award.into(), found)
}
