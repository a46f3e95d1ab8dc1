//! The organiser's page. Each of its forms becomes the request that a program would send.

use axum::{
    extract::State,
    http::{Method, StatusCode, request::Parts},
    response::Response,
};
use marathon_api::Answer;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    Console, In,
    awards::is_name,
    desk::{InMarathon, Sent, Visit},
    missing,
};
use crate::{Written, adapter, links, render_organise};

pub(super) async fn organise(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    show(&visit, StatusCode::OK, &Written::default()).await
}

/// The page, for an organiser; nobody else has one.
async fn show(visit: &Visit, status: StatusCode, written: &Written) -> Result<Response, Response> {
    let desk = visit.desk().await?;
    let nowhere = || missing(&visit.console, visit.language);
    if !desk.roles.iter().any(|role| role == "organiser") {
        return Err(nowhere());
    }
    let told = adapter::organise::Told {
        judging: look(visit, "/judging").await,
        roles: look(visit, "/roles").await,
        tokens: look(visit, "/tokens").await,
    };
    let organise = adapter::organise::organise(&visit.marathon, desk, &told, visit.language);
    let organise = organise.ok_or_else(nowhere)?;
    Ok(visit.page(status, render_organise(&organise, written, visit.language)))
}

async fn look(visit: &Visit, path: &str) -> Value {
    visit.ask(Method::GET, &links::api(&visit.slug, path), None).await.body
}

/// Does what a form asks for.
pub(super) async fn act(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
    sent: Sent,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let answer = match sent.text("do") {
        Some("shortlists") => for_each(&visit, &sent, "shortlist").await,
        Some("awards") => for_each(&visit, &sent, "award").await,
        Some(asked) => {
            let Some((method, path, body)) = request(&visit, &sent, asked) else {
                return Err(missing(&visit.console, language));
            };
            visit.ask(method, &links::api(&visit.slug, &path), Some((sent.key(), &body))).await
        }
        None => return Err(missing(&visit.console, language)),
    };
    if answer.status.is_success() {
        visit.until_visible(&answer).await;
        return Ok(visit.see(&format!("organise#{}", place(&sent))));
    }
    show(&visit, answer.status, &sent.refused(&answer)).await
}

/// Where the reader goes on.
fn place(sent: &Sent) -> String {
    match (sent.text("do"), sent.text("nomination").filter(|id| is_name(id))) {
        (_, Some(nomination)) => format!("nomination-{nomination}"),
        (Some("grant" | "revoke" | "revoke-token"), _) => "people-title".to_owned(),
        (Some("resolve"), _) => "juries-title".to_owned(),
        _ => "course-title".to_owned(),
    }
}

/// The same for every nomination that does not have it yet, in the order of the rules; the first refusal ends it.
async fn for_each(visit: &Visit, sent: &Sent, what: &str) -> Answer {
    let missing: Vec<String> = visit.marathon.read(|view| {
        let rules = view.model.rules().map_or(&[][..], |rules| &rules.set().nominations);
        let has = |id: &str| {
            let jury = view.model.judging.jury(id);
            jury.is_some_and(|jury| {
                if what == "award" { !jury.results.is_empty() } else { jury.shortlist.is_some() }
            })
        };
        rules.iter().map(|n| n.id.clone()).filter(|id| !has(id)).collect()
    });
    let mut last = Answer::nothing(StatusCode::OK);
    for id in missing {
        let (key, path) = (format!("{} {id}", sent.key()), format!("/nominations/{id}/{what}"));
        last = visit.ask(Method::POST, &links::api(&visit.slug, &path), Some((&key, &json!({})))).await;
        if !last.status.is_success() {
            break;
        }
    }
    last
}

/// What a program would send; `None` if the form asks for nothing there is.
fn request(visit: &Visit, sent: &Sent, asked: &str) -> Option<(Method, String, Value)> {
    let in_path = |path: &str| {
        let id = sent.text("nomination").filter(|id| is_name(id))?;
        Some(format!("/nominations/{id}{path}"))
    };
    let id_of = |name: &str| sent.text(name).and_then(|id| Uuid::try_parse(id).ok());
    let (path, body) = match asked {
        "close" => ("/close".to_owned(), fields(sent, &["reason"])),
        "seed-source" => ("/seed-source".to_owned(), fields(sent, &["source"])),
        "freeze" => ("/freeze".to_owned(), fields(sent, &["reason"])),
        "seed" => ("/seed".to_owned(), fields(sent, &["seed"])),
        "shortlist" => (in_path("/shortlist")?, json!({})),
        "judge" => (in_path("/judges")?, fields(sent, &["judge"])),
        "waive" => (in_path("/quorum-waivers")?, fields(sent, &["entrant_id", "reason"])),
        "disqualify" => (format!("/entrants/{}/disqualify", id_of("entrant_id")?), fields(sent, &["reason"])),
        "close-judging" => ("/judging/close".to_owned(), json!({})),
        "award" => (in_path("/award")?, json!({})),
        "announcement" => ("/announcement".to_owned(), json!({ "at": moment(visit, sent.text("at")?) })),
        "publish" => ("/publish".to_owned(), json!({})),
        "resolve" => {
            let mut body = fields(sent, &["reason"]);
            // Nothing is decided unless somebody chose.
            if let Some(upheld) = sent.text("upheld").and_then(|text| text.parse::<bool>().ok()) {
                body["upheld"] = json!(upheld);
            }
            (format!("/appeals/{}/resolve", id_of("appeal_id")?), body)
        }
        "amend" => (in_path("/amend")?, fields(sent, &["appeal_id", "reason"])),
        "grant" => {
            let mut body = fields(sent, &["login", "role", "reason"]);
            for name in ["regions", "nominations"] {
                let chosen = sent.text(name).filter(|chosen| !chosen.is_empty());
                body[name] = json!(chosen.into_iter().collect::<Vec<_>>());
            }
            ("/roles".to_owned(), body)
        }
        "revoke" => ("/roles/revoke".to_owned(), fields(sent, &["principal", "role", "reason"])),
        "revoke-token" => {
            return Some((Method::DELETE, format!("/tokens/{}", id_of("principal")?), json!({})));
        }
        _ => return None,
    };
    Some((Method::POST, path, body))
}

/// These fields; what was left empty is absent.
fn fields(sent: &Sent, names: &[&str]) -> Value {
    let filled =
        names.iter().filter_map(|name| Some((*name, sent.text(name).filter(|text| !text.is_empty())?)));
    Value::Object(filled.map(|(name, text)| (name.to_owned(), json!(text))).collect::<Map<_, _>>())
}

/// A moment of the marathon's zone, as forms write it, in RFC 3339.
fn moment(visit: &Visit, local: &str) -> String {
    let offset = visit
        .marathon
        .read(|view| view.model.rules().map_or(0, |rules| rules.set().season.utc_offset_minutes));
    let seconds = if local.len() == "2026-12-20T10:00".len() { ":00" } else { "" };
    let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs());
    format!("{local}{seconds}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
