//! The marathons of an installation.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use marathon_domain::Rules;
use marathon_engine::View;
use marathon_events::{
    Day, Timestamp,
    marathon_opened::{RuleSet, Titles},
};
use marathon_projections::{Views, totals::TotalsFilter};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    App, Marathon, Problem,
    problem::ProblemDocument,
    query::{InPath, Query},
    reading::{AsOfShape, Reading, json, tagged},
    shapes::SumsShape,
};

/// Every marathon of an installation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarathonList {
    /// By slug.
    marathons: Vec<MarathonShape>,
}

/// A marathon in short.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarathonShape {
    /// Its name in addresses.
    slug: String,
    season: SeasonShape,
    /// `open` while deeds are taken, then `closed`.
    state: &'static str,
    /// Position of the last event of the history; `null` before the first.
    head: Option<u64>,
    /// The last event that is in the sums.
    as_of: AsOfShape,
    /// When it was opened.
    #[schema(value_type = Option<String>, format = "date-time")]
    opened_at: Option<Timestamp>,
    /// How many entered.
    entrants: u64,
    #[serde(flatten)]
    sums: SumsShape,
}

/// When a marathon takes place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SeasonShape {
    /// Its name in Kazakh, Russian and English: `kk`, `ru`, `en`.
    #[schema(value_type = Object)]
    name: Titles,
    /// First day a deed may be done on.
    #[schema(value_type = String, format = "date")]
    starts_on: Day,
    /// Last day a deed may be done on.
    #[schema(value_type = String, format = "date")]
    ends_on: Day,
    /// IANA name of the time zone its days are in.
    time_zone: String,
    /// Offset of that zone from UTC.
    utc_offset_minutes: i32,
}

/// A marathon with its rules.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarathonInFull {
    #[serde(flatten)]
    marathon: MarathonShape,
    /// Every rule, as the marathon was opened with them.
    #[schema(value_type = Object)]
    rules: RuleSet,
    /// Hex of SHA-256 over the canonical JSON of the rules.
    rules_hash: String,
}

/// See which marathons there are.
#[utoipa::path(get, path = "/v1/marathons", tag = "marathons",
    responses((status = 200, body = MarathonList),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn marathons(State(app): State<App>, uri: Uri) -> Result<Response, Problem> {
    Query::of(&uri).finish()?;
    let opened = app.site.all().into_iter().filter_map(|marathon| {
        marathon.read(|view| view.model.rules().map(|rules| short(&marathon, view, rules)))
    });
    Ok(json(StatusCode::OK, &MarathonList { marathons: opened.collect() }))
}

/// See a marathon and its rules.
#[utoipa::path(get, path = "/v1/marathons/{slug}", tag = "marathons",
    params(("slug" = String, Path, description = "The marathon"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = MarathonInFull),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn marathon(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let mut query = Query::of(&uri);
    let when = query.when();
    query.finish()?;
    let body = Reading::of(&marathon, &when).await?.look(|view| {
        let rules = view.model.rules()?;
        Some(MarathonInFull {
            marathon: short(&marathon, view, rules),
            rules: rules.set().clone(),
            rules_hash: const_hex::encode(rules.hash()),
        })
    });
    // Before its first event a marathon was not there.
    let body = body.ok_or_else(|| Problem::not_found("no-such-marathon").with("slug", &slug))?;
    Ok(tagged(&headers, body.marathon.as_of, &body))
}

fn short(marathon: &Marathon, view: &View<Views>, rules: &Rules) -> MarathonShape {
    let book = &view.model.book;
    let season = &rules.set().season;
    MarathonShape {
        slug: marathon.name().to_string(),
        season: SeasonShape {
            name: season.name.clone(),
            starts_on: season.starts_on,
            ends_on: season.ends_on,
            time_zone: season.time_zone.clone(),
            utc_offset_minutes: season.utc_offset_minutes,
        },
        state: if book.intake_closed_at().is_some() { "closed" } else { "open" },
        head: marathon.feed().next().0.checked_sub(1),
        as_of: view.as_of.into(),
        opened_at: book.opened_at(),
        entrants: book.entrants().len() as u64,
        sums: view.model.totals.sum(&TotalsFilter::default()).into(),
    }
}
