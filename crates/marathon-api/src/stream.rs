//! Live events (server-sent events). A stream begins anywhere in the history, catches up, and follows; each
//! message carries its position, so that a broken connection goes on exactly where it broke.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use marathon_engine::{CommittedEvent, EngineError, Feed, FeedRead};
use marathon_events::Position;
use marathon_log::{EventLog, Stored};
use tokio::{
    sync::{Semaphore, SemaphorePermit, watch},
    task::spawn_blocking,
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use crate::{
    App, Marathon, Problem,
    accept::EventFormat,
    event_line::EventLine,
    log_reader::{PIECE_BYTES, Selection, Writer, next_piece},
    reading::damaged,
};

/// Streams open at the same time; one more is turned away.
const STREAMS_MAX: usize = 4_096;
/// A stream that has nothing to say says so this often, so that nobody in between takes it for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// What a stream begins with: how long a browser waits before it connects again.
const PREAMBLE: &[u8] = b"retry: 1000\n\n";
const NOTHING_NEW: &[u8] = b": nothing new\n\n";
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

static STREAMS: Semaphore = Semaphore::const_new(STREAMS_MAX);

/// Answers with a stream of what is wanted, past events first.
pub(crate) async fn live(
    app: &App,
    marathon: &Marathon,
    wanted: Selection,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let from = match last_event_id(headers)? {
        Some(last) => after(marathon, last).await?,
        None => wanted.from,
    };
    let place = STREAMS.try_acquire().map_err(|_| Problem::later("too-many-streams"))?;
    let live = Live {
        feed: Arc::clone(marathon.feed()),
        log: Arc::clone(marathon.log()),
        head: marathon.feed().subscribe(),
        wanted: Selection { from, ..wanted },
        write: Arc::new(message),
        stopping: app.stopping.clone(),
        silent_since: Instant::now(),
        step: Step::Begin,
        _place: place,
    };
    let body = stream::unfold(live, |mut live| async move {
        let chunk = live.next().await?;
        Some((chunk, live))
    });
    let mut response = Body::from_stream(body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(EventFormat::Stream.media_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
    Ok(response)
}

fn message(event: &EventLine<'_>, out: &mut Vec<u8>) {
    event.write_message(out);
}

/// The last event that was seen on a stream that broke.
fn last_event_id(headers: &HeaderMap) -> Result<Option<Position>, Problem> {
    let Some(id) = headers.get(LAST_EVENT_ID) else { return Ok(None) };
    let text = id.to_str().unwrap_or_default().trim();
    if text.is_empty() {
        return Ok(None);
    }
    let is_number = text.bytes().all(|b| b.is_ascii_digit());
    let last = text.parse::<u64>().ok().filter(|_| is_number);
    last.map(|last| Some(Position(last))).ok_or_else(|| Problem::bad_request("last-event-id-malformed"))
}

/// Where a stream that broke goes on. What was seen at another node may not have come here yet: the log knows it. A
/// position that is not in the history was seen in another one: waiting for it would pass over events.
async fn after(marathon: &Marathon, last: Position) -> Result<Position, Problem> {
    let mut next = marathon.feed().next();
    if last >= next {
        let log = Arc::clone(marathon.log());
        let read = spawn_blocking(move || log.next()).await.map_err(|_| Problem::internal())?;
        next = read.map_err(|e| damaged(&e.into()))?;
    }
    if last >= next {
        return Err(Problem::not_found("position-unknown").with("position", last.0).with("next", next));
    }
    Ok(last.next())
}

/// A stream on its way.
struct Live {
    feed: Arc<Feed>,
    log: Arc<dyn EventLog>,
    head: watch::Receiver<Position>,
    wanted: Selection,
    write: Writer,
    stopping: CancellationToken,
    silent_since: Instant,
    step: Step,
    _place: SemaphorePermit<'static>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Begin,
    Follow,
    End,
}

impl Live {
    /// The next messages; `None` at the end. After an error there is nothing more.
    async fn next(&mut self) -> Option<Result<Bytes, EngineError>> {
        match self.step {
            Step::End => return None,
            Step::Begin => {
                self.step = Step::Follow;
                return Some(Ok(Bytes::from_static(PREAMBLE)));
            }
            Step::Follow => {}
        }
        let chunk = self.follow().await;
        match &chunk {
            Some(Ok(_)) => self.silent_since = Instant::now(),
            Some(Err(error)) => {
                tracing::error!(%error, "a stream of events was cut off");
                self.step = Step::End;
            }
            None => self.step = Step::End,
        }
        chunk
    }

    async fn follow(&mut self) -> Option<Result<Bytes, EngineError>> {
        loop {
            if self.stopping.is_cancelled() || self.wanted.left == 0 {
                return None;
            }
            // Where nothing of what happens is wanted, there is much to do and still nothing to say.
            if self.silent_since.elapsed() >= KEEP_ALIVE {
                return Some(Ok(Bytes::from_static(NOTHING_NEW)));
            }
            let mut bytes = Vec::new();
            match self.feed.read(self.wanted.from) {
                FeedRead::Batches(batches) => {
                    let events = batches.iter().flat_map(|batch| &batch.events);
                    if let Err(error) = self.take(events, &mut bytes) {
                        return Some(Err(error));
                    }
                }
                FeedRead::TooOld => {
                    let wanted = Selection { until: self.feed.next(), ..self.wanted };
                    match next_piece(Arc::clone(&self.log), wanted, Arc::clone(&self.write)).await {
                        Ok(piece) => {
                            self.wanted = piece.rest;
                            bytes = piece.bytes;
                        }
                        Err(error) => return Some(Err(error)),
                    }
                }
                FeedRead::UpToDate => {
                    let from = self.wanted.from;
                    tokio::select! {
                        () = self.stopping.cancelled() => return None,
                        () = tokio::time::sleep_until(self.silent_since + KEEP_ALIVE) => {}
                        arrived = self.head.wait_for(|next| *next > from) => {
                            // Without a sender the marathon is no more.
                            arrived.ok()?;
                        }
                    }
                }
            }
            if !bytes.is_empty() {
                return Some(Ok(bytes.into()));
            }
        }
    }

    /// Takes events out of memory, as many as fit a piece.
    fn take<'a>(
        &mut self,
        events: impl Iterator<Item = &'a CommittedEvent>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), EngineError> {
        for event in events {
            let recorded = &event.recorded;
            if recorded.position < self.wanted.from {
                continue;
            }
            if self.wanted.left == 0 || bytes.len() >= PIECE_BYTES {
                break;
            }
            let row = Stored {
                position: recorded.position,
                stream: recorded.stream,
                revision: recorded.revision,
                entry: &event.entry,
                leaf_hash: event.leaf_hash,
                command: None,
            };
            self.wanted.take(&row, &self.write, bytes)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(id: &'static str) -> Result<Option<Position>, &'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(LAST_EVENT_ID, HeaderValue::from_static(id));
        last_event_id(&headers).map_err(|problem| problem.code)
    }

    #[test]
    fn the_last_event_seen_is_a_whole_number() {
        assert_eq!(last("9"), Ok(Some(Position(9))));
        assert_eq!(last(" 18446744073709551615 "), Ok(Some(Position(u64::MAX))));
        assert_eq!(last(""), Ok(None));
        assert_eq!(last_event_id(&HeaderMap::new()).ok(), Some(None));
        for id in ["-1", "+1", "1.0", "x", "99999999999999999999"] {
            assert_eq!(last(id), Err("last-event-id-malformed"), "{id}");
        }
    }
}
