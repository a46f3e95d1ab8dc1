//! Why a competitor stands where it stands in a nomination.

use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use marathon_engine::View;
use marathon_events::{Day, EntrantId};
use marathon_projections::{
    Views,
    rankings::{ExplainedDeed, Explanation},
};
use marathon_scoring::{Cut, FULL_RATE_BPS};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App, Language, Problem,
    boards::no_such_entrant,
    cursor::AfterNumber,
    edge::language_of,
    nominations::{RankingLine, find, line},
    problem::ProblemDocument,
    query::{InPath, Query},
    reading::{AsOfShape, Reading, tagged},
    shapes::{FractionShape, rules_of, varying, with_next},
};

/// Deeds of a page, unless the caller asks for more or fewer.
const DEEDS_DEFAULT: usize = 1_000;
/// Most deeds of a page.
const DEEDS_MAX: usize = 10_000;

/// Why a competitor stands where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExplanationShape {
    as_of: AsOfShape,
    /// The nomination.
    nomination: String,
    /// Whether the ranking still changes with every deed.
    provisional: bool,
    #[serde(flatten)]
    entry: RankingLine,
    /// Every deed that counts, by ascending position.
    deeds: Vec<DeedLine>,
    /// Cursor of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What one deed contributes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeedLine {
    deed_id: Uuid,
    /// Where it was logged.
    position: u64,
    #[schema(value_type = String, format = "date")]
    done_on: Day,
    /// The kind of deed.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Units that were done.
    quantity: u64,
    /// Units credited to this competitor.
    credited: u64,
    /// Units left after the caps.
    counted: u64,
    /// What the counted units are worth after the bands.
    worth: FractionShape,
    /// Why it is not all: `share` (a named person's share of a group's deed), `per_deed_max`, `per_day_max`,
    /// `band` (later units of the sum count at a lower rate).
    cuts: Vec<&'static str>,
}

/// See every deed behind a line of a ranking, and how much of it counted.
#[utoipa::path(get, path = "/v1/marathons/{slug}/nominations/{id}/ranking/{entrant_id}", tag = "results",
    params(("slug" = String, Path, description = "The marathon"),
        ("id" = String, Path, description = "The nomination"),
        ("entrant_id" = Uuid, Path, description = "The entrant, or the UUIDv5 of a region"),
        ("limit" = Option<u64>, Query, description = "Deeds, 1 to 10000; 1000 by default"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = ExplanationShape),
        (status = 404, description = "No such nomination or entrant, or nothing of it counts", body = ProblemDocument, content_type = "application/problem+json"),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn explanation(
    State(app): State<App>,
    InPath((slug, id, entrant)): InPath<(String, String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let no = find(rules_of(&marathon).as_ref(), &id)?;
    let mut query = Query::of(&uri);
    let when = query.when();
    let limit = query.limit(DEEDS_MAX).unwrap_or(DEEDS_DEFAULT);
    let cursor = query.text("cursor");
    query.finish()?;
    let list = format!("explanation/{id}/{entrant}/{}", when.at.as_deref().unwrap_or_default());
    let after = cursor.map(|cursor| AfterNumber::open(&list, &cursor)).transpose()?;
    let path = format!("/v1/marathons/{slug}/nominations/{id}/ranking/{entrant}");
    let page = Page { nomination: id, no, entrant, after, limit, list, language: language_of(&headers) };
    let reading = Reading::of(&marathon, &when).await?;
    // A region may have millions of deeds to walk through.
    let walked = tokio::task::spawn_blocking(move || reading.look(|view| page.of(view))).await;
    let body = walked.map_err(|_| Problem::internal())??;
    let link = body.next.as_ref().map(|next| query.link(&path, "cursor", next));
    Ok(varying(with_next(tagged(&headers, body.as_of, &body), link.as_deref()), "accept-language"))
}

/// What is asked.
struct Page {
    nomination: String,
    no: usize,
    entrant: String,
    after: Option<AfterNumber>,
    limit: usize,
    list: String,
    language: Language,
}

impl Page {
    fn of(self, view: &View<Views>) -> Result<ExplanationShape, Problem> {
        let (book, rankings) = (&view.model.book, &view.model.rankings);
        let id = Uuid::try_parse(&self.entrant).ok();
        let found = rankings.nominations().get(self.no).zip(id);
        let competitor = found.and_then(|(nomination, id)| nomination.competitor(EntrantId(id), book));
        let competitor = competitor.ok_or_else(|| no_such_entrant(&self.entrant))?;
        let nothing = || Problem::not_found("entrant-not-ranked").with("id", &self.entrant);
        let Explanation { entry, deeds } = rankings.explain(book, self.no, competitor).ok_or_else(nothing)?;
        let entry = line(view, self.no, &entry, self.language).ok_or_else(nothing)?;
        let start = self
            .after
            .map_or(0, |AfterNumber(last)| deeds.partition_point(|deed| deed.counted.position.0 <= last));
        let shown: Vec<_> = deeds[start..].iter().take(self.limit).map(|d| deed_line(view, d)).collect();
        let more = deeds.len() - start > self.limit;
        let last = shown.last().filter(|_| more);
        let next = last.map(|deed| AfterNumber(deed.position).seal(&self.list));
        Ok(ExplanationShape {
            as_of: view.as_of.into(),
            nomination: self.nomination,
            provisional: true,
            entry,
            deeds: shown,
            next,
        })
    }
}

fn deed_line(view: &View<Views>, ExplainedDeed { deed, counted }: &ExplainedDeed) -> DeedLine {
    let book = &view.model.book;
    DeedLine {
        deed_id: book.deeds().id(deed.no).0,
        position: counted.position.0,
        done_on: counted.done_on,
        kind: deed.kind.name(),
        quantity: counted.quantity,
        credited: counted.credited,
        counted: counted.counted,
        worth: FractionShape { numerator: counted.worth_bps, denominator: FULL_RATE_BPS },
        cuts: counted.cuts.iter().map(|cut| word(*cut)).collect(),
    }
}

fn word(cut: Cut) -> &'static str {
    match cut {
        Cut::Share => "share",
        Cut::PerDeed => "per_deed_max",
        Cut::PerDay => "per_day_max",
        Cut::Band => "band",
    }
}
