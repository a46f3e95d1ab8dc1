//! The pages of people who are signed in. What they ask for, the API decides: a form becomes the request that a program
//! would send, and what is wrong with it comes back in words.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::{
    Form,
    extract::{FromRequest, Query, Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use marathon_api::{Answer, Marathon};
use marathon_events::{DeedId, DeedKind, Position};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Console, In, html, missing, photos::WithPhotos};
use crate::{
    Desk, Error, Language, Written, adapter, links, render_change, render_log, render_me, render_queue,
    render_sign_in,
};

/// A form must have arrived within this time.
const FORM_TIME_MAX: Duration = Duration::from_secs(10);
/// Whoever sent a form waits this long until the next page shows it.
const VISIBLE_WAIT_MAX: Duration = Duration::from_secs(5);
/// Fields that the API takes as numbers.
const NUMBERS: [&str; 7] =
    ["people", "people_helped", "person_minutes", "trees", "animals", "members", "age_years"];
/// Fields that the API takes as yes or no.
const FLAGS: [&str; 2] = ["guardian_consent", "silver"];
/// Fields that are of the form alone.
const OWN: [&str; 4] = ["key", "do", "photo", "photos"];

/// What was written into a form.
#[derive(Default)]
pub(super) struct Sent(BTreeMap<String, String>);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = StatusCode;

    async fn from_request(request: Request, state: &S) -> Result<Self, StatusCode> {
        let form = tokio::time::timeout(FORM_TIME_MAX, Form::from_request(request, state)).await;
        let Form(fields) =
            form.map_err(|_| StatusCode::REQUEST_TIMEOUT)?.map_err(|_| StatusCode::BAD_REQUEST)?;
        Ok(Self(fields))
    }
}

impl Sent {
    pub(super) fn of(fields: BTreeMap<String, String>) -> Self {
        Self(fields)
    }

