//! Appeals, by those whom a result is about.

use axum::{
    extract::State,
    http::{StatusCode, request::Parts},
    response::Response,
};

use super::{
    Console, In,
    desk::{InMarathon, Sent, Visit},
    missing,
};
use crate::{Appealing, Written, adapter, render_appeal};

pub(super) async fn appeal(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    show(&visit, StatusCode::OK, &Written::default()).await
}

async fn show(visit: &Visit, status: StatusCode, written: &Written) -> Result<Response, Response> {
    let desk = visit.desk().await?;
    let appealing = visit.marathon.read(|view| {
        let nominations = &view.model.rules()?.set().nominations;
        Some(Appealing {
            desk,
            nominations: nominations.iter().map(|n| (n.id.clone(), n.title.clone())).collect(),
            published: view.model.judging.steps().published.is_some(),
            until: adapter::last_day_of_appeals(view),
        })
    });
    let appealing = appealing.ok_or_else(|| missing(&visit.console, visit.language))?;
    Ok(visit.page(status, render_appeal(&appealing, written, visit.language)))
}

pub(super) async fn lodge(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
    sent: Sent,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let answer = visit.post("/appeals", &sent).await;
    if answer.status.is_success() {
        visit.until_visible(&answer).await;
        return Ok(visit.see("winners"));
    }
    show(&visit, answer.status, &sent.refused(&answer)).await
}
