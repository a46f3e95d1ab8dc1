//! The edge of the API: around every request, once.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::{Language, Problem, problem::Raised, unread::ReadToEnd};

/// Measures the request by route, and words a problem in the caller's language.
pub(crate) async fn edge(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).cloned();
    let (request, read) = ReadToEnd::watch(request);
    let mut response = next.run(request).await;
    if let Some(Raised(problem)) = response.extensions_mut().remove() {
        response = problem.respond(language(accepted.as_ref()));
    } else if is_bare_refusal(&response) {
        response = bare(response.status()).respond(language(accepted.as_ref()));
    }
    if let Some(read) = read {
        read.tell(&mut response);
    }
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let status = response.status().as_u16();
    let route = route.as_ref().map_or("unmatched", MatchedPath::as_str);
    measure(method.as_str(), route, status, start);
    response
}

fn measure(method: &str, route: &str, status: u16, start: Instant) {
    let class = match status {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    };
    let labels = [
        metrics::Label::new("method", metrics::SharedString::from_owned(method.to_owned())),
        metrics::Label::new("route", metrics::SharedString::from_owned(route.to_owned())),
        metrics::Label::new("status", metrics::SharedString::const_str(class)),
    ];
    metrics::histogram!("marathon_http_request_seconds", labels.iter()).record(start.elapsed());
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
