//! A deed, and doubts about it.

use axum::{
    extract::State,
    http::{Method, StatusCode, request::Parts},
    response::Response,
};
use marathon_events::DeedId;
use serde_json::json;
use uuid::Uuid;

use super::{
    Console, In,
    desk::{Sent, Visit},
    missing,
};
use crate::{Language, Written, adapter, links, render_deed};

type OfDeed = In<(Language, String, String)>;

pub(super) async fn deed(
    State(console): State<Console>,
    In((language, slug, id)): OfDeed,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    show(&visit, &id, StatusCode::OK, &Written::default()).await
}

async fn show(visit: &Visit, id: &str, status: StatusCode, written: &Written) -> Result<Response, Response> {
    let nowhere = || missing(&visit.console, visit.language);
    let id = DeedId(Uuid::try_parse(id).map_err(|_| nowhere())?);
    let (marathon, now) = (visit.marathon.clone(), (visit.console.app.now)());
    let read = tokio::task::spawn_blocking(move || adapter::deeds::deed(&marathon, id, now));
    let mut deed = read.await.ok().flatten().ok_or_else(nowhere)?;
    let me = visit.ask(Method::GET, "/v1/me", None).await;
    if me.status.is_success() {
        let own = adapter::desk::owns(&visit.marathon, &me.body, id);
        deed.may_doubt = !own;
    }
    Ok(visit.page(status, render_deed(&deed, written, visit.language)))
}

pub(super) async fn challenge(
    State(console): State<Console>,
    In((language, slug, id)): OfDeed,
    parts: Parts,
    sent: Sent,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let deed = Uuid::try_parse(&id).map_err(|_| missing(&visit.console, language))?;
    let path = links::api(&visit.slug, &format!("/deeds/{deed}/challenge"));
    let body = json!({ "reason": sent.text("reason").unwrap_or_default() });
    let answer = visit.ask(Method::POST, &path, Some((sent.key(), &body))).await;
    if answer.status == StatusCode::UNAUTHORIZED {
        return Err(visit.see("me"));
    }
    if answer.status.is_success() {
        visit.until_visible(&answer).await;
        return Ok(visit.see(&format!("deeds/{deed}")));
    }
    show(&visit, &id, answer.status, &sent.refused(&answer)).await
}
