//! How far each projection is, in the memory of this process and in tables.

use std::time::Duration;

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, Uri, header},
    response::Response,
};
use marathon_log::tables::BuildStatus;
use marathon_projections::PROJECTIONS;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    App, Marathon, Problem,
    problem::ProblemDocument,
    query::{InPath, Query},
    reading::json,
};

/// A store that does not list its tables within this time is not available.
const LIST_WAIT_MAX: Duration = Duration::from_secs(2);

/// How far each projection of a marathon is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Progress {
    /// Position of the last event of the history; `null` before the first.
    head: Option<u64>,
    /// Those that answer questions, in the memory of the process that answers.
    views: Vec<ViewProgress>,
    /// Those that are kept in tables for other tools; none where the store keeps no tables.
    tables: Vec<TableProgress>,
}

/// A projection in memory.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ViewProgress {
    /// Its name.
    projection: &'static str,
    /// Its version.
    version: u32,
    /// Position of the last event in it; `null` before the first.
    position: Option<u64>,
    /// Events of the history that are not in it yet.
    lag: u64,
    /// Events in it.
    applied: u64,
}

/// A build of a projection in a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableProgress {
    /// The marathon.
    pub marathon: String,
    /// The name of the projection.
    pub projection: String,
    /// Its version.
    pub version: u32,
    /// The number of the build.
    pub build: u32,
    /// Whether readers of the table see it.
    pub active: bool,
    /// `running`, `building`, `waiting`, `paused` or `stopped`.
    pub state: &'static str,
    /// Position of the last event in its rows; `null` before the first.
    pub position: Option<u64>,
    /// Position of the last event of the history; `null` before the first.
    pub head: Option<u64>,
    /// Events of the history that are not in its rows yet.
    pub lag: u64,
    /// Events in its rows.
    pub applied: u64,
    /// The digest last made, and the position it was made at.
    pub digest: Option<DigestThen>,
    /// Events passed over that nobody has looked at.
    pub dead_letters: u64,
    /// Events passed over on an operator's word.
    pub discarded: u64,
    /// Position of the event it stopped at.
    pub stopped_at: Option<u64>,
    /// Why it stopped.
    pub stopped_why: Option<String>,
    /// The process that keeps it.
    pub owner: Option<String>,
    /// Events a second, as that process last measured it.
    pub events_per_second: f32,
    /// Seconds until it has caught up at this rate; `null` where nothing moves.
    pub seconds_left: Option<u64>,
}

/// A digest of a moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct DigestThen {
    /// Position of the last event included.
    pub position: Option<u64>,
    /// Hex of SHA-256 over the canonical state of the projection.
    pub digest: String,
}

impl From<&BuildStatus> for TableProgress {
    fn from(build: &BuildStatus) -> Self {
        Self {
            marathon: build.log.clone(),
            projection: build.projection.clone(),
            version: build.version,
            build: build.build,
            active: build.active,
            state: build.state.name(),
            position: build.next.0.checked_sub(1),
            head: build.head.0.checked_sub(1),
            lag: build.lag(),
            applied: build.applied,
            digest: build.digest.map(|(next, digest)| DigestThen {
                position: next.0.checked_sub(1),
                digest: const_hex::encode(digest),
            }),
            dead_letters: build.dead_letters,
            discarded: build.discarded,
            stopped_at: build.stopped_at.map(|at| at.0),
            stopped_why: build.stopped_why.clone(),
            owner: build.owner.clone(),
            events_per_second: build.rate,
            seconds_left: build.time_left().map(|left| left.as_secs()),
        }
    }
}

/// See how far each projection is, and how long those that are being built still take.
#[utoipa::path(get, path = "/v1/marathons/{slug}/projections", tag = "operation",
    params(("slug" = String, Path, description = "The marathon")),
    responses((status = 200, body = Progress),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn projections(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    Query::of(&uri).finish()?;
    let tables = tables(&app, &slug).await?;
    // The views first: in the other order they might seem to be ahead of the head.
    let next = marathon.visible_next().0;
    let head = head(&marathon, &tables);
    let views = PROJECTIONS.map(|(projection, version)| ViewProgress {
        projection,
        version,
        position: next.checked_sub(1),
        lag: head.saturating_sub(next),
        applied: next,
    });
    let body = Progress { head: head.checked_sub(1), views: views.into(), tables };
    let mut response = json(StatusCode::OK, &body);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The position the log gives next, as far as anybody here has heard.
fn head(marathon: &Marathon, tables: &[TableProgress]) -> u64 {
    let heard = tables.iter().filter_map(|table| table.head).max().map_or(0, |head| head + 1);
    marathon.feed().next().0.max(heard)
}

async fn tables(app: &App, slug: &str) -> Result<Vec<TableProgress>, Problem> {
    let Some(tables) = app.site.store().tables() else { return Ok(Vec::new()) };
    let listed = tokio::task::spawn_blocking(move || tables.list());
    let listed = match tokio::time::timeout(LIST_WAIT_MAX, listed).await {
        Ok(listed) => listed.map_err(|_| Problem::internal())?,
        Err(_) => return Err(Problem::later("store-unavailable")),
    };
    let listed = listed.map_err(|error| {
        tracing::warn!(%error, "tables of read models cannot be listed");
        Problem::later("store-unavailable")
    })?;
    Ok(listed.iter().filter(|build| build.log == slug).map(Into::into).collect())
}