    /// The fields as the API takes them: what was left empty is absent, and a dot leads into an object.
    fn json(&self) -> Value {
        let mut body = Map::new();
        let fields = self.0.iter().filter(|(name, value)| !value.is_empty() && !OWN.contains(&name.as_str()));
        for (name, value) in fields {
            let number = value.parse::<u64>().ok().filter(|_| NUMBERS.contains(&name.as_str()));
            let flag = FLAGS.contains(&name.as_str()).then_some(json!(true));
            put(&mut body, name, flag.or(number.map(Value::from)).unwrap_or_else(|| json!(value)));
        }
        // Nothing private was told, so there is nothing to consent to.
        if body.get("private").and_then(Value::as_object).is_some_and(|told| told.len() == 1) {
            body.remove("private");
        }
        let photos = self.text("photos").unwrap_or_default().split(',').filter(|hash| !hash.is_empty());
        let photos: Vec<_> = photos.map(|sha256| json!({ "sha256": sha256 })).collect();
        if !photos.is_empty() {
            body.insert("evidence".to_owned(), json!(photos));
        }
        Value::Object(body)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn key(&self) -> &str {
        self.0.get("key").map_or("", String::as_str)
    }

    /// The form again, with what was wrong.
    pub(super) fn refused(mut self, answer: &Answer) -> Written {
        // A request that was refused stays refused under its key; only one whose outcome is unknown is sent again.
        if answer.status != StatusCode::SERVICE_UNAVAILABLE {
            self.0.remove("key");
        }
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let errors = answer.body["errors"].as_array().into_iter().flatten();
        let errors = errors.filter_map(|error| Some((text(&error["field"])?, text(&error["detail"])?)));
        let said = text(&answer.body["detail"]).unwrap_or_else(|| answer.status.to_string());
        Written { values: self.0, refused: Some(said), errors: errors.collect() }
    }
}

fn put(body: &mut Map<String, Value>, name: &str, value: Value) {
    match name.split_once('.') {
        None => {
            body.insert(name.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = body.entry(first).or_insert_with(|| json!({}));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// Somebody at a page of a marathon.
pub(super) struct Visit {
    pub(super) console: Console,
    pub(super) marathon: Arc<Marathon>,
    pub(super) language: Language,
    pub(super) slug: String,
    parts: Parts,
}

impl Visit {
    #[expect(clippy::result_large_err, reason = "both are answers, made once a request")]
    pub(super) fn new(
        console: Console,
        language: Language,
        slug: String,
        parts: Parts,
    ) -> Result<Self, Response> {
        match console.app.marathon(&slug) {
            Ok(marathon) => Ok(Self { console, marathon, language, slug, parts }),
            Err(_) => Err(missing(&console, language)),
        }
    }

    pub(super) async fn ask(&self, method: Method, path: &str, sent: Option<(&str, &Value)>) -> Answer {
        self.console.inside.ask(&self.parts, self.language, method, path, sent).await
    }

    async fn post(&self, path: &str, sent: &Sent) -> Answer {
        let path = links::api(&self.slug, path);
        self.ask(Method::POST, &path, Some((sent.key(), &sent.json()))).await
    }

    /// What is of whoever visits. Nobody is led to where they sign in.
    pub(super) async fn desk(&self) -> Result<Desk, Response> {
        let me = self.ask(Method::GET, "/v1/me", None).await;
        if me.status == StatusCode::UNAUTHORIZED {
            return Err(self.see("me"));
        }
        let desk = adapter::desk::desk(&self.console.app, &self.marathon, &me.body);
        desk.ok_or_else(|| missing(&self.console, self.language))
    }

    /// Leads to another page, which a reload does not send again.
    pub(super) fn see(&self, path: &str) -> Response {
        let to = links::desk(self.language, &self.slug, path);
        (StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::CACHE_CONTROL, "no-store".to_owned())])
            .into_response()
    }

    /// Waits until what was done can be seen.
    pub(super) async fn until_visible(&self, answer: &Answer) {
        if let Some(position) = answer.body["position"].as_u64() {
            // Where it takes longer, the page says what it is of.
            let _ = self.marathon.wait_visible(Position(position), VISIBLE_WAIT_MAX).await;
        }
    }

    /// A page that is of one person alone.
    pub(super) fn page(&self, status: StatusCode, rendered: Result<String, Error>) -> Response {
        let mut response = html(self.language, rendered);
        if response.status() == StatusCode::OK {
            *response.status_mut() = status;
        }
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

pub(super) type InMarathon = In<(Language, String)>;

pub(super) async fn me(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let me = visit.ask(Method::GET, "/v1/me", None).await;
    show_me(&visit, &me, StatusCode::OK, &Written::default())
}

/// What the API says of those who have not shown who they are.
pub(super) fn nobody() -> Answer {
    Answer::nothing(StatusCode::UNAUTHORIZED)
}

/// The page of whoever visits, or where they sign in.
#[expect(clippy::result_large_err, reason = "both are answers, made once a request")]
pub(super) fn show_me(
    visit: &Visit,
    me: &Answer,
    status: StatusCode,
    written: &Written,
) -> Result<Response, Response> {
    let desk = adapter::desk::desk(&visit.console.app, &visit.marathon, &me.body);
    let desk = desk.ok_or_else(|| missing(&visit.console, visit.language))?;
    Ok(match me.status {
        StatusCode::OK => visit.page(status, render_me(&desk, written, visit.language)),
        _ => {
            let provider = visit.console.app.access.provider_name();
            visit.page(status, render_sign_in(&desk.season, provider, written, visit.language))
        }
    })
}

/// The page of whoever visits, with why something was refused.
pub(super) async fn show_refused(visit: &Visit, answer: &Answer) -> Result<Response, Response> {
    let me = visit.ask(Method::GET, "/v1/me", None).await;
    show_me(visit, &me, answer.status, &Sent(BTreeMap::new()).refused(answer))
}

pub(super) async fn sign_in(
    console: State<Console>,
    path: InMarathon,
    parts: Parts,
    sent: Sent,
) -> Result<Response, Response> {
    begin(console, path, parts, sent, "/v1/session").await
}

pub(super) async fn sign_up(
    console: State<Console>,
    path: InMarathon,
    parts: Parts,
    sent: Sent,
) -> Result<Response, Response> {
    begin(console, path, parts, sent, "/v1/accounts").await
}

async fn begin(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
    sent: Sent,
    route: &str,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let answer = visit.ask(Method::POST, route, Some((sent.key(), &sent.json()))).await;
    match answer.cookie.clone().filter(|_| answer.status.is_success()) {
        Some(cookie) => {
            let mut response = visit.see("me");
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            Ok(response)
        }
        None => show_me(&visit, &nobody(), answer.status, &sent.refused(&answer)),
    }
}

pub(super) async fn sign_out(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let answer = visit.ask(Method::DELETE, "/v1/session", None).await;
    let mut response = visit.see("me");
    if let Some(cookie) = answer.cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

pub(super) async fn register(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
    sent: Sent,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let answer = visit.post("/entrants", &sent).await;
    if answer.status.is_success() {
        visit.until_visible(&answer).await;
        return Ok(visit.see(if sent.text("kind") == Some("person") { "log" } else { "me" }));
    }
    let me = visit.ask(Method::GET, "/v1/me", None).await;
    show_me(&visit, &me, answer.status, &sent.refused(&answer))
}

/// Which kind of deed is logged.
#[derive(Deserialize)]
pub(super) struct Kind {
    kind: Option<String>,
}

impl Kind {
    fn kind(&self) -> DeedKind {
        let named = |kind: &DeedKind| Some(kind.name()) == self.kind.as_deref();
        DeedKind::ALL.into_iter().find(named).unwrap_or(DeedKind::GoodDeedDone)
    }
}

pub(super) async fn log(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    Query(kind): Query<Kind>,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let desk = visit.desk().await?;
    // Without anybody who did it there is nothing to log.
    if desk.entrants.is_empty() {
        return Ok(visit.see("me"));
    }
    Ok(visit.page(StatusCode::OK, render_log(&desk, kind.kind(), &Written::default(), language)))
}

pub(super) async fn send_deed(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    Query(kind): Query<Kind>,
    parts: Parts,
    WithPhotos(sent): WithPhotos,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    let answer = visit.post("/deeds", &sent).await;
    if let Some(deed) = answer.body["deed_id"].as_str().filter(|_| answer.status.is_success()) {
        visit.until_visible(&answer).await;
        return Ok(visit.see(&format!("deeds/{deed}")));
    }
    let desk = visit.desk().await?;
    let rendered = render_log(&desk, kind.kind(), &sent.refused(&answer), language);
    Ok(visit.page(answer.status, rendered))
}

type OfDeed = In<(Language, String, Uuid)>;

pub(super) async fn change(
    State(console): State<Console>,
    In((language, slug, deed)): OfDeed,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    show_change(&visit, DeedId(deed), StatusCode::OK, &Written::default()).await
}

async fn show_change(
    visit: &Visit,
    id: DeedId,
    status: StatusCode,
    written: &Written,
) -> Result<Response, Response> {
    let desk = visit.desk().await?;
    let deed = visit.marathon.read(|view| adapter::desk::deed(view, id));
    let deed = deed.ok_or_else(|| missing(&visit.console, visit.language))?;
    Ok(visit.page(status, render_change(&desk, &deed, written, visit.language)))
}

pub(super) async fn decide(
    State(console): State<Console>,
    In((language, slug, deed)): OfDeed,
    parts: Parts,
    sent: Sent,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    const VERBS: [&str; 6] = ["verify", "reject", "correct", "withdraw", "uphold", "dismiss"];
    let asked = sent.0.get("do").and_then(|asked| VERBS.into_iter().find(|verb| verb == asked));
    let Some(verb) = asked else { return Err(missing(&visit.console, language)) };
    let doubt = verb == "uphold" || verb == "dismiss";
    let answer = match doubt {
        true => resolve(&visit, deed, verb == "uphold", &sent).await,
        false => visit.post(&format!("/deeds/{deed}/{verb}"), &sent).await,
    };
    if answer.status.is_success() {
        visit.until_visible(&answer).await;
        let decided = doubt || verb == "verify" || verb == "reject";
        return Ok(visit.see(&if decided { "queue".to_owned() } else { format!("deeds/{deed}") }));
    }
    let written = sent.refused(&answer);
    match doubt {
        true => show_queue(&visit, answer.status, &written).await,
        false => show_change(&visit, DeedId(deed), answer.status, &written).await,
    }
}

async fn resolve(visit: &Visit, deed: Uuid, upheld: bool, sent: &Sent) -> Answer {
    let path = links::api(&visit.slug, &format!("/deeds/{deed}/resolve-challenge"));
    let body = json!({ "upheld": upheld, "reason": sent.text("reason").unwrap_or_default() });
    visit.ask(Method::POST, &path, Some((sent.key(), &body))).await
}

pub(super) async fn queue(
    State(console): State<Console>,
    In((language, slug)): InMarathon,
    parts: Parts,
) -> Result<Response, Response> {
    let visit = Visit::new(console, language, slug, parts)?;
    show_queue(&visit, StatusCode::OK, &Written::default()).await
}

async fn show_queue(visit: &Visit, status: StatusCode, written: &Written) -> Result<Response, Response> {
    let desk = visit.desk().await?;
    let listed = async |query: &str| {
        let path = links::api(&visit.slug, &format!("/queue{query}"));
        let answer = visit.ask(Method::GET, &path, None).await;
        let waiting = || visit.marathon.read(|view| adapter::desk::waiting(view, &answer.body));
        answer.status.is_success().then(waiting).ok_or_else(|| missing(&visit.console, visit.language))
    };
    let (waiting, doubted) = (listed("").await?, listed("?status=challenged").await?);
    Ok(visit.page(status, render_queue(&desk, &waiting, &doubted, written, visit.language)))
}
