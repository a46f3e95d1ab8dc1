//! Awards: decided, published at an announced moment, amended after an appeal.

use marathon_events::{
    Position, Sha256Hash,
    award_decided::{AwardDecided, AwardResult},
    publication_announced::PublicationAnnounced,
    result_amended::ResultAmended,
    results_published::ResultsPublished,
};

use super::Case;
use crate::{
    awards,
    ensure::Checked,
    model::{Jury, rules_hash},
};

pub(super) fn award_decided(case: &Case<'_>, e: &AwardDecided) -> Checked {
    case.ensure_of_nomination(&e.nomination)?;
    case.ensure_leads()?;
    ensure!(case.steps.judging_closed, "before judging was closed");
    let jury = case.juries.get(&e.nomination).ok_or("before the shortlist was drawn")?;
    ensure!(jury.decided.is_none(), "the award of `{}` is decided already", e.nomination);
    all_opened(jury)?;
    let stated = Stated { position: e.position, rules_hash: e.rules_hash, result_hash: e.result_hash };
    computed(case, &e.nomination, &stated, &e.result)
}

fn all_opened(jury: &Jury) -> Checked {
    for (id, judge) in &jury.judges {
        let open = judge.opened.is_some() || judge.to_open().is_empty();
        ensure!(open, "before the scores of judge {id} were opened");
    }
    Ok(())
}

pub(super) fn result_amended(case: &Case<'_>, e: &ResultAmended) -> Checked {
    case.ensure_of_nomination(&e.nomination)?;
    case.ensure_leads()?;
    let id = e.appeal;
    let appeal = case.appeals.get(&id.into()).ok_or_else(|| format!("unknown appeal {id}"))?;
    let upheld = appeal.upheld == Some(true) && appeal.nomination == e.nomination;
    ensure!(upheld, "appeal {id} of `{}` was not upheld", e.nomination);
    ensure!(!appeal.amended, "appeal {id} has led to an amendment already");
    case.ensure_needed_reason(&e.reason)?;
    let stated = Stated { position: e.position, rules_hash: e.rules_hash, result_hash: e.result_hash };
    computed(case, &e.nomination, &stated, &e.result)
}

/// What a result says about itself.
struct Stated {
    position: Position,
    rules_hash: Sha256Hash,
    result_hash: Sha256Hash,
}

/// Whether a result is what follows from the history.
fn computed(case: &Case<'_>, nomination: &str, stated: &Stated, result: &AwardResult) -> Checked {
    let (position, at) = (stated.position, case.at.position);
    ensure!(position < at, "computed from position {position}, which was not there yet");
    let changed = case.steps.changed.max(case.juries.get(nomination).map_or(Position(0), |j| j.changed));
    ensure!(position >= changed, "computed from position {position}, and position {changed} changed it");
    let (rules, hash) = (rules_hash(&case.rules), result.hash());
    ensure!(stated.rules_hash == rules, "rules_hash {}, and {rules} is expected", stated.rules_hash);
    awards::check_result(case, nomination, result)?;
    ensure!(stated.result_hash == hash, "result_hash {}, and {hash} is expected", stated.result_hash);
    Ok(())
}

pub(super) fn publication_announced(case: &Case<'_>, e: &PublicationAnnounced) -> Checked {
    case.ensure_of_marathon()?;
    case.ensure_leads()?;
    ensure!(case.steps.published.is_none(), "after results were published");
    ensure!(e.at > case.at.at, "for {}, which was not to come any more", e.at);
    for n in &case.rules.nominations {
        ensure!(result_hash(case, &n.id).is_some(), "before the award of `{}` was decided", n.id);
    }
    Ok(())
}

fn result_hash(case: &Case<'_>, nomination: &str) -> Option<Sha256Hash> {
    Some(case.juries.get(nomination)?.decided.as_ref()?.result_hash)
}

pub(super) fn results_published(case: &Case<'_>, e: &ResultsPublished) -> Checked {
    case.ensure_of_marathon()?;
    case.ensure_leads()?;
    ensure!(case.steps.published.is_none(), "results are published already");
    let announced = case.steps.announced.ok_or("before the moment was announced")?;
    ensure!(case.at.at >= announced, "before {announced}, the moment that was announced");
    let (found, expected) = (e.results.len(), case.rules.nominations.len());
    ensure!(found == expected, "{found} results of {expected} nominations");
    for (published, n) in e.results.iter().zip(&case.rules.nominations) {
        let hash = result_hash(case, &n.id);
        let is_it = published.nomination == n.id && hash == Some(published.result_hash);
        ensure!(is_it, "the published result of `{}` is not the one that was decided", n.id);
    }
    Ok(())
}
