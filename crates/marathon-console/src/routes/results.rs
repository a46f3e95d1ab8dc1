//! Leaderboards, nominations and what stands behind their lines.

use axum::{
    extract::{Query, State},
    response::Response,
};
use marathon_api::Reading;
use marathon_engine::View;
use marathon_events::{EntrantId, EntrantKind, Position, RegionCode, Sector};
use marathon_projections::{
    Views,
    leaderboards::{BoardMetric, BoardStatus},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{Console, In, at_of, html, missing, reading, seasons};
use crate::{
    BoardChoice, Error, Language, adapter, links, render_board_why, render_nominations, render_ranking,
    render_ranking_why,
};

/// The filters of a board in an address. A form sends what was left open as nothing.
#[derive(Deserialize)]
pub(super) struct Filters {
    status: Option<String>,
    entrant_kind: Option<String>,
    region: Option<String>,
    sector: Option<String>,
    silver: Option<String>,
    pub(super) after: Option<String>,
    pub(super) at: Option<String>,
}

/// Where a page goes on.
#[derive(Deserialize)]
pub(super) struct Place {
    after: Option<String>,
    at: Option<String>,
}

impl Filters {
    /// The board that is asked for; `None` if a filter says something no board has.
    pub(super) fn choice(&self, metric: &str) -> Option<BoardChoice> {
        let statuses = [BoardStatus::Verified, BoardStatus::Claimed];
        let status = |name: &str| statuses.into_iter().find(|status| links::status_name(*status) == name);
        Some(BoardChoice {
            metric: BoardMetric::from_name(metric)?,
            status: read(self.status.as_deref(), status)?.unwrap_or(BoardStatus::Verified),
            entrant_kind: read(self.entrant_kind.as_deref(), EntrantKind::from_name)?,
            region: read(self.region.as_deref(), RegionCode::parse)?,
            sector: read(self.sector.as_deref(), |id| Some(Sector(id.into())))?,
            silver: read(self.silver.as_deref(), |text| (text == "true").then_some(true))?.unwrap_or(false),
        })
    }
}

/// What a parameter says: `Some(None)` if nothing, `None` if something it cannot.
pub(super) fn read<T>(text: Option<&str>, parse: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    match text.filter(|text| !text.is_empty()) {
        None => Some(None),
        Some(text) => parse(text).map(Some),
    }
}

pub(super) fn entrant(text: &str) -> Option<EntrantId> {
    Uuid::try_parse(text).ok().map(EntrantId)
}

fn position(text: &str) -> Option<Position> {
    text.parse().ok().map(Position)
}

pub(super) async fn board_why(
    State(console): State<Console>,
    In((language, slug, metric, id)): In<(Language, String, String, String)>,
    Query(filters): Query<Filters>,
) -> Response {
    let asked = filters.choice(&metric).zip(entrant(&id)).zip(read(filters.after.as_deref(), position));
    let Some(((choice, id), after)) = asked else { return missing(&console, language) };
    let look = move |view: &View<Views>, at| {
        let mut found = adapter::boards::why(view, choice, id, after)?;
        found.season.at = at;
        Some(found)
    };
    show(console, language, slug, filters.at, look, render_board_why).await
}

pub(super) async fn nominations(
    State(console): State<Console>,
    In((language, slug)): In<(Language, String)>,
    Query(place): Query<Place>,
) -> Response {
    let seasons = seasons(&console.app);
    let look = move |view: &View<Views>, at| {
        let mut found = adapter::dashboard(view, seasons)?;
        found.season.at = at;
        Some(found)
    };
    show(console, language, slug, place.at, look, render_nominations).await
}

pub(super) async fn ranking(
    State(console): State<Console>,
    In((language, slug, id)): In<(Language, String, String)>,
    Query(place): Query<Place>,
) -> Response {
    let Some(after) = read(place.after.as_deref(), entrant) else { return missing(&console, language) };
    let look = move |view: &View<Views>, at| {
        let mut found = adapter::rankings::ranking(view, &id, after)?;
        found.season.at = at;
        Some(found)
    };
    show(console, language, slug, place.at, look, render_ranking).await
}

pub(super) async fn ranking_why(
    State(console): State<Console>,
    In((language, slug, nomination, id)): In<(Language, String, String, String)>,
    Query(place): Query<Place>,
) -> Response {
    let asked = entrant(&id).zip(read(place.after.as_deref(), position));
    let Some((id, after)) = asked else { return missing(&console, language) };
    let look = move |view: &View<Views>, at| {
        let mut found = adapter::rankings::why(view, &nomination, id, after)?;
        found.season.at = at;
        Some(found)
    };
    show(console, language, slug, place.at, look, render_ranking_why).await
}

/// Looks at a marathon as it stands, or as it stood at a moment, and renders what was found. On a thread of its own: a
/// region may have millions of deeds.
async fn show<T: Send + 'static>(
    console: Console,
    language: Language,
    slug: String,
    at: Option<String>,
    look: impl FnOnce(&View<Views>, Option<Position>) -> Option<T> + Send + 'static,
    render: fn(&T, Language) -> Result<String, Error>,
) -> Response {
    let Some(reading) = reading(&console, &slug, at.as_deref()).await else {
        return missing(&console, language);
    };
    let is_past = matches!(reading, Reading::Then(_));
    let looked = move || reading.look(|view| look(view, at_of(view).filter(|_| is_past)));
    match tokio::task::spawn_blocking(looked).await.ok().flatten() {
        Some(found) => html(language, render(&found, language)),
        None => missing(&console, language),
    }
}
