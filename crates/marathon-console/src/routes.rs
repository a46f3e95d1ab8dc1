//! The addresses of the pages.

use std::{collections::BTreeMap, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{
        Html, IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use futures_util::{Stream, stream};
use marathon_api::{App, Marathon, guard_pages};
use marathon_events::Position;
use parking_lot::Mutex;
use serde::Deserialize;

use crate::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, Dashboard, Fragment, Language, MapMetric, SeasonLink, adapter,
    assets, live_message, render, render_fragments,
};

/// A page that is looked at changes at most this often.
const LIVE_INTERVAL: Duration = Duration::from_secs(1);
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The pages of a site.
pub fn routes(app: App) -> Router {
    let console = Console { app: app.clone(), rendered: Arc::default() };
    let pages = Router::new()
        .route("/", get(start))
        .route("/{language}", get(home))
        .route("/{language}/{slug}", get(page))
        .route("/{language}/{slug}/live", get(live))
        .route("/assets/{name}", get(asset))
        .with_state(console);
    guard_pages(pages, &app)
}

#[derive(Clone)]
struct Console {
    app: App,
    /// What was rendered last of each page, for all who watch it.
    rendered: Arc<Mutex<BTreeMap<Page, Rendered>>>,
}

type Page = (String, Language, MapMetric);
type Rendered = (Option<Position>, Arc<Vec<Fragment>>);

#[derive(Deserialize)]
struct Look {
    metric: Option<String>,
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
    Path(language): Path<String>,
    Query(look): Query<Look>,
) -> Response {
    match Language::parse(&language) {
        Some(language) => newest(&console, language, look.metric()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The newest season somebody did something in; before the first deed, the newest there is.
fn newest(console: &Console, language: Language, metric: MapMetric) -> Response {
    let seasons = seasons(&console.app);
    match seasons.iter().find(|s| s.claimed_deeds > 0).or(seasons.first()) {
        Some(season) => show(console, language, &season.slug, metric),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn page(
    State(console): State<Console>,
    Path((language, slug)): Path<(String, String)>,
    Query(look): Query<Look>,
) -> Response {
    match Language::parse(&language) {
        Some(language) => show(&console, language, &slug, look.metric()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn show(console: &Console, language: Language, slug: &str, metric: MapMetric) -> Response {
    let Some(dashboard) = dashboard(&console.app, slug) else { return StatusCode::NOT_FOUND.into_response() };
    match render(&dashboard, language, metric) {
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
    adapter::dashboard(&marathon, seasons(app))
}

/// Every season, the one that began last first.
fn seasons(app: &App) -> Vec<SeasonLink> {
    let mut seasons: Vec<_> = app.site.all().iter().filter_map(|m| adapter::season(m)).collect();
    seasons.sort_by(|(a, _), (b, _)| b.cmp(a));
    seasons.into_iter().map(|(_, link)| link).collect()
}

async fn live(
    State(console): State<Console>,
    Path((language, slug)): Path<(String, String)>,
    Query(look): Query<Look>,
) -> Response {
    let Some(language) = Language::parse(&language) else { return StatusCode::NOT_FOUND.into_response() };
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
        let rendered = (dashboard.as_of_position, Arc::new(rendered));
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
