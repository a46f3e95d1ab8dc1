//! Bodies that nobody read to their end.
//!
//! A connection whose request was answered before all of its body was read cannot be used again. Whoever is told so
//! sends the next request on another one; whoever is not meets a closed connection.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

/// Whether a body was read to its end.
#[derive(Clone, Debug)]
pub(crate) struct ReadToEnd(Arc<AtomicBool>);

impl ReadToEnd {
    /// Watches the body of a request; `None` if it has none.
    pub(crate) fn watch(request: Request) -> (Request, Option<Self>) {
        if request.body().is_end_stream() {
            return (request, None);
        }
        let read = Self(Arc::default());
        let watched = request.map(|body| Body::new(Watched { body, read: read.clone() }));
        (watched, Some(read))
    }

    /// Says in a refusal that the connection ends with it, if it does.
    pub(crate) fn tell(&self, response: &mut Response) {
        let refused = response.status().is_client_error() || response.status().is_server_error();
        if refused && !self.0.load(Ordering::Relaxed) {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
    }
}

struct Watched {
    body: Body,
    read: ReadToEnd,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.get_mut();
        let frame = ready!(Pin::new(&mut this.body).poll_frame(context));
        if frame.is_none() || this.body.is_end_stream() {
            this.read.0.store(true, Ordering::Relaxed);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
