//! The addresses of the pages.

mod audit;
mod awards;
mod boards;
mod deeds;
mod desk;
mod people;
mod photos;
mod provider;
mod results;

use std::{collections::BTreeMap, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequestParts, Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{
        Html, IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use futures_util::{Stream, stream};
use marathon_api::{App, Inside, Marathon, Reading, When, guard_pages};
use marathon_engine::View;
use marathon_events::Position;
use marathon_projections::Views;
use parking_lot::Mutex;
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, Dashboard, Error, Fragment, Language, MapMetric, SeasonLink,
    adapter, assets, live_message, render, render_fragments, render_missing,
};

/// A page that is looked at changes at most this often.
const LIVE_INTERVAL: Duration = Duration::from_secs(1);
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The pages of a site.
pub fn routes(app: App) -> Router {
    let inside = Inside::new(app.clone());
    let console = Console { app: app.clone(), inside, rendered: Arc::default() };
    let with_photos = DefaultBodyLimit::max(photos::PHOTOS_BYTES_MAX);
    let pages = Router::new()
        .route("/", get(start))
        .route("/{language}", get(home))
        .route("/{language}/{slug}", get(page))
        .route("/{language}/{slug}/live", get(live))
        .route("/{language}/{slug}/leaderboards/{metric}", get(boards::board))
        .route("/{language}/{slug}/leaderboards/{metric}/csv", get(boards::table))
        .route("/{language}/{slug}/leaderboards/{metric}/{entrant}", get(results::board_why))
        .route("/{language}/{slug}/nominations", get(results::nominations))
        .route("/{language}/{slug}/nominations/{nomination}", get(results::ranking))
        .route("/{language}/{slug}/nominations/{nomination}/{competitor}", get(results::ranking_why))
        .route("/{language}/{slug}/deeds/{deed}", get(deeds::deed))
        .route("/{language}/{slug}/deeds/{deed}/challenge", post(deeds::challenge))
        .route("/{language}/{slug}/me", get(desk::me))
        .route("/{language}/{slug}/sign-in", post(desk::sign_in))
        .route("/{language}/{slug}/sign-up", post(desk::sign_up))
        .route("/{language}/{slug}/sign-in/provider", get(provider::begin))
        .route("/sign-in/callback", get(provider::callback))
        .route("/{language}/{slug}/sign-out", post(desk::sign_out))
        .route("/{language}/{slug}/entrants", post(desk::register))
        .route("/{language}/{slug}/entrants/{entrant}/invite", post(people::invite))
        .route("/{language}/{slug}/entrants/{entrant}/join", get(people::invited).post(people::join))
        .route("/{language}/{slug}/entrants/{entrant}/leave", post(people::leave))
        .route("/{language}/{slug}/erase", post(people::erase))
        .route("/{language}/{slug}/log", get(desk::log).post(desk::send_deed).layer(with_photos))
        .route("/{language}/{slug}/deeds/{deed}/change", get(desk::change).post(desk::decide))
        .route("/{language}/{slug}/queue", get(desk::queue))
        .route("/{language}/{slug}/judging", get(awards::judging).post(awards::judge))
        .route("/{language}/{slug}/audit", get(audit::audit))
        .route("/{language}/{slug}/winners", get(awards::winners))
        .route("/{language}/{slug}/winners/{nomination}/{winner}", get(awards::certificate))
        .route("/assets/{name}", get(asset))
        .with_state(console);
    guard_pages(pages, &app)
}

#[derive(Clone)]
struct Console {
    app: App,
    inside: Inside,
    /// What was rendered last of each page, for all who watch it.
    rendered: Arc<Mutex<BTreeMap<Page, Rendered>>>,
}

type Page = (String, Language, MapMetric);
type Rendered = (Option<Position>, Arc<Vec<Fragment>>);

/// The parameters in the path of a page. What does not fit leads nowhere.
struct In<T>(T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for In<T> {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, StatusCode> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(|Path(found)| Self(found)).map_err(|_| StatusCode::NOT_FOUND)
    }
}

#[derive(Deserialize)]
struct Look {
    metric: Option<String>,
    at: Option<String>,
}

impl Look {
    fn metric(&self) -> MapMetric {
        self.metric.as_deref().and_then(MapMetric::parse).unwrap_or_default()
    }
}

/// The start page, in the language the browser likes best.
async fn start(State(console): State<Console>, Query(look): Query<Look>, headers: HeaderMap) -> Response {
    let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let mut page = newest(&console, Language::negotiate(wish), look.metric());
    page.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-language"));
    page
}

async fn home(
    State(console): State<Console>,
    In(language): In<Language>,
    Query(look): Query<Look>,
) -> Response {
    newest(&console, language, look.metric())
}

/// The newest season somebody did something in; before the first deed, the newest there is.
fn newest(console: &Console, language: Language, metric: MapMetric) -> Response {
    match newest_slug(&console.app) {
        Some(slug) => show(console, language, &slug, metric),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn newest_slug(app: &App) -> Option<String> {
    let seasons = seasons(app);
    let season = seasons.iter().find(|s| s.claimed_deeds > 0).or(seasons.first())?;
    Some(season.slug.clone())
}

async fn page(
    State(console): State<Console>,
    In((language, slug)): In<(Language, String)>,
    Query(look): Query<Look>,
) -> Response {
    match look.at.as_deref().filter(|at| !at.is_empty()) {
        None => show(&console, language, &slug, look.metric()),
        Some(at) => show_past(&console, language, &slug, at, look.metric()).await,
    }
}

/// The dashboard as it stood at a moment.
async fn show_past(
    console: &Console,
    language: Language,
    slug: &str,
    at: &str,
    metric: MapMetric,
) -> Response {
    let Some(reading) = reading(console, slug, Some(at)).await else { return missing(console, language) };
    let dashboard =
        reading.look(|view| Some((adapter::dashboard(view, seasons(&console.app))?, at_of(view))));
    match dashboard {
        Some((mut dashboard, at)) => {
            dashboard.season.at = at;
            html(language, render(&dashboard, language, metric))
        }
        None => missing(console, language),
    }
}

/// A marathon as it stands, or as it stood; `None` if there is no such marathon or moment.
async fn reading(console: &Console, slug: &str, at: Option<&str>) -> Option<Reading> {
    let marathon = console.app.marathon(slug).ok()?;
    let at = at.filter(|at| !at.is_empty()).map(str::to_owned);
    Reading::of(&marathon, &When { at, at_least: None }).await.ok()
}

fn at_of(view: &View<Views>) -> Option<Position> {
    view.as_of.map(|as_of| as_of.position)
}

fn show(console: &Console, language: Language, slug: &str, metric: MapMetric) -> Response {
    match dashboard(&console.app, slug) {
        Some(dashboard) => html(language, render(&dashboard, language, metric)),
        None => missing(console, language),
    }
}

/// The page that says there is none here. It is one of the newest season; without any, there are no pages at all.
fn missing(console: &Console, language: Language) -> Response {
    let slug = newest_slug(&console.app);
    let marathon = slug.and_then(|slug| console.app.marathon(&slug).ok());
    let Some(season) = marathon.and_then(|marathon| marathon.read(adapter::about)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = html(language, render_missing(&season, language));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Answers with a page.
fn html(language: Language, rendered: Result<String, Error>) -> Response {
    match rendered {
        Ok(html) => {
            let headers = [
                (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::REFERRER_POLICY, "same-origin"),
                (header::CACHE_CONTROL, "no-cache"),
                (header::CONTENT_LANGUAGE, language.code()),
            ];
            (headers, Html(html)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn dashboard(app: &App, slug: &str) -> Option<Dashboard> {
    let marathon = app.marathon(slug).ok()?;
    let seasons = seasons(app);
    marathon.read(|view| adapter::dashboard(view, seasons))
}

/// Every season, the one that began last first.
fn seasons(app: &App) -> Vec<SeasonLink> {
    let mut seasons: Vec<_> = app.site.all().iter().filter_map(|m| adapter::season(m)).collect();
    seasons.sort_by(|(a, _), (b, _)| b.cmp(a));
    seasons.into_iter().map(|(_, link)| link).collect()
}

async fn live(
    State(console): State<Console>,
    In((language, slug)): In<(Language, String)>,
    Query(look): Query<Look>,
) -> Response {
    let Ok(marathon) = console.app.marathon(&slug) else { return StatusCode::NOT_FOUND.into_response() };
    let watch =
        Watch { console, marathon, page: (slug, language, look.metric()), shown: None, position: None };
    let events = Sse::new(messages(watch)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    let mut response = events.into_response();
    // Proxies that buffer would hold back what is live.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// Somebody who has a page open.
struct Watch {
    console: Console,
    marathon: Arc<Marathon>,
    page: Page,
    shown: Option<Arc<Vec<Fragment>>>,
    position: Option<Position>,
}

/// What changes on a page, until the page is left or the server stops.
fn messages(watch: Watch) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(watch, |mut watch| async move {
        let stopping = watch.console.app.stopping.clone();
        loop {
            if let Some(message) = watch.next_message() {
                return Some((Ok(Event::default().data(message)), watch));
            }
            let news = async {
                tokio::time::sleep(LIVE_INTERVAL).await;
                watch.news().await;
            };
            tokio::select! {
                () = stopping.cancelled() => return None,
                () = news => {}
            }
        }
    })
}

impl Watch {
    /// Waits until the views have moved on.
    async fn news(&self) {
        let beyond = self.position.map_or(Position(0), Position::next);
        // Waiting again is the same as having waited: the loop looks either way.
        let _ = self.marathon.wait_visible(beyond, KEEP_ALIVE).await;
    }

    /// What differs from what this page shows; `None` if nothing does.
    fn next_message(&mut self) -> Option<String> {
        let (position, fragments) = self.console.fragments(&self.page)?;
        self.position = position;
        if self.shown.as_ref().is_some_and(|shown| Arc::ptr_eq(shown, &fragments)) {
            return None;
        }
        let message = live_message(self.shown.as_ref().map(|s| s.as_slice()), &fragments);
        self.shown = Some(fragments);
        message.unwrap_or_else(|error| {
            tracing::error!(%error, "a live message could not be written");
            None
        })
    }
}

impl Console {
    /// The changing parts of a page as of now, rendered once for all who watch it.
    fn fragments(&self, page: &Page) -> Option<Rendered> {
        let marathon = self.app.marathon(&page.0).ok()?;
        let now = marathon.read(|view| view.as_of.map(|a| a.position));
        if let Some(rendered) = self.rendered.lock().get(page).filter(|(at, _)| *at == now) {
            return Some(rendered.clone());
        }
        let dashboard = dashboard(&self.app, &page.0)?;
        let rendered = render_fragments(&dashboard, page.1, page.2)
            .inspect_err(|error| tracing::error!(%error, "a page could not be rendered"))
            .ok()?;
        let rendered = (dashboard.season.as_of_position, Arc::new(rendered));
        self.rendered.lock().insert(page.clone(), rendered.clone());
        Some(rendered)
    }
}

async fn asset(Path(name): Path<String>) -> Response {
    let path = format!("/assets/{name}");
    match assets().into_iter().find(|a| a.path == path) {
        Some(asset) => {
            let headers = [
                (header::CONTENT_TYPE, asset.content_type),
                (header::CACHE_CONTROL, CACHE_CONTROL),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (headers, asset.bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
