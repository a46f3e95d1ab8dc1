//! Asking the API from inside the process: what a form of a page does, a route does, with the same gate before it and
//! the same decision behind it.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderValue, Method, Request, StatusCode, header, request::Parts},
};
use serde_json::Value;
use tower::ServiceExt;

use crate::{App, Language, access::Peer, router};

/// Bytes of an answer; pages ask for nothing larger.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;
/// What a browser says about itself that the gate wants to know.
const PASSED_ON: [&str; 5] = ["cookie", "host", "origin", "sec-fetch-site", "x-forwarded-host"];

/// The API, as pages ask it.
#[derive(Clone)]
pub struct Inside(Router);

/// What the API answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// What it says; `null` if nothing. A problem has `detail` and `errors`, in the language that was asked for.
    pub body: Value,
    /// The cookie it sets.
    pub cookie: Option<HeaderValue>,
    /// Where it leads.
    pub location: Option<HeaderValue>,
}

impl Inside {
    /// The API of this site.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self(router(app))
    }

    /// Sends a request on behalf of whoever sent `outer` to a page.
    pub async fn ask(
        &self,
        outer: &Parts,
        language: Language,
        method: Method,
        path: &str,
        sent: Option<(&str, &Value)>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::ACCEPT_LANGUAGE, language.code());
        for name in PASSED_ON {
            for value in outer.headers.get_all(name) {
                request = request.header(name, value);
            }
        }
        let body = match sent {
            Some((key, value)) => {
                request = request.header("idempotency-key", key);
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(value.to_string())
            }
            None => Body::empty(),
        };
        let Ok(mut request) = request.body(body) else { return Answer::nothing(StatusCode::BAD_REQUEST) };
        if let Some(peer) = outer.extensions.get::<Peer>() {
            request.extensions_mut().insert(*peer);
        }
        let response = self.0.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, ANSWER_BYTES_MAX).await.unwrap_or_default();
        Answer {
            status: parts.status,
            body: serde_json::from_slice(&body).unwrap_or_default(),
            cookie: parts.headers.get(header::SET_COOKIE).cloned(),
            location: parts.headers.get(header::LOCATION).cloned(),
        }
    }
}

impl Answer {
    /// One that says nothing.
    #[must_use]
    pub fn nothing(status: StatusCode) -> Self {
        Self { status, body: Value::Null, cookie: None, location: None }
    }
}
