//! The steps of the season up to the freeze, the seed, and amended rules.

use marathon_events::{
    field_frozen::FieldFrozen,
    marathon_opened::{Nomination, RuleSet},
    rules_amended::RulesAmended,
};

use super::{Case, opening::sound};
use crate::ensure::Checked;

fn step(case: &Case<'_>) -> Checked {
    case.ensure_of_marathon()?;
    case.ensure_leads()
}

pub(super) fn intake_closed(case: &Case<'_>, reason: Option<&String>) -> Checked {
    step(case)?;
    ensure!(!case.steps.intake_closed, "the intake is closed already");
    case.ensure_reason(reason)
}

pub(super) fn seed_source_named(case: &Case<'_>, source: &str) -> Checked {
    step(case)?;
    ensure!(case.steps.intake_closed, "before the intake was closed");
    ensure!(!case.steps.seed_source_named, "the source of the seed is named already");
    ensure!(!source.trim().is_empty(), "without a source");
    Ok(())
}

pub(super) fn field_frozen(case: &Case<'_>, e: &FieldFrozen) -> Checked {
    step(case)?;
    case.ensure_before_freeze()?;
    ensure!(case.steps.seed_source_named, "before the source of the seed was named");
    let before = case.at.position.0.saturating_sub(1);
    ensure!(e.position.0 == before, "frozen at {}, and everything up to {before} counts", e.position);
    case.ensure_reason(e.reason.as_ref())
}

pub(super) fn seed_recorded(case: &Case<'_>) -> Checked {
    step(case)?;
    ensure!(case.steps.frozen.is_some(), "before the field was frozen");
    ensure!(case.steps.seed.is_none(), "the seed is recorded already");
    Ok(())
}

pub(super) fn rules_amended(case: &Case<'_>, e: &RulesAmended) -> Checked {
    step(case)?;
    ensure!(!case.steps.first_score_given, "after the first score");
    case.ensure_needed_reason(&e.reason)?;
    sound(&e.rules)?;
    match changed(&case.rules, &e.rules) {
        Some(what) => Err(format!("{what} cannot change once the marathon is open")),
        None => Ok(()),
    }
}

/// The first rule that differs, of those by which deeds were taken and counted.
fn changed(old: &RuleSet, new: &RuleSet) -> Option<&'static str> {
    let days = |r: &RuleSet| (r.season.starts_on, r.season.ends_on, r.season.utc_offset_minutes);
    let regions = |r: &RuleSet| r.regions.iter().map(|r| (r.code, r.population)).collect::<Vec<_>>();
    let sectors = |r: &RuleSet| r.sectors.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
    let counting = |r: &RuleSet| r.nominations.iter().map(what_counts).collect::<Vec<_>>();
    [
        ("the slug", old.slug == new.slug),
        ("the days of the season", days(old) == days(new)),
        ("what is plausible", old.kinds == new.kinds),
        ("regions", regions(old) == regions(new)),
        ("sectors", sectors(old) == sectors(new)),
        ("what counts in nominations", counting(old) == counting(new)),
    ]
    .into_iter()
    .find(|(_, same)| !same)
    .map(|(what, _)| what)
}

/// A nomination without its titles, jury and numbers of places.
fn what_counts(n: &Nomination) -> Nomination {
    Nomination {
        title: marathon_events::marathon_opened::Titles {
            kk: String::new(),
            ru: String::new(),
            en: String::new(),
        },
        adults_only: false,
        jury: marathon_events::marathon_opened::Jury {
            metric_bps: marathon_events::BasisPoints(0),
            jury_bps: marathon_events::BasisPoints(0),
            quorum: 0,
            criteria: Vec::new(),
        },
        winners: 0,
        shortlist_size: 0,
        tie_breaks: Vec::new(),
        ..n.clone()
    }
}
