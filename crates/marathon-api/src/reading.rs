//! Reading views: the present one, one that has a write in it, or one of the past.

use std::{sync::Arc, time::Duration};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use marathon_engine::{AsOf, EngineError, View};
use marathon_events::{Position, Timestamp};
use marathon_projections::Views;
use serde::Serialize;
use tokio::sync::Semaphore;

use crate::{Marathon, Problem, problem::FieldError};

/// A reader waits this long for a write to become visible.
const VISIBLE_WAIT_MAX: Duration = Duration::from_secs(5);
/// A reader of the past waits this long for its turn to fold it.
const PAST_WAIT_MAX: Duration = Duration::from_secs(30);
/// Pasts that are folded or waited for at once; one more is turned away.
const PAST_READERS_MAX: usize = 8;

static PAST_READERS: Semaphore = Semaphore::const_new(PAST_READERS_MAX);

/// Which moment a reader wants.
#[derive(Clone, Debug, Default)]
pub struct When {
    /// A position, or a time.
    pub at: Option<String>,
    /// A position that must be in it.
    pub at_least: Option<u64>,
}

/// A view to read from.
pub enum Reading {
    /// The present one.
    Now(Arc<Marathon>),
    /// One of the past.
    Then(Arc<View<Views>>),
}

/// The last event an answer includes.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AsOfShape {
    /// Position of the last event included; `null` before the first.
    pub(crate) position: Option<u64>,
    /// When it was recorded.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub(crate) time: Option<Timestamp>,
}

impl From<Option<AsOf>> for AsOfShape {
    fn from(as_of: Option<AsOf>) -> Self {
        Self { position: as_of.map(|a| a.position.0), time: as_of.map(|a| a.time) }
    }
}

impl Reading {
    /// The view a reader asks for.
    ///
    /// # Errors
    /// A problem if there is no such moment, it takes too long to fold, or too many fold at once.
    pub async fn of(marathon: &Arc<Marathon>, when: &When) -> Result<Self, Problem> {
        if let Some(wanted) = when.at_least {
            let wait = marathon.wait_visible(Position(wanted), VISIBLE_WAIT_MAX).await;
            wait.map_err(|_| Problem::later("not-visible-yet").with("position", wanted))?;
        }
        let Some(at) = &when.at else { return Ok(Self::Now(Arc::clone(marathon))) };
        let moment = Moment::parse(at)
            .ok_or_else(|| Problem::malformed(vec![FieldError::new("at", "not-a-moment")]))?;
        let _reader =
            PAST_READERS.try_acquire().map_err(|_| Problem::later("too-many-readers-of-the-past"))?;
        let marathon = Arc::clone(marathon);
        let folded = tokio::task::spawn_blocking(move || moment.view(&marathon));
        match tokio::time::timeout(PAST_WAIT_MAX, folded).await {
            Ok(Ok(view)) => Ok(Self::Then(view?)),
            Ok(Err(_)) => Err(Problem::internal()),
            Err(_) => Err(Problem::later("past-takes-long")),
        }
    }

    /// Looks at the view.
    pub fn look<T>(&self, look: impl FnOnce(&View<Views>) -> T) -> T {
        match self {
            Self::Now(marathon) => marathon.read(look),
            Self::Then(view) => look(view),
        }
    }
}

/// A moment of a history.
#[derive(Clone, Copy, Debug)]
enum Moment {
    Position(u64),
    Time(Timestamp),
}

impl Moment {
    fn parse(text: &str) -> Option<Self> {
        // A `+` in a query is a space to those who decode it as a form.
        let time = || Timestamp::parse_rfc3339(&text.replace(' ', "+"));
        text.parse().map(Self::Position).ok().or_else(|| time().map(Self::Time))
    }

    fn view(self, marathon: &Marathon) -> Result<Arc<View<Views>>, Problem> {
        let until = match self {
            Self::Position(p) => {
                let next = marathon.feed().next();
                if p >= next.0 {
                    return Err(Problem::not_found("position-unknown")
                        .with("position", p)
                        .with("next", next));
                }
                Position(p + 1)
            }
            Self::Time(t) => marathon.position_at(t).map_err(|e| damaged(&e))?,
        };
        marathon.view_before(until).map_err(|e| damaged(&e))
    }
}

pub(crate) fn damaged(error: &EngineError) -> Problem {
    tracing::error!(%error, "the history could not be read");
    match error.is_damage() {
        true => Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "history-damaged"),
        false => Problem::later("store-unavailable"),
    }
}

/// Answers with JSON, tagged with the position it is of; 304 if the caller has just that.
pub(crate) fn tagged<T: Serialize>(headers: &HeaderMap, as_of: AsOfShape, body: &T) -> Response {
    let tag = as_of.position.map_or_else(|| "\"empty\"".to_owned(), |p| format!("\"{p}\""));
    let has = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let same = has
        .is_some_and(|h| h.split(',').any(|t| t.trim().trim_start_matches("W/") == tag || t.trim() == "*"));
    let mut response =
        if same { StatusCode::NOT_MODIFIED.into_response() } else { json(StatusCode::OK, body) };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Answers with JSON.
pub(crate) fn json<T: Serialize>(status: StatusCode, body: &T) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            Problem::internal().into_response()
        }
    }
}
