//! Groups and their members, and the way out.

use axum::{
    extract::{Query, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::Response,
};
use marathon_events::EntrantKind;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{
    Console, In,
    desk::{InMarathon, Sent, Visit, show_refused},
    missing,
};
use crate::{Invitation, Language, Written, adapter, links, render_invitation};

type OfEntrant = In<(Language, String, Uuid)>;

/// What a link of an invitation carries.
#[derive(Deserialize)]
pub(super) struct Invited {
    invitation: Option<String>,
}

pub(super) async fn invite(
    State(console): State<Console>,
    In((language, slug, team)): OfEntrant,
    parts: Parts,
) -> Result<Response, Response> {
    let origin = origin(&parts);
    let visit = Visit::new(console, language, slug, parts)?;
    let path = links::api(&visit.slug, &format!("/entrants/{team}/invitations"));
    let answer = visit.ask(Method::POST, &path, Some((&Uuid::new_v4().to_string(), &json!({})))).await;
    let Some(secret) = answer.body["invitation"].as_str() else {
        return show_refused(&visit, &answer).await;
    };
    show(&visit, team, secret, Some(origin), StatusCode::OK, &Written::default()).await
}

/// Where this site is, as whoever asks sees it.
fn origin(parts: &Parts) -> String {
    let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = text("x-forwarded-proto").filter(|scheme| *scheme == "https").unwrap_or("http");
    format!("{scheme}://{}", text("x-forwarded-host").or(text("host")).unwrap_or_default())
}

async fn show(
    visit: &Visit,
    team: Uuid,
    secret: &str,
    origin: Option<String>,
    status: StatusCode,
    written: &Written,
) -> Result<Response, Response> {
    let desk = visit.desk().await?;
    let alias = visit.marathon.read(|view| adapter::desk::alias(&view.model.book, team));
    let invitation = Invitation {
        season: desk.season,
        roles: desk.roles,
        alias: alias.ok_or_else(|| missing(&visit.console, visit.language))?,
        team,
        secret: secret.chars().filter(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect(),
        origin,
        is_person: desk.entrants.iter().any(|entrant| entrant.kind == EntrantKind::Person),
    };
    Ok(visit.page(status, render_invitation(&invitation, written, visit.language)))
}

pub(super) async fn invited(
    State(console): State<Console>,
    In((language, slug, team)): OfEntrant,
    Query(link): Query<Invited>,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let secret = link.invitation.unwrap_or_default();
    show(&visit, team, &secret, None, StatusCode::OK, &Written::default()).await
}

pub(super) async fn join(
    State(console): State<Console>,
    In((language, slug, team)): OfEntrant,
    parts: Parts,
    sent: Sent,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let secret = sent.text("invitation").unwrap_or_default().to_owned();
    let path = links::api(&visit.slug, &format!("/entrants/{team}/members"));
    let body = json!({ "invitation": secret });
    let answer = visit.ask(Method::POST, &path, Some((sent.key(), &body))).await;
    if answer.status.is_success() {
        visit.until_visible(&answer).await;
        return Ok(visit.see("me"));
    }
    show(&visit, team, &secret, None, answer.status, &sent.refused(&answer)).await
}

pub(super) async fn leave(
    State(console): State<Console>,
    In((language, slug, team)): OfEntrant,
    parts: Parts,
    sent: Sent,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let person = sent.text("person").and_then(|id| Uuid::try_parse(id).ok()).unwrap_or_default();
    let path = links::api(&visit.slug, &format!("/entrants/{team}/members/{person}/leave"));
    let answer = visit.ask(Method::POST, &path, Some((sent.key(), &json!({})))).await;
    if answer.status.is_success() {
        visit.until_visible(&answer).await;
        return Ok(visit.see("me"));
    }
    show_refused(&visit, &answer).await
}

/// Erases whoever asks, if they are sure.
pub(super) async fn erase(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
    sent: Sent,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    if sent.text("sure") != Some("yes") {
        return Ok(visit.see("me"));
    }
    let answer = visit.ask(Method::DELETE, "/v1/me", None).await;
    if !answer.status.is_success() {
        return show_refused(&visit, &answer).await;
    }
    let mut response = visit.see("me");
    let cookie = answer.cookie.unwrap_or(HeaderValue::from_static(""));
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}
