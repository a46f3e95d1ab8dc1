//! Leaderboards.

use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use marathon_domain::Rules;
use marathon_events::EntrantKind;
use marathon_projections::{
    book::Book,
    leaderboards::{BoardEntry, BoardFilter, BoardMetric, BoardPlace, BoardStatus},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App, Problem,
    cursor::AfterValue,
    problem::ProblemDocument,
    query::{InPath, PAGE_ENTRIES_DEFAULT, PAGE_ENTRIES_MAX, Query, shortened},
    reading::{AsOfShape, Reading, When, tagged},
    shapes::{rules_of, with_next},
};

/// Lines shown above and below an entrant.
const NEIGHBOURS_EACH_SIDE: usize = 3;

/// A page of a leaderboard.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoardPage {
    as_of: AsOfShape,
    /// Competition ranking (1, 2, 2, 4); equal values in the order of entrant ids.
    entries: Vec<BoardLine>,
    /// Cursor of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A line of a leaderboard.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoardLine {
    /// Equal values share a rank; the next one is as much lower.
    rank: u64,
    entrant_id: Uuid,
    /// Public name.
    alias: String,
    /// `person`, `team`, `organisation` or `institution`.
    kind: &'static str,
    /// Code of the home region.
    region: String,
    /// How much, in the base unit of the metric.
    value: u64,
}

/// Where one entrant stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoardStandingShape {
    as_of: AsOfShape,
    #[serde(flatten)]
    own: BoardLine,
    /// What is missing to the leader's value.
    gap: u64,
    /// The first line of the board.
    leader: BoardLine,
    /// The lines around the entrant, its own among them.
    neighbours: Vec<BoardLine>,
    /// How many are on the board.
    entrants: u64,
}

