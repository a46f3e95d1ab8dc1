//! What makes a rule set sound. Bounds that stand here protect the engine's arithmetic; everything that is a
//! matter of judgement stands in the rule file.

use std::{collections::BTreeSet, fmt};

use marathon_events::{
    DeedKind,
    marathon_opened::{Band, EntrantClass, Jury, Metric, Nomination, RuleSet, TieBreak},
};

/// Regions and sectors are counted in one byte.
const REGIONS_MAX: usize = 200;
const SECTORS_MAX: usize = 60;
const NOMINATIONS_MAX: usize = 64;
const SEASON_DAYS_MAX: i64 = 1_096;
/// A thousand million deeds of this size still sum up in 64 bits.
const AMOUNT_MAX: u64 = 10_000_000_000;
const SLUG_CHARS_MAX: usize = 64;
/// A judge's total stays below 2³⁴.
const CRITERIA_MAX: usize = 100;
const SCORE_MAX: u32 = 10_000;
const WEIGHT_MAX: u32 = 10_000;
/// What separates equal standings is the same everywhere.
const TIE_BREAKS: [TieBreak; 5] = [
    TieBreak::JuryStanding,
    TieBreak::CountedDeeds,
    TieBreak::ActiveDays,
    TieBreak::EarliestCompletion,
    TieBreak::Draw,
];

/// One contradiction in a rule set: where, and what would be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleProblem {
    /// The field, as a path.
    pub at: String,
    /// What is wrong with it, and what would be accepted.
    pub problem: String,
}

impl fmt::Display for RuleProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.problem)
    }
}

struct Problems(Vec<RuleProblem>);

impl Problems {
    fn unless(&mut self, fine: bool, at: impl Into<String>, problem: impl Into<String>) {
        if !fine {
            self.0.push(RuleProblem { at: at.into(), problem: problem.into() });
        }
    }
}

pub(crate) fn check(set: &RuleSet) -> Vec<RuleProblem> {
    let mut p = Problems(Vec::new());
    check_season(set, &mut p);
    check_kinds(set, &mut p);
    check_places(set, &mut p);
    check_unique(set.nominations.iter().map(|n| n.id.as_str()), "nominations", &mut p);
    p.unless(set.nominations.len() <= NOMINATIONS_MAX, "nominations", format!("at most {NOMINATIONS_MAX}"));
    for n in &set.nominations {
        check_nomination(n, set, &mut p);
    }
    p.0
}

