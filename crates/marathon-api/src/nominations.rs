//! Nominations: their rules and their provisional rankings.

use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use marathon_engine::View;
use marathon_events::marathon_opened::{Metric, Nomination};
use marathon_projections::{
    Views,
    rankings::{RankingEntry, RankingPlace},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App, Language, Problem,
    cursor::{AfterMetric, AfterNumber},
    edge::language_of,
    problem::ProblemDocument,
    query::{InPath, PAGE_ENTRIES_DEFAULT, PAGE_ENTRIES_MAX, Query, shortened},
    reading::{AsOfShape, Reading, tagged},
    shapes::{FractionShape, rules_of, varying, with_next},
};

/// The nominations of a marathon.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NominationList {
    as_of: AsOfShape,
    /// In the order of the rules.
    nominations: Vec<NominationShape>,
    /// Cursor of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A nomination: its rules, as the marathon was opened with them, and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NominationShape {
    #[serde(flatten)]
    #[schema(value_type = Object)]
    rules: Nomination,
    /// Whether the ranking still changes with every deed.
    provisional: bool,
    /// How many are ranked.
    ranked: u64,
}

/// A page of a ranking.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RankingPage {
    as_of: AsOfShape,
    /// Whether the ranking still changes with every deed.
    provisional: bool,
    /// Competition ranking (1, 2, 2, 4); equal measures in the order of entrant ids.
    entries: Vec<RankingLine>,
    /// Cursor of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A line of a ranking.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RankingLine {
    /// Equal measures share a rank; the next one is as much lower.
    pub(crate) rank: u64,
    /// For a region the UUIDv5 of its code.
    pub(crate) entrant_id: Uuid,
    /// Public name; of a region, its name in the caller's language.
    pub(crate) alias: String,
    /// `person`, `team`, `organisation`, `institution` or `region`.
    pub(crate) kind: &'static str,
    /// Code of the home region, or of the region itself.
    pub(crate) region: String,
    /// The measure, exactly.
    pub(crate) metric: FractionShape,
    /// What the measure was made from.
    pub(crate) inputs: InputsShape,
}

/// What a measure was made from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InputsShape {
    /// Verified deeds that count.
    deeds: u64,
    /// Units of these deeds before any cap.
    units: u64,
    /// Units after the caps for each deed and each day.
    capped_units: u64,
    /// Distinct persons named; where the measure is a share of members.
    #[serde(skip_serializing_if = "Option::is_none")]
    active: Option<u64>,
    /// Members, where the measure divides by them.
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<u64>,
    /// Residents, where the measure divides by them.
    #[serde(skip_serializing_if = "Option::is_none")]
    population: Option<u64>,
}

