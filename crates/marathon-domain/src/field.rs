//! The field: lots, freeze, shortlists; and rules, which may be amended before the first score.

use std::collections::BTreeSet;

use marathon_events::{
    EntrantId, EntrantKind, Event, Position, Seed,
    field_frozen::FieldFrozen,
    marathon_opened::{EntrantClass, Nomination, RuleSet},
    rules_amended::RulesAmended,
    seed_recorded::SeedRecorded,
    seed_source_named::SeedSourceNamed,
    shortlist_drawn::ShortlistDrawn,
};

use crate::{Fact, Refusal, Refusals, Rules, Step, case::Case, checks::Checks};

/// What can be asked about the field.
#[derive(Clone, Debug)]
pub enum FieldAction {
    /// Say where the bytes that draw lots will come from.
    NameSeedSource {
        /// Where anybody finds them, and at which moment they count.
        source: String,
    },
    /// Take the metrics, here and never again.
    Freeze {
        /// Why.
        reason: Option<String>,
    },
    /// Say what the jury of a nomination has to score; computed by the caller from a view at the freeze.
    DrawShortlist {
        /// Which nomination.
        nomination: String,
        /// The entries, higher metrics first.
        entrants: Vec<EntrantId>,
    },
    /// Say which bytes draw lots.
    RecordSeed {
        /// The bytes.
        seed: Seed,
    },
    /// Replace the rules.
    AmendRules {
        /// Every rule from now on.
        rules: Rules,
        /// Why.
        reason: String,
    },
}

pub(crate) fn decide(case: &Case<'_>, action: FieldAction) -> Result<Fact, Refusals> {
    case.lead()?;
    match action {
        FieldAction::NameSeedSource { source } => name_seed_source(case, source),
        FieldAction::Freeze { reason } => freeze(case, reason),
        FieldAction::DrawShortlist { nomination, entrants } => draw_shortlist(case, nomination, entrants),
        FieldAction::RecordSeed { seed } => record_seed(case, seed),
        FieldAction::AmendRules { rules, reason } => amend_rules(case, &rules, reason),
    }
}

fn name_seed_source(case: &Case<'_>, source: String) -> Result<Fact, Refusals> {
    case.only_after(!case.state.takes_deeds(), Step::IntakeClosed)?;
    case.not_yet(case.state.judging.steps.seed_source_named, Step::SeedSourceNamed)?;
    let mut checks = Checks::default();
    checks.refuse(source.trim().is_empty(), || Refusal::Empty { field: "source".into() });
    checks.chars("source", &source, case.rules.limits().reason_chars_max);
    checks.done()?;
    Ok(case.marathon_fact(Event::SeedSourceNamed(SeedSourceNamed { source })))
}

fn freeze(case: &Case<'_>, reason: Option<String>) -> Result<Fact, Refusals> {
    case.only_after(case.state.judging.steps.seed_source_named, Step::SeedSourceNamed)?;
    case.before_freeze()?;
    let mut checks = Checks::default();
    checks.reason(case.rules, reason.as_ref());
    checks.done()?;
    // Everything before this event counts.
    let position = Position(case.position.0.saturating_sub(1));
    Ok(case.marathon_fact(Event::FieldFrozen(FieldFrozen { position, reason })))
}

fn draw_shortlist(case: &Case<'_>, nomination: String, entrants: Vec<EntrantId>) -> Result<Fact, Refusals> {
    let of = case.nomination(&nomination)?;
    let steps = &case.state.judging.steps;
    case.only_after(steps.frozen.is_some(), Step::FieldFrozen)?;
    case.not_yet(steps.judging_closed, Step::JudgingClosed)?;
    let drawn = case.state.judging.entries(&nomination).is_some_and(|e| e.shortlist.is_some());
    case.not_yet(drawn, Step::ShortlistDrawn)?;
    let mut checks = Checks::default();
    let mut seen = BTreeSet::new();
    for &id in &entrants {
        checks.refuse(!seen.insert(id), || Refusal::Repeated { field: "entrants".into(), id });
        check_entry(case, of, id, &mut checks);
    }
    checks.done()?;
    Ok(case
        .nomination_fact(&nomination.clone(), Event::ShortlistDrawn(ShortlistDrawn { nomination, entrants })))
}

