//! Winners, certificates, and the console of judges. As everywhere, the API decides and pages show.

use axum::{
    extract::State,
    http::{Method, StatusCode, request::Parts},
    response::Response,
};
use marathon_api::Answer;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Console, In,
    desk::{InMarathon, Sent, Visit},
    missing,
};
use crate::{
    Award, Awards, Judging, Language, Written, adapter, links, next_card, render_certificate, render_judging,
    render_winners,
};

pub(super) async fn winners(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let answer = visit.ask(Method::GET, &links::api(&visit.slug, "/awards"), None).await;
    let season = visit.marathon.read(adapter::about).ok_or_else(|| missing(&visit.console, language))?;
    let awards: Awards = told(&answer).unwrap_or_default();
    let nothing = answer.body["detail"].as_str();
    let rendered = render_winners(&season, &awards, nothing, language);
    Ok(visit.page(StatusCode::OK, rendered))
}

pub(super) async fn certificate(
    State(console): State<Console>,
    In((language, slug, nomination, winner)): In<(Language, String, String, Uuid)>,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let path = links::api(&visit.slug, "/awards");
    let answer = visit.ask(Method::GET, &path, None).await;
    let nowhere = || missing(&visit.console, language);
    let awards: Awards = told(&answer).ok_or_else(nowhere)?;
    let award: Option<Award> = awards.nominations.into_iter().find(|award| award.nomination == nomination);
    let season = visit.marathon.read(adapter::about);
    let (award, season) = award.zip(season).ok_or_else(nowhere)?;
    match render_certificate(&season, &award, winner, language) {
        Ok(None) => Err(nowhere()),
        Ok(Some(page)) => Ok(visit.page(StatusCode::OK, Ok(page))),
        Err(error) => Ok(visit.page(StatusCode::OK, Err(error))),
    }
}

fn told<T: DeserializeOwned>(answer: &Answer) -> Option<T> {
    T::deserialize(&answer.body).ok().filter(|_| answer.status.is_success())
}

pub(super) async fn judging(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    show_judging(&visit, StatusCode::OK, &Written::default()).await
}

async fn show_judging(visit: &Visit, status: StatusCode, written: &Written) -> Result<Response, Response> {
    let desk = visit.desk().await?;
    let mut judging = look(visit).await.ok_or_else(|| missing(&visit.console, visit.language))?;
    judging.metrics = visit.marathon.read(adapter::metrics);
    let page = render_judging(&desk.season, &judging, written, &desk.roles, visit.language);
    Ok(visit.page(status, page))
}

async fn look(visit: &Visit) -> Option<Judging> {
    told(&visit.ask(Method::GET, &links::api(&visit.slug, "/judging"), None).await)
}

/// Points for an entry, or a recusal.
pub(super) async fn judge(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
    sent: Sent,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let asked = sent.text("nomination").zip(sent.text("entrant_id").and_then(|id| Uuid::try_parse(id).ok()));
    let Some((nomination, entrant)) = asked.filter(|(id, _)| is_name(id)) else {
        return Err(missing(&visit.console, language));
    };
    let (path, body) = match sent.text("do") {
        Some("recuse") => {
            let note = sent.text("note").filter(|note| !note.is_empty());
            let mut body = json!({ "entrant_id": entrant });
            note.into_iter().for_each(|note| body["note"] = json!(note));
            (format!("/nominations/{nomination}/recusals"), body)
        }
        _ => (format!("/nominations/{nomination}/scores/{entrant}"), json!({ "points": points(&sent) })),
    };
    let path = links::api(&visit.slug, &path);
    let answer = visit.ask(Method::POST, &path, Some((sent.key(), &body))).await;
    if answer.status.is_success() {
        visit.until_visible(&answer).await;
        let next = look(&visit).await.and_then(|judging| next_card(&judging, nomination, entrant));
        let next = next.unwrap_or_else(|| format!("part-{nomination}"));
        return Ok(visit.see(&format!("judging#{next}")));
    }
    show_judging(&visit, answer.status, &sent.refused(&answer)).await
}

/// What was given for each criterion, in their order.
fn points(sent: &Sent) -> Vec<Value> {
    let given = (0..).map_while(|n| sent.text(&format!("points.{n}")).map(str::to_owned));
    given.map(|text| text.parse::<u32>().map_or_else(|_| json!(text), |points| json!(points))).collect()
}

/// Whether it can be the short name of a nomination, and nothing else in a path.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
