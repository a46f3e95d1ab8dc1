//! The first organiser's way in.

use axum::{
    extract::State,
    http::{Method, StatusCode, header, request::Parts},
    response::Response,
};
use serde_json::json;

use super::{
    Console, In,
    desk::{Sent, Visit},
    missing, newest_slug,
};
use crate::{Language, Written, adapter, render_first};

pub(super) async fn first(
    State(console): State<Console>,
    In(language): In<Language>,
    parts: Parts,
) -> Result<Response, Response> {
    show(&at_newest(console, language, parts)?, StatusCode::OK, &Written::default())
}

/// The page belongs to the installation; it looks like one of its newest marathon.
#[expect(clippy::result_large_err, reason = "both are answers, made once a request")]
fn at_newest(console: Console, language: Language, parts: Parts) -> Result<Visit, Response> {
    let slug = newest_slug(&console.app).unwrap_or_default();
    Visit::new(console, language, slug, parts)
}

#[expect(clippy::result_large_err, reason = "both are answers, made once a request")]
fn show(visit: &Visit, status: StatusCode, written: &Written) -> Result<Response, Response> {
    let season = visit.marathon.read(adapter::about);
    let season = season.ok_or_else(|| missing(&visit.console, visit.language))?;
    Ok(visit.page(status, render_first(&season, written, visit.language)))
}

pub(super) async fn begin(
    State(console): State<Console>,
    In(language): In<Language>,
    parts: Parts,
    sent: Sent,
) -> Result<Response, Response> {
    let visit = at_newest(console, language, parts)?;
    let text = |name| sent.text(name).unwrap_or_default();
    // Whoever copied the whole address has what follows `#` in it.
    let secret = text("secret").trim();
    let secret = secret.rsplit_once('#').map_or(secret, |(_, secret)| secret);
    let body = json!({ "secret": secret, "login": text("login"), "password": text("password") });
    let answer = visit.ask(Method::POST, "/v1/first-organiser", Some(("", &body))).await;
    match answer.cookie.clone().filter(|_| answer.status.is_success()) {
        Some(cookie) => {
            visit.caught_up().await;
            let mut response = visit.see("organise");
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            Ok(response)
        }
        None => show(&visit, answer.status, &sent.refused(&answer)),
    }
}