/// See who did most.
#[utoipa::path(get, path = "/v1/marathons/{slug}/leaderboards/{metric}", tag = "results",
    params(("slug" = String, Path, description = "The marathon"),
        ("metric" = String, Path, description = "`deeds`, `trees`, `grams`, `animals`, `people_helped` or `person_minutes`"),
        ("status" = Option<String>, Query, description = "`verified` (default) or `claimed`"),
        ("entrant_kind" = Option<String>, Query, description = "`person`, `team`, `organisation` or `institution`; a board of persons credits everybody named on a deed with a share"),
        ("region" = Option<String>, Query, description = "Only entrants at home in this region"),
        ("sector" = Option<String>, Query, description = "Only deeds of this sector"),
        ("silver" = Option<bool>, Query, description = "`true`: only the older (\"silver\") volunteers"),
        ("limit" = Option<u64>, Query, description = "Lines, 1 to 1000; 50 by default"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = BoardPage),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn board(
    State(app): State<App>,
    InPath((slug, metric)): InPath<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let mut query = Query::of(&uri);
    let Asked { filter, when, list } = Asked::of(&mut query, rules_of(&marathon).as_ref(), &metric)?;
    let limit = query.limit(PAGE_ENTRIES_MAX).unwrap_or(PAGE_ENTRIES_DEFAULT);
    let cursor = query.text("cursor");
    query.finish()?;
    let after = cursor.map(|cursor| AfterValue::open(&list, &cursor)).transpose()?;
    let page = Reading::of(&marathon, &when).await?.look(|view| {
        let (book, boards) = (&view.model.book, &view.model.leaderboards);
        let place = after.map(|after| place(book, after)).transpose()?;
        // One line more than asked for tells whether there is another page.
        let mut found = boards.page(book, &filter, place, limit + 1);
        let more = found.len() > limit;
        found.truncate(limit);
        let entries: Vec<_> = found.iter().filter_map(|entry| line(book, entry)).collect();
        let last = entries.last().filter(|_| more);
        let next = last.map(|l| AfterValue { value: l.value, entrant: l.entrant_id }.seal(&list));
        Ok::<_, Problem>(BoardPage { as_of: view.as_of.into(), entries, next })
    })?;
    let path = format!("/v1/marathons/{slug}/leaderboards/{metric}");
    let link = page.next.as_ref().map(|next| query.link(&path, "cursor", next));
    Ok(with_next(tagged(&headers, page.as_of, &page), link.as_deref()))
}

/// See where one entrant stands, and who stands next to it.
#[utoipa::path(get, path = "/v1/marathons/{slug}/leaderboards/{metric}/entrants/{id}", tag = "results",
    params(("slug" = String, Path, description = "The marathon"),
        ("metric" = String, Path, description = "As for the leaderboard"),
        ("id" = Uuid, Path, description = "The entrant"),
        ("status" = Option<String>, Query, description = "As for the leaderboard"),
        ("entrant_kind" = Option<String>, Query, description = "As for the leaderboard"),
        ("region" = Option<String>, Query, description = "As for the leaderboard"),
        ("sector" = Option<String>, Query, description = "As for the leaderboard"),
        ("silver" = Option<bool>, Query, description = "As for the leaderboard"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = BoardStandingShape),
        (status = 404, description = "No such entrant, or it has nothing on this board", body = ProblemDocument, content_type = "application/problem+json"),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn standing(
    State(app): State<App>,
    InPath((slug, metric, id)): InPath<(String, String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let mut query = Query::of(&uri);
    let Asked { filter, when, .. } = Asked::of(&mut query, rules_of(&marathon).as_ref(), &metric)?;
    query.finish()?;
    let body = Reading::of(&marathon, &when).await?.look(|view| {
        let (book, boards) = (&view.model.book, &view.model.leaderboards);
        let entrant = Uuid::try_parse(&id).ok().and_then(|id| book.entrants().find(id));
        let entrant = entrant.ok_or_else(|| no_such_entrant(&id))?;
        let nothing = || Problem::not_found("entrant-not-on-board").with("id", &id);
        let found = boards.neighbours(book, &filter, entrant, NEIGHBOURS_EACH_SIDE).ok_or_else(nothing)?;
        let lines = (line(book, &found.own), line(book, &found.leader));
        let (Some(own), Some(leader)) = lines else { return Err(nothing()) };
        Ok(BoardStandingShape {
            as_of: view.as_of.into(),
            gap: leader.value - own.value,
            own,
            leader,
            neighbours: found.around.iter().filter_map(|entry| line(book, entry)).collect(),
            entrants: found.entrants,
        })
    })?;
    Ok(tagged(&headers, body.as_of, &body))
}

/// The problem that nobody of this id takes part.
pub(crate) fn no_such_entrant(id: &str) -> Problem {
    Problem::not_found("no-such-entrant").with("id", shortened(id))
}

/// What both routes are asked.
struct Asked {
    filter: BoardFilter,
    when: When,
    /// The board and the moment as one text, which cursors carry.
    list: String,
}

impl Asked {
    fn of(query: &mut Query, rules: Option<&Rules>, metric: &str) -> Result<Self, Problem> {
        let metric = BoardMetric::ALL.into_iter().find(|(_, name)| *name == metric).ok_or_else(|| {
            let known = BoardMetric::ALL.map(|(_, name)| name).join(", ");
            Problem::not_found("no-such-metric").with("metric", shortened(metric)).with("known", known)
        })?;
        let statuses = [("verified", BoardStatus::Verified), ("claimed", BoardStatus::Claimed)];
        let filter = BoardFilter {
            metric: metric.0,
            status: query.word("status", &statuses).unwrap_or(BoardStatus::Verified),
            entrant_kind: query.word("entrant_kind", &EntrantKind::ALL.map(|kind| (kind.name(), kind))),
            region: query.region(rules),
            sector: query.sector(rules),
            silver: query.word("silver", &[("true", true), ("false", false)]).unwrap_or(false),
        };
        let when = query.when();
        let status = if filter.status == BoardStatus::Verified { "verified" } else { "claimed" };
        let kind = filter.entrant_kind.map_or("", EntrantKind::name);
        let number = |no: Option<u8>| no.map_or_else(String::new, |no| no.to_string());
        let (region, sector) = (number(filter.region.map(|r| r.0)), number(filter.sector.map(|s| s.0)));
        let at = when.at.as_deref().unwrap_or_default();
        let silver = if filter.silver { "silver" } else { "" };
        let list = format!("board/{}/{status}/{kind}/{region}/{sector}/{silver}/{at}", metric.1);
        Ok(Self { filter, when, list })
    }
}

/// The place in a cursor. Its entrant was on the board, so only a made-up one names somebody unknown.
fn place(book: &Book, AfterValue { value, entrant }: AfterValue) -> Result<BoardPlace, Problem> {
    let entrant = book.entrants().find(entrant).ok_or_else(|| Problem::bad_request("cursor-malformed"))?;
    Ok(BoardPlace { value, entrant })
}

/// A line in words; `None` before the marathon was opened, when nobody is on any board.
fn line(book: &Book, entry: &BoardEntry) -> Option<BoardLine> {
    let entrant = book.entrants().get(entry.entrant);
    let region = book.rules()?.set().regions.get(usize::from(entrant.region.0))?;
    Some(BoardLine {
        rank: entry.rank,
        entrant_id: entrant.id.0,
        alias: entrant.alias.to_owned(),
        kind: entrant.kind.name(),
        region: region.code.to_string(),
        value: entry.value,
    })
}
