//! What is logged of a request, and the id that tells its lines from those of others.

use std::{
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use tracing::Span;

/// Who asks may give the id; the answer carries it in any case.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Characters of an id that is taken from the caller. A longer one, or one that is more than letters, digits and
/// `.`, `_`, `-`, is replaced: it goes into log lines.
const ID_CHARS_MAX: usize = 64;
/// A node that has no room answers 503 thousands of times a second, and says so once in this time.
const NO_ROOM_AGAIN: Duration = Duration::from_secs(1);

/// The caller's id, or one of our own: unlike that of any other request of any other process.
pub(crate) fn id(headers: &HeaderMap) -> HeaderValue {
    static PROCESS: LazyLock<u64> = LazyLock::new(|| uuid::Uuid::new_v4().as_u64_pair().0);
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let fine = |c: &u8| c.is_ascii_alphanumeric() || b"._-".contains(c);
    let given = headers.get(&REQUEST_ID);
    let given =
        given.filter(|v| (1..=ID_CHARS_MAX).contains(&v.len()) && v.as_bytes().iter().all(fine)).cloned();
    given.unwrap_or_else(|| {
        let own = format!("{:016x}-{:x}", *PROCESS, NEXT.fetch_add(1, Ordering::Relaxed));
        HeaderValue::from_str(&own).unwrap_or_else(|_| unreachable!("digits and a hyphen"))
    })
}

/// What the lines of a request have in common. It names the route and not the address: people put anything into
/// addresses.
pub(crate) fn span(id: &HeaderValue, method: &Method, route: &str) -> Span {
    tracing::debug_span!("request", request_id = text(id), %method, route)
}

/// Logs an answer: at debug, or as a warning if it is the server's fault.
pub(crate) fn answered(id: &HeaderValue, method: &Method, route: &str, status: StatusCode, start: Instant) {
    if !status.is_server_error() {
        tracing::debug!(status = status.as_u16(), milliseconds = milliseconds(start), "answered");
        return;
    }
    let Some(unsaid) = NO_ROOM.is_due(status) else { return };
    tracing::warn!(
        request_id = text(id),
        %method,
        route,
        status = status.as_u16(),
        milliseconds = milliseconds(start),
        unsaid,
        "a request failed"
    );
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1_000.0
}

fn text(id: &HeaderValue) -> &str {
    id.to_str().unwrap_or_default()
}

static NO_ROOM: LazyLock<Seldom> =
    LazyLock::new(|| Seldom { began: Instant::now(), due: AtomicU64::new(0), unsaid: AtomicU64::new(0) });

/// Lets one of many equal lines through from time to time.
struct Seldom {
    began: Instant,
    /// Milliseconds since `began` at which the next line is due.
    due: AtomicU64,
    unsaid: AtomicU64,
}

impl Seldom {
    /// Whether this answer is to be logged, and how many were not since the last one that was.
    fn is_due(&self, status: StatusCode) -> Option<u64> {
        if status != StatusCode::SERVICE_UNAVAILABLE {
            return Some(0);
        }
        let now = self.began.elapsed().as_millis() as u64;
        let due = self.due.load(Ordering::Relaxed);
        let next = now + NO_ROOM_AGAIN.as_millis() as u64;
        let mine =
            now >= due && self.due.compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if mine {
            return Some(self.unsaid.swap(0, Ordering::Relaxed));
        }
        self.unsaid.fetch_add(1, Ordering::Relaxed);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_bytes(value.as_bytes()).unwrap())])
    }

    #[test]
    fn an_id_is_taken_if_it_is_fit_for_a_log() {
        for fine in ["a", "01907f3c-8a10-7cc3-98c4-1e2f3a4b5c6d", "trace.7_x", &"x".repeat(64)] {
            assert_eq!(id(&given(fine)), fine);
        }
        for unfit in ["", "two words", "a\tb", "id=1", "қ", &"x".repeat(65)] {
            assert_ne!(id(&given(unfit)), unfit);
        }
        assert_ne!(id(&HeaderMap::new()), id(&HeaderMap::new()));
    }

    #[test]
    fn a_node_without_room_says_so_seldom() {
        let seldom = Seldom { began: Instant::now(), due: AtomicU64::new(0), unsaid: AtomicU64::new(0) };
        assert_eq!(seldom.is_due(StatusCode::SERVICE_UNAVAILABLE), Some(0));
        assert_eq!(seldom.is_due(StatusCode::SERVICE_UNAVAILABLE), None);
        assert_eq!(seldom.is_due(StatusCode::SERVICE_UNAVAILABLE), None);
        assert_eq!(seldom.is_due(StatusCode::INTERNAL_SERVER_ERROR), Some(0));
        seldom.due.store(0, Ordering::Relaxed);
        assert_eq!(seldom.is_due(StatusCode::SERVICE_UNAVAILABLE), Some(2));
    }
}