fn is_slug(text: &str) -> bool {
    (1..=SLUG_CHARS_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn check_season(set: &RuleSet, p: &mut Problems) {
    p.unless(
        is_slug(&set.slug),
        "slug",
        format!(
            "1 to {SLUG_CHARS_MAX} lower-case letters, digits and hyphens, none at either end, not `{}`",
            set.slug
        ),
    );
    let s = &set.season;
    let days = s.ends_on.since(s.starts_on) + 1;
    p.unless(days >= 1, "season.ends_on", "must not be before season.starts_on");
    p.unless(
        days <= SEASON_DAYS_MAX,
        "season",
        format!("at most {SEASON_DAYS_MAX} days long, this one has {days}"),
    );
    p.unless(
        s.utc_offset_minutes.abs() <= 14 * 60,
        "season.utc_offset_minutes",
        "between -840 and 840, as no zone is further from UTC",
    );
    p.unless(set.limits.changes_per_deed_max <= 60_000, "limits.changes_per_deed_max", "at most 60000");
    p.unless(set.limits.companions_max <= 10_000, "limits.companions_max", "at most 10000");
}

fn check_kinds(set: &RuleSet, p: &mut Problems) {
    for kind in DeedKind::ALL {
        let rules: Vec<_> = set.kinds.iter().filter(|k| k.kind == kind).collect();
        let at = format!("kinds.{}", kind.name());
        p.unless(rules.len() == 1, &at, format!("exactly one entry, found {}", rules.len()));
        for rule in rules {
            let minutes = rule.person_minutes;
            p.unless(
                minutes.is_some() == (kind == DeedKind::GoodDeedDone),
                format!("{at}.person_minutes"),
                "present for good-deed-done, absent for every other kind",
            );
            let bounded = [
                ("people", Some(rule.people), u64::from(u32::MAX)),
                (
                    "amount",
                    Some(rule.amount),
                    if kind == DeedKind::WasteCollected { AMOUNT_MAX } else { u64::from(u32::MAX) },
                ),
                ("person_minutes", minutes, u64::from(u32::MAX)),
            ];
            for (field, limit, max) in bounded {
                let Some(limit) = limit else { continue };
                p.unless(
                    limit.refuse_above <= max,
                    format!("{at}.{field}.refuse_above"),
                    format!("at most {max}"),
                );
                p.unless(
                    (1..=limit.refuse_above).contains(&limit.inspect_above),
                    format!("{at}.{field}.inspect_above"),
                    "between 1 and refuse_above",
                );
            }
        }
    }
}

fn check_places(set: &RuleSet, p: &mut Problems) {
    check_unique(set.regions.iter().map(|r| r.code.as_str()), "regions", p);
    check_unique(set.sectors.iter().map(|s| s.id.0.as_str()), "sectors", p);
    p.unless(
        (1..=REGIONS_MAX).contains(&set.regions.len()),
        "regions",
        format!("between 1 and {REGIONS_MAX}"),
    );
    p.unless(
        (1..=SECTORS_MAX).contains(&set.sectors.len()),
        "sectors",
        format!("between 1 and {SECTORS_MAX}"),
    );
    for r in &set.regions {
        p.unless(
            r.population > 0 && r.population <= AMOUNT_MAX,
            format!("regions.{}.population", r.code),
            "at least 1, because metrics divide by it",
        );
    }
    let cells: BTreeSet<_> = set.regions.iter().map(|r| (r.grid.column, r.grid.row)).collect();
    p.unless(cells.len() == set.regions.len(), "regions.grid", "a tile of its own for each region");
}

fn check_unique<'a>(ids: impl Iterator<Item = &'a str>, at: &str, p: &mut Problems) {
    let mut seen = BTreeSet::new();
    for id in ids {
        p.unless(seen.insert(id), at, format!("`{id}` stands twice"));
        p.unless(is_slug(&id.to_ascii_lowercase()), at, format!("`{id}` is not a short name"));
    }
}

fn check_nomination(n: &Nomination, set: &RuleSet, p: &mut Problems) {
    let at = |field: &str| format!("nominations.{}.{field}", n.id);
    p.unless(!n.entrants.is_empty(), at("entrants"), "at least one kind of entrant");
    for s in &n.sectors {
        p.unless(
            set.sectors.iter().any(|known| known.id == *s),
            at("sectors"),
            format!("`{s}` is not among the sectors"),
        );
    }
    let regions_only = n.entrants == [EntrantClass::Region];
    p.unless(
        regions_only || !n.entrants.contains(&EntrantClass::Region),
        at("entrants"),
        "regions compete with regions alone",
    );
    let needs_members = matches!(n.metric, Metric::PerMember { .. } | Metric::ActiveShare);
    let has_persons = n.entrants.contains(&EntrantClass::Person);
    p.unless(
        !needs_members || !(has_persons || regions_only),
        at("metric"),
        "a metric per member is for teams, organisations and institutions",
    );
    p.unless(
        (n.metric == Metric::Per100k) == regions_only,
        at("metric"),
        "per_100k is the metric of regions, and of nobody else",
    );
    let no_units = matches!(n.metric, Metric::ActiveShare | Metric::Per100k);
    p.unless(
        !no_units || (n.bands.is_empty() && n.per_day_max.is_none()),
        at("bands"),
        "this metric has no bands and no per_day_max",
    );
    p.unless(
        n.metric != Metric::Deeds || n.per_deed_max.is_none(),
        at("per_deed_max"),
        "a deed counts as one",
    );
    for (field, max) in [("per_deed_max", n.per_deed_max), ("per_day_max", n.per_day_max)] {
        p.unless(max != Some(0), at(field), "at least 1, or nothing would count");
    }
    check_jury(&n.jury, &at("jury"), p);
    p.unless(
        n.tie_breaks == TIE_BREAKS,
        at("tie_breaks"),
        "jury-standing, counted-deeds, active-days, earliest-completion, draw, in this order",
    );
    p.unless(n.winners >= 1, at("winners"), "at least 1");
    p.unless(n.shortlist_size >= n.winners, at("shortlist_size"), "at least as many as winners");
    if let Some(w) = n.window {
        let season = &set.season;
        p.unless(
            season.starts_on <= w.from && w.from <= w.to && w.to <= season.ends_on,
            at("window"),
            format!("inside the season, {} to {}", season.starts_on, season.ends_on),
        );
    }
    check_bands(&n.bands, &at("bands"), p);
}

fn check_jury(jury: &Jury, at: &str, p: &mut Problems) {
    let weights = u64::from(jury.metric_bps.0) + u64::from(jury.jury_bps.0);
    p.unless(weights == 10_000, at, "metric_bps and jury_bps make 10000 together");
    let needed = usize::from(jury.jury_bps.0 > 0);
    p.unless(
        (needed..=CRITERIA_MAX).contains(&jury.criteria.len()),
        format!("{at}.criteria"),
        format!("between {needed} and {CRITERIA_MAX}"),
    );
    for criterion in &jury.criteria {
        let bounded =
            [("score_max", criterion.score_max, SCORE_MAX), ("weight", criterion.weight, WEIGHT_MAX)];
        for (field, value, max) in bounded {
            let at = format!("{at}.criteria.{}.{field}", criterion.id);
            p.unless((1..=max).contains(&value), at, format!("between 1 and {max}"));
        }
    }
}

fn check_bands(bands: &[Band], at: &str, p: &mut Problems) {
    let bounds: Vec<_> = bands.iter().map(|b| b.up_to).collect();
    let Some((last, inner)) = bounds.split_last() else { return };
    p.unless(last.is_none(), at, "the last band has no up_to");
    p.unless(inner.iter().all(Option::is_some), at, "every band but the last has an up_to");
    p.unless(inner.is_sorted_by(|a, b| a < b), at, "bounds grow from band to band");
    p.unless(bands.iter().all(|b| b.rate_bps.0 <= 10_000), at, "rates are at most 10000");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rules;
    use marathon_events::RegionCode;

    #[test]
    fn the_shipped_rules_are_sound_and_complete() {
        let set = Rules::default_2024().set().clone();
        assert_eq!(check(&set), []);
        assert_eq!((set.regions.len(), set.nominations.len(), set.sectors.len()), (20, 10, 7));
        assert_eq!(set.nominations.iter().map(|n| n.winners).sum::<u32>(), 20);
    }

    #[test]
    fn each_contradiction_is_named_where_it_stands() {
        type Break = fn(&mut RuleSet);
        let cases: [(&str, Break); 17] = [
            ("slug", |s| s.slug = "Марафон".into()),
            ("season.ends_on", |s| std::mem::swap(&mut s.season.starts_on, &mut s.season.ends_on)),
            ("kinds.trees-planted", |s| s.kinds.retain(|k| k.kind != DeedKind::TreesPlanted)),
            ("kinds.trees-planted.amount.refuse_above", |s| s.kinds[1].amount.refuse_above = u64::MAX),
            ("regions.KZ-10.population", |s| s.regions[0].population = 0),
            ("regions", |s| s.regions[1].code = RegionCode::parse("KZ-10").unwrap()),
            ("nominations.kindest-region.metric", |s| s.nominations[0].metric = Metric::Deeds),
            ("nominations.kind-heart.bands", |s| {
                s.nominations[3].bands.pop();
            }),
            ("nominations.kind-heart.sectors", |s| s.nominations[3].sectors[0].0 = "sport".into()),
            ("nominations.health.jury", |s| s.nominations[4].jury.jury_bps.0 += 1),
            ("nominations.health.shortlist_size", |s| s.nominations[4].shortlist_size = 1),
            ("nominations.health.jury", |s| s.nominations[4].jury.jury_bps.0 = u32::MAX),
            ("nominations.health.jury.criteria", |s| s.nominations[4].jury.criteria.clear()),
            ("nominations.health.jury.criteria.impact.score_max", |s| {
                s.nominations[4].jury.criteria[0].score_max = SCORE_MAX + 1;
            }),
            ("nominations.health.jury.criteria.impact.weight", |s| {
                s.nominations[4].jury.criteria[0].weight = WEIGHT_MAX + 1;
            }),
            ("nominations.health.tie_breaks", |s| s.nominations[4].tie_breaks.swap(0, 4)),
            ("nominations", |s| s.nominations[4].id = "kind-heart".into()),
        ];
        for (at, break_it) in cases {
            let mut set = Rules::default_2024().set().clone();
            break_it(&mut set);
            let problems = check(&set);
            assert!(problems.iter().any(|p| p.at == at), "nothing said about {at}: {problems:?}");
        }
    }
}
