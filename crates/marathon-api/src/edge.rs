//! The edge of the API: around every request, once.

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use metrics::Histogram;
use parking_lot::RwLock;
use tracing::Instrument;

use crate::{Language, Problem, problem::Raised, request_log, unread::ReadToEnd};

/// Measures and logs the request by route, gives it an id, and words a problem in the caller's language.
pub(crate) async fn edge(State(routes): State<Arc<Routes>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let id = request_log::id(request.headers());
    let span = request_log::span(&id, &method, route_name(route.as_ref()));
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).cloned();
    let (request, read) = ReadToEnd::watch(request);
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Some(Raised(problem)) = response.extensions_mut().remove() {
        response = problem.respond(language(accepted.as_ref()));
    } else if is_bare_refusal(&response) {
        response = bare(response.status()).respond(language(accepted.as_ref()));
    }
    if let Some(read) = read {
        read.tell(&mut response);
    }
    secure(&mut response);
    let route = route_name(route.as_ref());
    routes.measure(&method, route, response.status(), start);
    span.in_scope(|| request_log::answered(&id, &method, route, response.status(), start));
    response.headers_mut().insert(request_log::REQUEST_ID, id);
    response
}

/// What browsers are told whatever the answer is: it is what it says it is, and no page of others shows it in a frame.
fn secure(response: &mut Response) {
    const HEADERS: [(HeaderName, HeaderValue); 3] = [
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("frame-ancestors 'none'")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, value);
    }
}

fn route_name(route: Option<&MatchedPath>) -> &str {
    route.map_or("unmatched", MatchedPath::as_str)
}

/// The histogram of every route, method and class of status that was answered. Found once: to look one up among all
/// metrics takes new texts for its labels each time.
#[derive(Default)]
pub(crate) struct Routes(RwLock<BTreeMap<String, Vec<Measured>>>);

/// Method, class of status, and how long it took.
type Measured = (&'static str, &'static str, Histogram);

impl Routes {
    fn measure(&self, method: &Method, route: &str, status: StatusCode, start: Instant) {
        let class = match status.as_u16() {
            100..=199 => "1xx",
            200..=299 => "2xx",
            300..=399 => "3xx",
            400..=499 => "4xx",
            _ => "5xx",
        };
        let method = name(method);
        let is_it = |(m, c, _): &&Measured| *m == method && *c == class;
        let known = self.0.read();
        if let Some((_, _, seconds)) = known.get(route).and_then(|r| r.iter().find(is_it)) {
            return seconds.record(start.elapsed());
        }
        drop(known);
        let labels =
            [("method", method.to_owned()), ("route", route.to_owned()), ("status", class.to_owned())];
        let seconds = metrics::histogram!("marathon_http_request_seconds", &labels);
        seconds.record(start.elapsed());
        // Another thread may have added the same; the first is found.
        self.0.write().entry(route.to_owned()).or_default().push((method, class, seconds));
    }
}

/// A method as a label. Callers may invent methods; metrics are not theirs to fill.
fn name(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| method == known).unwrap_or("other")
}

/// The language of API answers. Without a wish it is English: whoever writes no header is mostly a program.
pub(crate) fn language(accepted: Option<&HeaderValue>) -> Language {
    match accepted.and_then(|v| v.to_str().ok()) {
        None | Some("*" | "") => Language::En,
        Some(wish) => Language::negotiate(wish),
    }
}

pub(crate) fn language_of(headers: &HeaderMap) -> Language {
    language(headers.get(header::ACCEPT_LANGUAGE))
}

/// Answers axum itself gives without a body of ours: no such route, no such method.
fn is_bare_refusal(response: &Response) -> bool {
    let status = response.status();
    (status.is_client_error() || status.is_server_error())
        && !response.headers().contains_key(header::CONTENT_TYPE)
}

fn bare(status: axum::http::StatusCode) -> Problem {
    match status.as_u16() {
        405 => Problem::new(status, "method-not-allowed"),
        404 => Problem::new(status, "no-such-route"),
        _ => Problem::new(status, "internal"),
    }
}
