//! The history itself: every event, as lines, as batches of CloudEvents, or live.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use futures_util::stream::{self, Stream};
use marathon_engine::EngineError;
use marathon_events::{Position, StreamId, catalogue};
use marathon_log::EventLog;
use std::sync::LazyLock;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::{
    App, Marathon, Problem,
    accept::EventFormat,
    event_line::{CloudEvent, EventLine},
    log_reader::{Piece, Selection, Writer, next_piece},
    problem::{FieldError, ProblemDocument},
    query::{InPath, Query},
    reading::damaged,
    shapes::{varying, with_next},
    stream::live,
};

/// Most events a caller can ask for at once. Without a limit, lines go on to the end of the history.
const EVENTS_MAX: usize = 10_000;
/// Events of a batch of CloudEvents, unless the caller asks for more or fewer.
const BATCH_EVENTS_DEFAULT: u64 = 100;
/// Most events of a batch, which is put together in memory.
const BATCH_EVENTS_MAX: usize = 1_000;

/// Every type of event there is, with itself, as [`Query::word`] takes them.
static EVENT_NAMES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let mut names: Vec<_> = catalogue::schemas().iter().map(|(name, ..)| (*name, *name)).collect();
    names.dedup();
    names
});

/// Read the history: everything that ever happened, in order.
///
/// Without `limit`, lines go on to the present end of the history; a stream goes on for ever. Where a limit cuts
/// lines or a batch off, the `Link` header says where the rest is.
#[utoipa::path(get, path = "/v1/marathons/{slug}/events", tag = "history",
    params(("slug" = String, Path, description = "The marathon"),
        ("from" = Option<u64>, Query, description = "First position; 0 by default"),
        ("limit" = Option<u64>, Query, description = "Events, 1 to 10000; a batch of CloudEvents has 1 to 1000, 100 by default"),
        ("type" = Option<String>, Query, description = "Only events of this type"),
        ("stream" = Option<Uuid>, Query, description = "Only events of this deed, entrant or marathon"),
        ("Last-Event-ID" = Option<u64>, Header, description = "A stream goes on after this position, whatever `from` says"),
        ("Accept" = Option<String>, Header, description = "`application/x-ndjson` (default), `text/event-stream` (live) or `application/cloudevents-batch+json`")),
    responses((status = 200, content(
            (EventLine = "application/x-ndjson"),
            (EventLine = "text/event-stream"),
            (Vec<CloudEvent> = "application/cloudevents-batch+json"))),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn events(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let format = EventFormat::accepted(&headers)?;
    let mut query = Query::of(&uri);
    let head = marathon.feed().next();
    let most = if format == EventFormat::CloudEvents { BATCH_EVENTS_MAX } else { EVENTS_MAX };
    let wanted = Selection {
        from: Position(query.whole("from").unwrap_or(0)),
        until: head,
        left: query.limit(most).map_or(u64::MAX, |limit| limit as u64),
        name: query.word("type", &EVENT_NAMES),
        stream: query.parsed("stream", |text| {
            Uuid::try_parse(text).map(StreamId).map_err(|_| FieldError::new("stream", "not-an-id"))
        }),
    };
    query.finish()?;
    let path = format!("/v1/marathons/{slug}/events");
    let response = match format {
        EventFormat::Lines => {
            lines(&marathon, wanted, |from| query.link(&path, "from", &from.to_string())).await?
        }
        EventFormat::CloudEvents => {
            let source = format!("/v1/marathons/{slug}");
            batch(&marathon, wanted, source, |from| query.link(&path, "from", &from.to_string())).await?
        }
        EventFormat::Stream => live(&app, &marathon, wanted, &headers).await?,
    };
    Ok(varying(response, "accept"))
}

fn answer(format: EventFormat, body: Body) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Answers with lines. The first piece is read before the answer begins, so that a store that cannot be read is
/// told as a problem.
async fn lines(
    marathon: &Marathon,
    wanted: Selection,
    link: impl Fn(Position) -> String,
) -> Result<Response, Problem> {
    let write: Writer = Arc::new(|event, out| {
        event.write(out);
        out.push(b'\n');
    });
    let log = Arc::clone(marathon.log());
    let first = next_piece(Arc::clone(&log), wanted, Arc::clone(&write)).await.map_err(|e| damaged(&e))?;
    let end = if first.rest.is_done() {
        Some(first.rest.from)
    } else if wanted.is_whole() {
        Some(Position(wanted.from.0.saturating_add(wanted.left)))
    } else {
        // How far a limit reaches among chosen events shows only when they have been written.
        None
    };
    let next = end.filter(|end| *end < wanted.until).map(link);
    let body = match first.rest.is_done() {
        true => Body::from(first.bytes),
        false => Body::from_stream(pieces(log, first, write)),
    };
    Ok(with_next(answer(EventFormat::Lines, body), next.as_deref()))
}

/// What a body of lines is read from.
enum Source {
    Read(Piece),
    Reading(JoinHandle<Result<Piece, EngineError>>),
    Done,
}

/// The pieces one after another: while one is sent the next is read, and no more. If one cannot be read the stream
/// fails, so that nobody takes half a history for all of it.
fn pieces(
    log: Arc<dyn EventLog>,
    first: Piece,
    write: Writer,
) -> impl Stream<Item = Result<Bytes, EngineError>> {
    stream::unfold(Source::Read(first), move |source| {
        let (log, write) = (Arc::clone(&log), Arc::clone(&write));
        async move {
            let read = match source {
                Source::Done => return None,
                Source::Read(piece) => Ok(piece),
                Source::Reading(piece) => piece.await.unwrap_or(Err(EngineError::NoAnswer)),
            };
            Some(match read {
                Ok(Piece { bytes, rest }) => {
                    let then = match rest.is_done() {
                        true => Source::Done,
                        false => Source::Reading(tokio::spawn(next_piece(log, rest, write))),
                    };
                    (Ok(bytes.into()), then)
                }
                Err(error) => {
                    tracing::error!(%error, "a download of events was cut off");
                    (Err(error), Source::Done)
                }
            })
        }
    })
}

/// Answers with a batch of CloudEvents.
async fn batch(
    marathon: &Marathon,
    wanted: Selection,
    source: String,
    link: impl Fn(Position) -> String,
) -> Result<Response, Problem> {
    let write: Writer = Arc::new(move |event, out| {
        out.push(b',');
        event.write_cloud_event(&source, out);
    });
    let left = if wanted.left == u64::MAX { BATCH_EVENTS_DEFAULT } else { wanted.left };
    let mut rest = Selection { left, ..wanted };
    let mut events = Vec::new();
    while !rest.is_done() {
        let piece = next_piece(Arc::clone(marathon.log()), rest, Arc::clone(&write)).await;
        let piece = piece.map_err(|e| damaged(&e))?;
        events.extend_from_slice(&piece.bytes);
        rest = piece.rest;
    }
    // Every event was written with a comma before it.
    match events.first_mut() {
        Some(comma) => *comma = b'[',
        None => events.push(b'['),
    }
    events.push(b']');
    let next = Some(rest.from).filter(|from| *from < wanted.until).map(link);
    Ok(with_next(answer(EventFormat::CloudEvents, events.into()), next.as_deref()))
}