/// See what is awarded, and by which rules.
#[utoipa::path(get, path = "/v1/marathons/{slug}/nominations", tag = "results",
    params(("slug" = String, Path, description = "The marathon"),
        ("limit" = Option<u64>, Query, description = "Nominations, 1 to 1000; 50 by default"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = NominationList),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn nominations(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let mut query = Query::of(&uri);
    let when = query.when();
    let limit = query.limit(PAGE_ENTRIES_MAX).unwrap_or(PAGE_ENTRIES_DEFAULT);
    let cursor = query.text("cursor");
    query.finish()?;
    let list = format!("nominations/{}", when.at.as_deref().unwrap_or_default());
    let after = cursor.map(|cursor| AfterNumber::open(&list, &cursor)).transpose()?;
    let start =
        after.map_or(0, |AfterNumber(last)| usize::try_from(last).unwrap_or(usize::MAX).saturating_add(1));
    let page = Reading::of(&marathon, &when).await?.look(|view| {
        let all = view.model.rules().map_or(&[][..], |rules| &rules.set().nominations);
        let ranked = |no| view.model.rankings.len(&view.model.book, no);
        let found = all.iter().enumerate().skip(start).take(limit);
        let nominations: Vec<_> = found
            .map(|(no, rules)| NominationShape {
                rules: rules.clone(),
                provisional: true,
                ranked: ranked(no),
            })
            .collect();
        let end = start.saturating_add(nominations.len());
        let next = (end < all.len()).then(|| AfterNumber(end as u64 - 1).seal(&list));
        NominationList { as_of: view.as_of.into(), nominations, next }
    });
    let path = format!("/v1/marathons/{slug}/nominations");
    let link = page.next.as_ref().map(|next| query.link(&path, "cursor", next));
    Ok(with_next(tagged(&headers, page.as_of, &page), link.as_deref()))
}

/// See who leads a nomination, by its measure alone.
#[utoipa::path(get, path = "/v1/marathons/{slug}/nominations/{id}/ranking", tag = "results",
    params(("slug" = String, Path, description = "The marathon"),
        ("id" = String, Path, description = "The nomination"),
        ("limit" = Option<u64>, Query, description = "Lines, 1 to 1000; 50 by default"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = RankingPage),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn ranking(
    State(app): State<App>,
    InPath((slug, id)): InPath<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let no = find(rules_of(&marathon).as_ref(), &id)?;
    let mut query = Query::of(&uri);
    let when = query.when();
    let limit = query.limit(PAGE_ENTRIES_MAX).unwrap_or(PAGE_ENTRIES_DEFAULT);
    let cursor = query.text("cursor");
    query.finish()?;
    let list = format!("ranking/{id}/{}", when.at.as_deref().unwrap_or_default());
    let after = cursor.map(|cursor| AfterMetric::open(&list, &cursor)).transpose()?;
    let language = language_of(&headers);
    let page = Reading::of(&marathon, &when).await?.look(|view| {
        let (book, rankings) = (&view.model.book, &view.model.rankings);
        let place = after.map(|after| place(view, no, after)).transpose()?;
        // One line more than asked for tells whether there is another page. Before the marathon was opened there
        // are no nominations.
        let mut found = match no < rankings.nominations().len() {
            true => rankings.page(book, no, place, limit + 1),
            false => Vec::new(),
        };
        let more = found.len() > limit;
        found.truncate(limit);
        let entries: Vec<_> = found.iter().filter_map(|entry| line(view, no, entry, language)).collect();
        let last = found.last().zip(entries.last()).filter(|_| more);
        let next = last
            .map(|(entry, line)| AfterMetric { metric: entry.metric, entrant: line.entrant_id }.seal(&list));
        Ok::<_, Problem>(RankingPage { as_of: view.as_of.into(), provisional: true, entries, next })
    })?;
    let path = format!("/v1/marathons/{slug}/nominations/{id}/ranking");
    let link = page.next.as_ref().map(|next| query.link(&path, "cursor", next));
    Ok(varying(with_next(tagged(&headers, page.as_of, &page), link.as_deref()), "accept-language"))
}

/// Place of a nomination in the rules.
pub(crate) fn find(rules: Option<&marathon_domain::Rules>, id: &str) -> Result<usize, Problem> {
    let nominations = rules.map_or(&[][..], |rules| &rules.set().nominations);
    nominations.iter().position(|n| n.id == id).ok_or_else(|| {
        let known: Vec<_> = nominations.iter().map(|n| n.id.as_str()).collect();
        Problem::not_found("no-such-nomination").with("id", shortened(id)).with("known", known.join(", "))
    })
}

/// The place in a cursor. Its competitor was ranked, so only a made-up one names somebody unknown.
fn place(view: &View<Views>, no: usize, after: AfterMetric) -> Result<RankingPlace, Problem> {
    let nomination = view.model.rankings.nominations().get(no);
    let id = marathon_events::EntrantId(after.entrant);
    let competitor = nomination.and_then(|n| n.competitor(id, &view.model.book));
    let competitor = competitor.ok_or_else(|| Problem::bad_request("cursor-malformed"))?;
    Ok(RankingPlace { metric: after.metric, competitor })
}

/// A line in words; `None` before the marathon was opened, when nobody is ranked.
pub(crate) fn line(
    view: &View<Views>,
    no: usize,
    entry: &RankingEntry,
    language: Language,
) -> Option<RankingLine> {
    let book = &view.model.book;
    let nomination = view.model.rankings.nominations().get(no)?;
    let regions = &book.rules()?.set().regions;
    let (alias, kind, region) = if nomination.is_of_regions() {
        let region = regions.get(entry.competitor.0 as usize)?;
        (language.of(&region.name), "region", region)
    } else {
        let entrant = book.entrants().get(marathon_projections::book::EntrantNo(entry.competitor.0));
        (entrant.alias, entrant.kind.name(), regions.get(usize::from(entrant.region.0))?)
    };
    let inputs = entry.inputs;
    let metric = nomination.metric();
    let of_members = matches!(metric, Metric::ActiveShare | Metric::PerMember { .. });
    Some(RankingLine {
        rank: entry.rank,
        entrant_id: nomination.id_of(entry.competitor, book).0,
        alias: alias.to_owned(),
        kind,
        region: region.code.to_string(),
        metric: entry.metric.into(),
        inputs: InputsShape {
            deeds: inputs.deeds,
            units: inputs.units,
            capped_units: inputs.capped_units,
            active: (metric == Metric::ActiveShare).then_some(inputs.active),
            members: inputs.divisor.filter(|_| of_members),
            population: inputs.divisor.filter(|_| metric == Metric::Per100k),
        },
    })
}
