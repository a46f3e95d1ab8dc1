//! Leaderboards, with the places of whoever looks, and as a table for other programs.

use axum::{
    extract::{Query, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use marathon_api::Reading;

use super::{
    Console, In, at_of,
    desk::Visit,
    html, missing, reading,
    results::{Filters, entrant, read},
};
use crate::{Language, adapter, csv, render_board};

/// Own lines that are pinned.
const MINE_MAX: usize = 5;
/// Lines of a table; who wants more asks the API, page by page.
const CSV_LINES_MAX: usize = 100_000;

type OfBoard = In<(Language, String, String)>;

pub(super) async fn board(
    State(console): State<Console>,
    In((language, slug, metric)): OfBoard,
    Query(filters): Query<Filters>,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let nowhere = || missing(&visit.console, language);
    let asked = filters.choice(&metric).zip(read(filters.after.as_deref(), entrant));
    let (choice, after) = asked.ok_or_else(nowhere)?;
    let me = visit.ask(Method::GET, "/v1/me", None).await;
    let mut mine = adapter::desk::entrants(&visit.marathon, &me.body);
    mine.truncate(MINE_MAX);
    let reading = reading(&visit.console, &visit.slug, filters.at.as_deref()).await.ok_or_else(nowhere)?;
    let is_past = matches!(reading, Reading::Then(_));
    let look = move || {
        reading.look(|view| {
            let mut board = adapter::boards::board(view, choice, after)?;
            board.season.at = at_of(view).filter(|_| is_past);
            board.mine = adapter::boards::lines_of(view, &board.choice, &mine);
            Some(board)
        })
    };
    let board = tokio::task::spawn_blocking(look).await.ok().flatten().ok_or_else(nowhere)?;
    let rendered = render_board(&board, language);
    Ok(match me.status.is_success() {
        true => visit.page(StatusCode::OK, rendered),
        false => html(language, rendered),
    })
}

/// The whole board as CSV (RFC 4180).
pub(super) async fn table(
    State(console): State<Console>,
    In((language, slug, metric)): OfBoard,
    Query(filters): Query<Filters>,
) -> Result<Response, Response> {
    let nowhere = || missing(&console, language);
    let choice = filters.choice(&metric).ok_or_else(nowhere)?;
    let reading = reading(&console, &slug, filters.at.as_deref()).await.ok_or_else(nowhere)?;
    let look = move || {
        let lines = reading.look(|view| adapter::boards::first(view, &choice, CSV_LINES_MAX))?;
        Some(csv::board(&lines, &metric, language))
    };
    let text = tokio::task::spawn_blocking(look).await.ok().flatten().ok_or_else(nowhere)?;
    let name = format!("attachment; filename=\"{slug}-board.csv\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(|_| nowhere())?),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    Ok((headers, text).into_response())
}
