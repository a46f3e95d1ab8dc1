//! The audit room. Everybody sees the history; what only auditors may see, the API tells them alone.

use std::time::Duration;

use axum::{
    extract::{Query, State},
    http::{Method, StatusCode, request::Parts},
    response::Response,
};
use marathon_events::Position;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Console, In,
    desk::{InMarathon, Visit},
    missing,
};
use crate::{
    Audit, Compared, Difference, EventChoice, Inner, Judging, JuryProgress, adapter, links, render_audit,
};

/// The page waits this long for a digest, and leads to it otherwise.
const DIGEST_WAIT_MAX: Duration = Duration::from_secs(2);

/// What is asked for. A form sends what was left open as nothing.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(rename = "type")]
    kind: Option<String>,
    stream: Option<String>,
    from: Option<String>,
    before: Option<String>,
    after: Option<String>,
}

impl Asked {
    /// What does not fit is left out: the form shows what is looked at.
    fn choice(&self) -> EventChoice {
        let known = |kind: &&String| adapter::audit::kinds().contains(&kind.as_str());
        EventChoice {
            kind: self.kind.as_ref().filter(known).cloned(),
            stream: self.stream.as_deref().and_then(|text| Uuid::try_parse(text.trim()).ok()),
            from: self.from.as_deref().and_then(|text| text.parse().ok()).map(Position),
        }
    }
}

pub(super) async fn audit(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    Query(asked): Query<Asked>,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let nothing = || missing(&visit.console, language);
    let desk = adapter::desk::desk(
        &visit.console.app,
        &visit.marathon,
        &visit.ask(Method::GET, "/v1/me", None).await.body,
    );
    let desk = desk.ok_or_else(nothing)?;
    let (marathon, choice) = (visit.marathon.clone(), asked.choice());
    let read = tokio::task::spawn_blocking(move || adapter::audit::events(&marathon, choice));
    let events = read.await.map_err(|_| nothing())?;
    let (nominations, regions) = visit.marathon.read(adapter::audit::named);
    let audit = Audit {
        digest: digest(&visit, desk.season.as_of_position).await,
        compared: compared(&visit, &asked).await,
        inner: inner(&visit, &desk.roles).await,
        season: desk.season,
        roles: desk.roles,
        events,
        nominations,
        regions,
    };
    Ok(visit.page(StatusCode::OK, render_audit(&audit, language)))
}

async fn digest(visit: &Visit, head: Option<Position>) -> Option<String> {
    let path = links::digest(&visit.slug, head);
    let answer = tokio::time::timeout(DIGEST_WAIT_MAX, visit.ask(Method::GET, &path, None)).await.ok()?;
    answer.body["digest"].as_str().map(str::to_owned)
}

async fn compared(visit: &Visit, asked: &Asked) -> Option<Compared> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let (before, after) = given(&asked.before).zip(given(&asked.after))?;
    let path = links::difference(&visit.slug, &before, &after);
    let answer = visit.ask(Method::GET, &path, None).await;
    let found = Difference::deserialize(&answer.body).map_err(|_| {
        let detail = answer.body["errors"][0]["detail"].as_str().or(answer.body["detail"].as_str());
        detail.map_or_else(|| answer.status.to_string(), str::to_owned)
    });
    Some(Compared { before, after, found })
}

#[derive(Deserialize)]
struct Roles {
    holders: Vec<Holder>,
}

#[derive(Deserialize)]
struct Holder {
    principal: Uuid,
    roles: Vec<Held>,
}

#[derive(Deserialize)]
struct Held {
    role: String,
}

async fn inner(visit: &Visit, roles: &[String]) -> Option<Inner> {
    roles.iter().find(|role| ["auditor", "organiser"].contains(&role.as_str()))?;
    let ask = async |path: &str| visit.ask(Method::GET, &links::api(&visit.slug, path), None).await.body;
    let holders = Roles::deserialize(&ask("/roles").await).ok()?.holders;
    let juries: Vec<JuryProgress> = Judging::deserialize(&ask("/judging").await)
        .ok()
        .and_then(|judging| judging.juries)
        .unwrap_or_default();
    let names = |held: Vec<Held>| held.into_iter().map(|held| held.role).collect();
    Some(Inner { holders: holders.into_iter().map(|h| (h.principal, names(h.roles))).collect(), juries })
}
