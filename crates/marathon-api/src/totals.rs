//! Totals.

use std::ops::RangeInclusive;

use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use marathon_domain::{RegionNo, Rules, SectorNo};
use marathon_events::Day;
use marathon_projections::totals::{Sums, Totals, TotalsFilter};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    App, Problem,
    problem::{FieldError, ProblemDocument},
    query::{InPath, Query},
    reading::{AsOfShape, Reading, tagged},
    shapes::{CountersShape, SumsShape, rules_of},
};

/// Sums over deeds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TotalsShape {
    as_of: AsOfShape,
    /// All deeds that stand, verified or not. Rejected and withdrawn ones are in neither.
    claimed: CountersShape,
    /// Verified deeds.
    verified: CountersShape,
    /// The same sums in parts; only if `by` was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<GroupShape>>,
}

/// A part of the sums.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupShape {
    /// The region's code, the sector's name, the day, or the kind of deed.
    key: String,
    #[serde(flatten)]
    sums: SumsShape,
}

/// What the sums are split by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Region,
    Sector,
    Day,
    Kind,
}

/// Days from the first of the season.
type Days = RangeInclusive<u16>;

/// Sum what was done.
#[utoipa::path(get, path = "/v1/marathons/{slug}/totals", tag = "results",
    params(("slug" = String, Path, description = "The marathon"),
        ("region" = Option<String>, Query, description = "Only deeds done in this region"),
        ("sector" = Option<String>, Query, description = "Only deeds of this sector"),
        ("from" = Option<String>, Query, description = "First day; days before the season count from its first"),
        ("to" = Option<String>, Query, description = "Last day"),
        ("by" = Option<String>, Query, description = "`region`, `sector`, `day` or `kind`: the sums in parts, too"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = TotalsShape),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn totals(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let rules = rules_of(&marathon);
    let mut query = Query::of(&uri);
    let (region, sector) = (query.region(rules.as_ref()), query.sector(rules.as_ref()));
    let (from, to) = (query.day("from"), query.day("to"));
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        query.fail(FieldError::new("to", "ends-before-it-begins"));
    }
    let by = query
        .word("by", &[("region", By::Region), ("sector", By::Sector), ("day", By::Day), ("kind", By::Kind)]);
    let days = rules.as_ref().and_then(|rules| days(rules, from, to));
    if by == Some(By::Kind) && (region.is_some() || sector.is_some() || days.is_some()) {
        query.fail(FieldError::new("by", "kind-takes-no-filter"));
    }
    let when = query.when();
    query.finish()?;
    let filter = TotalsFilter { region, sector, days };
    let body = Reading::of(&marathon, &when).await?.look(|view| {
        let totals = &view.model.totals;
        let Sums { claimed, verified } = totals.sum(&filter);
        let groups = by.zip(rules.as_ref()).map(|(by, rules)| groups(totals, rules, &filter, by));
        TotalsShape { as_of: view.as_of.into(), claimed: claimed.into(), verified: verified.into(), groups }
    });
    Ok(tagged(&headers, body.as_of, &body))
}

/// The days of the season from one day to another; `None` if that is all of it.
fn days(rules: &Rules, from: Option<Day>, to: Option<Day>) -> Option<Days> {
    let season = &rules.set().season;
    let last = season.ends_on.since(season.starts_on);
    let from = from.map_or(0, |day| day.since(season.starts_on).max(0));
    let to = to.map_or(last, |day| day.since(season.starts_on).min(last));
    if from == 0 && to == last {
        return None;
    }
    // Two days outside the season, on the same side of it, have none of its days between them.
    let nothing = RangeInclusive::new(1, 0);
    Some(u16::try_from(from).ok().zip(u16::try_from(to).ok()).map_or(nothing, |(from, to)| from..=to))
}

fn groups(totals: &Totals, rules: &Rules, filter: &TotalsFilter, by: By) -> Vec<GroupShape> {
    let group = |key: String, sums: Sums| GroupShape { key, sums: sums.into() };
    let sum = |filter: TotalsFilter| totals.sum(&filter);
    match by {
        By::Region => (0_u8..)
            .zip(&rules.set().regions)
            .filter(|(no, _)| filter.region.is_none_or(|only| only.0 == *no))
            .map(|(no, region)| {
                let only = TotalsFilter { region: Some(RegionNo(no)), ..filter.clone() };
                group(region.code.to_string(), sum(only))
            })
            .collect(),
        By::Sector => (0_u8..)
            .zip(&rules.set().sectors)
            .filter(|(no, _)| filter.sector.is_none_or(|only| only.0 == *no))
            .map(|(no, sector)| {
                let only = TotalsFilter { sector: Some(SectorNo(no)), ..filter.clone() };
                group(sector.id.to_string(), sum(only))
            })
            .collect(),
        By::Day => {
            let season = &rules.set().season;
            let last = season.ends_on.since(season.starts_on).clamp(0, u16::MAX.into()) as u16;
            let mut days: Vec<_> = filter
                .days
                .clone()
                .unwrap_or(0..=last)
                .map(|day| (day, sum(TotalsFilter { days: Some(day..=day), ..filter.clone() })))
                .collect();
            // Days that have not come yet say nothing.
            let end = days.iter().rposition(|(_, sums)| *sums != Sums::default()).map_or(0, |i| i + 1);
            days.truncate(end);
            let date = |day: u16| season.starts_on.plus(day.into()).to_string();
            days.into_iter().map(|(day, sums)| group(date(day), sums)).collect()
        }
        By::Kind => totals.by_kind().map(|(kind, sums)| group(kind.name().to_owned(), sums)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_outside_the_season_are_cut_off() {
        // The season of 2024 goes from 9 July to 1 December: days 0 to 145.
        let rules = Rules::default_2024();
        let asked = |from: &str, to: &str| days(&rules, Day::parse(from), Day::parse(to));
        assert_eq!(asked("", ""), None);
        assert_eq!(asked("2024-01-01", "2025-01-01"), None);
        assert_eq!(asked("2024-07-09", "2024-07-09"), Some(0..=0));
        assert_eq!(asked("2024-01-01", "2024-07-10"), Some(0..=1));
        assert_eq!(asked("2024-11-30", "2030-01-01"), Some(144..=145));
        assert_eq!(asked("2024-07-10", ""), Some(1..=145));
        for (from, to) in [("2023-01-01", "2023-02-01"), ("2025-01-01", "2025-02-01"), ("9999-12-31", "")] {
            assert!(asked(from, to).is_some_and(|days| days.is_empty()), "{from} to {to}");
        }
    }
}
