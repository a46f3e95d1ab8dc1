//! Signing in at a provider: the link on the page leads there, and the provider back here.

use axum::{
    extract::State,
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use marathon_api::{Answer, return_path};

use super::{
    Console, In,
    desk::{InMarathon, Sent, Visit, nobody, show_me},
    missing, newest_slug,
};
use crate::{Language, links};

/// Leads to the provider.
pub(super) async fn begin(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let path = links::desk(language, &visit.slug, "me");
    let answer = visit.ask(Method::GET, &format!("/v1/session/provider?return_to={path}"), None).await;
    follow(&visit, answer)
}

/// Whom the provider sends back. It knows one address alone, so language and marathon are those of the way there.
pub(super) async fn callback(State(console): State<Console>, parts: Parts) -> Result<Response, Response> {
    let began = return_path(&parts.headers).unwrap_or_default();
    let mut words = began.split('/').skip(1);
    let wish = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let language = words.next().and_then(Language::parse);
    let language = language.unwrap_or_else(|| Language::negotiate(wish));
    let slug = words.next().filter(|slug| console.app.marathon(slug).is_ok()).map(str::to_owned);
    let slug = slug.or_else(|| newest_slug(&console.app)).ok_or_else(|| missing(&console, language))?;
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let visit = Visit::new(console, language, slug, parts)?;
    let answer = visit.ask(Method::GET, &format!("/v1/session/provider/answer?{query}"), None).await;
    follow(&visit, answer)
}

/// To where the API leads, or back to the sign-in page with what it says.
#[expect(clippy::result_large_err, reason = "both are answers, made once a request")]
fn follow(visit: &Visit, answer: Answer) -> Result<Response, Response> {
    let (Some(location), Some(cookie)) = (answer.location.clone(), answer.cookie.clone()) else {
        return show_me(visit, &nobody(), answer.status, &Sent::default().refused(&answer));
    };
    let headers = [
        (header::LOCATION, location),
        (header::SET_COOKIE, cookie),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}
