//! Whether the process lives, whether it is ready, and what it measures.

use std::{
    sync::{Arc, Once},
    time::Duration,
};

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use marathon_projections::PROJECTIONS;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{App, Marathon, Problem, problem::ProblemDocument, reading::json};

/// Views further behind the head than this are not ready to be read.
const LAG_EVENTS_MAX: u64 = 10_000;
/// A store that does not answer within this time is not readable.
const STORE_WAIT_MAX: Duration = Duration::from_secs(2);

/// That the process lives.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alive {
    /// `ok`.
    status: &'static str,
}

/// Whether requests should come here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ready {
    /// Whether the store can be read, every view is near the head, and the process is not stopping.
    ready: bool,
    /// Whether the process is stopping.
    stopping: bool,
    /// Views further behind the head than this are not ready.
    lag_events_max: u64,
    /// By slug.
    marathons: Vec<MarathonReadiness>,
}

/// How far a marathon is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarathonReadiness {
    /// Its slug.
    marathon: String,
    /// Whether its log can be read and its views are near the head.
    ready: bool,
    /// Whether its log can be read, and is the one its views were made of.
    readable: bool,
    /// Position of the last event of its history; `null` before the first.
    head: Option<u64>,
    /// Position of the last event in its views; `null` before the first.
    view: Option<u64>,
    /// Events the views are behind.
    lag: u64,
}

/// See whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, body = Alive)))]
pub(crate) async fn healthz() -> Response {
    json(StatusCode::OK, &Alive { status: "ok" })
}

/// See whether requests should come here.
#[utoipa::path(get, path = "/readyz", tag = "operation",
    responses((status = 200, body = Ready), (status = 503, description = "Not ready", body = Ready)))]
pub(crate) async fn readyz(State(app): State<App>) -> Response {
    let ready = Ready::of(&app).await;
    let status = if ready.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let mut response = json(status, &ready);
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

impl Ready {
    async fn of(app: &App) -> Self {
        let stopping = app.stopping.is_cancelled();
        let mut marathons = Vec::new();
        for marathon in app.site.all() {
            marathons.push(readiness(&marathon).await);
        }
        let ready = !stopping && marathons.iter().all(|m| m.ready);
        Self { ready, stopping, lag_events_max: LAG_EVENTS_MAX, marathons }
    }
}

async fn readiness(marathon: &Marathon) -> MarathonReadiness {
    let log = Arc::clone(marathon.log());
    let asked = tokio::task::spawn_blocking(move || log.next());
    let asked = match tokio::time::timeout(STORE_WAIT_MAX, asked).await {
        Ok(Ok(Ok(next))) => Some(next.0),
        Ok(Ok(Err(error))) => {
            tracing::warn!(marathon = %marathon.name(), %error, "the log cannot be read");
            None
        }
        _ => None,
    };
    let readable = asked.is_some() && !marathon.feed().is_abandoned();
    // The view first: in the other order it might seem to be ahead of the head. Other nodes may have appended what
    // the feed of this one does not have yet.
    let view = marathon.visible_next().0;
    let head = marathon.feed().next().0.max(asked.unwrap_or(0));
    let lag = head.saturating_sub(view);
    MarathonReadiness {
        marathon: marathon.name().to_string(),
        ready: readable && lag <= LAG_EVENTS_MAX,
        readable,
        head: head.checked_sub(1),
        view: view.checked_sub(1),
        lag,
    }
}

/// Read what this process measures, as Prometheus does.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, body = String, content_type = "text/plain; version=0.0.4"),
        (status = 404, description = "This process does not measure", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let rendered = app.metrics.as_ref().ok_or_else(|| Problem::not_found("nothing-measured"))?;
    describe();
    metrics::gauge!("marathon_ready").set(if Ready::of(&app).await.ready { 1.0 } else { 0.0 });
    for marathon in app.site.all() {
        gauge(&marathon);
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], rendered.render())
        .into_response())
}

fn gauge(marathon: &Marathon) {
    let name = marathon.name().to_string();
    let view = marathon.visible_next().0;
    let head = marathon.feed().next().0;
    metrics::gauge!("marathon_queue_submissions", "marathon" => name.clone()).set(marathon.queued() as f64);
    // There is no position before the first event.
    if let Some(position) = head.checked_sub(1) {
        metrics::gauge!("marathon_head_position", "marathon" => name.clone()).set(position as f64);
    }
    for (projection, _) in PROJECTIONS {
        let labels = [("marathon", name.clone()), ("projection", projection.to_owned())];
        if let Some(position) = view.checked_sub(1) {
            metrics::gauge!("marathon_projection_position", &labels).set(position as f64);
        }
        metrics::gauge!("marathon_projection_lag_events", &labels).set(head.saturating_sub(view) as f64);
    }
}

fn describe() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        metrics::describe_gauge!("marathon_ready", "1 if requests should come here, as /readyz says");
        metrics::describe_gauge!("marathon_queue_submissions", "Submissions waiting for the sequencer");
        metrics::describe_gauge!("marathon_head_position", "Position of the last durable event");
        metrics::describe_gauge!(
            "marathon_projection_position",
            "Position of the last event in a projection"
        );
        metrics::describe_gauge!("marathon_projection_lag_events", "Events a projection is behind the head");
    });
}