/// Whether an entrant may enter a nomination at all.
fn check_entry(case: &Case<'_>, nomination: &Nomination, id: EntrantId, checks: &mut Checks) {
    let field = || "entrants".to_owned();
    let is_region = case.rules.set().regions.iter().any(|region| EntrantId::of_region(region.code) == id);
    let Some(no) = case.state.entrant_no(id.0) else {
        checks.refuse(!is_region, || Refusal::UnknownEntrant { field: field(), id });
        let takes_regions = nomination.entrants.contains(&EntrantClass::Region);
        return checks.refuse(is_region && !takes_regions, || Refusal::WrongEntrantKind { id });
    };
    let class = match case.state.entrant_kind(no) {
        EntrantKind::Person => EntrantClass::Person,
        EntrantKind::Team => EntrantClass::Team,
        EntrantKind::Organisation => EntrantClass::Organisation,
        EntrantKind::Institution => EntrantClass::Institution,
    };
    checks.refuse(!nomination.entrants.contains(&class), || Refusal::WrongEntrantKind { id });
    let too_young = nomination.adults_only && case.state.is_minor(no);
    checks.refuse(too_young, || Refusal::AdultsOnly { field: field(), id });
}

fn record_seed(case: &Case<'_>, seed: Seed) -> Result<Fact, Refusals> {
    let steps = &case.state.judging.steps;
    case.only_after(steps.frozen.is_some(), Step::FieldFrozen)?;
    case.not_yet(steps.seed_recorded, Step::SeedRecorded)?;
    Ok(case.marathon_fact(Event::SeedRecorded(SeedRecorded { seed })))
}

fn amend_rules(case: &Case<'_>, rules: &Rules, reason: String) -> Result<Fact, Refusals> {
    case.not_yet(case.state.judging.steps.first_score_given, Step::FirstScoreGiven)?;
    let mut checks = Checks::default();
    checks.needed_reason(case.rules, &reason);
    if let Some(field) = changed_what_counts(case.rules.set(), rules.set()) {
        checks.refuse(true, || Refusal::RuleStays { field: field.into() });
    }
    checks.done()?;
    let event = RulesAmended { rules: rules.set().clone(), reason };
    Ok(case.marathon_fact(Event::RulesAmended(Box::new(event))))
}

/// The first rule that differs, of those by which everything shown so far was counted.
fn changed_what_counts(old: &RuleSet, new: &RuleSet) -> Option<&'static str> {
    let season = |set: &RuleSet| {
        let season = &set.season;
        (season.starts_on, season.ends_on, season.utc_offset_minutes)
    };
    let regions = |set: &RuleSet| set.regions.iter().map(|r| (r.code, r.population)).collect::<Vec<_>>();
    let sectors = |set: &RuleSet| set.sectors.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
    // Titles, ages, juries and numbers of winners count nothing.
    let counting = |n: &Nomination| {
        let n = n.clone();
        (n.id, n.entrants, n.kinds, n.sectors, n.window, n.metric, n.per_deed_max, n.per_day_max, n.bands)
    };
    let nominations = |set: &RuleSet| set.nominations.iter().map(counting).collect::<Vec<_>>();
    let differs = [
        ("slug", old.slug != new.slug),
        ("season", season(old) != season(new)),
        ("kinds", old.kinds != new.kinds),
        ("regions", regions(old) != regions(new)),
        ("sectors", sectors(old) != sectors(new)),
        ("nominations", nominations(old) != nominations(new)),
    ];
    differs.into_iter().find(|(_, differs)| *differs).map(|(field, _)| field)
}
