//! What changed between two moments, who moved, and because of which events.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use marathon_engine::{EngineError, View, scan_decoded};
use marathon_events::Position;
use marathon_projections::{Between, Difference, difference as compare};

use crate::{
    App, Marathon, Problem,
    problem::{FieldError, ProblemDocument},
    query::{InPath, Query},
    reading::{AsOfShape, Reading, When, damaged, tagged},
};

/// Places of a board that are looked at, unless the caller asks for more or fewer.
const FIRST_DEFAULT: usize = 10;
/// Most places of a board that are looked at.
const FIRST_MAX: usize = 100;
/// Most events between the two moments; `marathon diff` compares what is farther apart.
const EVENTS_MAX: u64 = 200_000;

/// Compare two moments: totals, who moved on the leaderboards and rankings and because of which events, awards.
#[utoipa::path(get, path = "/v1/marathons/{slug}/difference", tag = "history",
    params(("slug" = String, Path, description = "The marathon"),
        ("before" = String, Query, description = "The earlier moment: a position or a time"),
        ("after" = String, Query, description = "The later moment: a position or a time"),
        ("limit" = Option<u64>, Query, description = "Look at so many of the first of every board, 1 to 100; 10 by default")),
    responses((status = 200, body = Object), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn difference(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let mut query = Query::of(&uri);
    let (before, after) = (query.moment("before"), query.moment("after"));
    let first = query.limit(FIRST_MAX).unwrap_or(FIRST_DEFAULT);
    for (name, moment) in [("before", &before), ("after", &after)] {
        if moment.is_none() {
            query.fail(FieldError::new(name, "not-a-moment"));
        }
    }
    query.finish()?;
    let reading = |at| async { Reading::of(&marathon, &When { at, at_least: None }).await };
    let (before, after) = (reading(before).await?, reading(after).await?);
    let moment = AsOfShape::from(after.look(|view| view.as_of));
    let compared = tokio::task::spawn_blocking(move || between(&marathon, &before, &after, first));
    let body = compared.await.map_err(|_| Problem::internal())??;
    Ok(tagged(&headers, moment, &body))
}

fn between(
    marathon: &Arc<Marathon>,
    before: &Reading,
    after: &Reading,
    first: usize,
) -> Result<Difference, Problem> {
    let (from, until) = (before.look(View::next), after.look(View::next));
    let apart = until.0.checked_sub(from.0);
    let Some(apart) = apart else {
        return Err(Problem::malformed(vec![FieldError::new("before", "later-moment-first")]));
    };
    if apart > EVENTS_MAX {
        let far = FieldError::new("before", "moments-too-far-apart").with("events", apart);
        return Err(Problem::malformed(vec![far.with("max", EVENTS_MAX)]));
    }
    let events = events(marathon, from, until).map_err(|error| damaged(&error))?;
    Ok(before.look(|before| after.look(|after| compare(before, after, &events, first))))
}

fn events(marathon: &Marathon, from: Position, until: Position) -> Result<Between, EngineError> {
    let mut between = Between::default();
    scan_decoded(&**marathon.log(), from, until, |chunk| {
        chunk.iter().for_each(|decoded| between.take(&decoded.recorded));
    })?;
    Ok(between)
}
