//! The servers that are measured, each in a process of its own. They serve until their standard input is closed.

use std::{io::Read, path::PathBuf, sync::Arc, thread};

use anyhow::{Context, Result};
use axum::{
    Json, Router,
    body::Bytes,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use compact_str::CompactString;
use marathon_accounts::{Accounts, AccountsError, Cost, Scope};
use marathon_api::{Access, App};
use marathon_events::{
    Animals, Day, DeedKind, EntrantId, Evidence, Grams, People, PersonMinutes, RegionCode, Timestamp, Trees,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::history::{now, site};

#[derive(clap::Args)]
pub(crate) struct RealArgs {
    /// Data directory
    #[arg(long)]
    data: PathBuf,
    /// Neither read nor make snapshots
    #[arg(long)]
    no_snapshots: bool,
}

/// The product's API over a data directory, measured by metrics as `marathon serve` is.
pub(crate) fn real(args: &RealArgs) -> Result<()> {
    let seconds = [0.000_25, 0.000_5, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.5, 2.0, 8.0];
    let events = [1.0, 4.0, 16.0, 64.0, 256.0, 1_024.0, 2_048.0, 4_096.0];
    let metrics = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &seconds)?
        .set_buckets_for_metric(Matcher::Suffix("_events".into()), &events)?
        .install_recorder()?;
    let door = Door::open()?;
    let site = Arc::new(site(&args.data, !args.no_snapshots)?);
    let stopping = CancellationToken::new();
    let rows = site.store().accounts()?.context("the store keeps accounts")?;
    let access = Access::new(&rows, None, Cost::OWASP);
    issue(&access.accounts)?;
    let app = App::new(Arc::clone(&site), access, Some(metrics), stopping.clone(), now);
    door.serve(marathon_api::router(app), stopping)
}

/// Where the token's bits come from: a server and its client know it without a word.
fn same_bits(bytes: &mut [u8]) {
    bytes.fill(7);
}

/// The token of an organiser that every measured server knows.
pub(crate) fn token() -> String {
    format!("{}{}", marathon_accounts::TOKEN_BEGINNING, "07".repeat(32))
}

fn issue(accounts: &Accounts) -> Result<()> {
    let scope = Scope { role: "organiser".to_owned(), marathon: None, region: None, nomination: None };
    let lasts = Timestamp(now().0 + 86_400_000_000);
    match accounts.issue_token(scope, lasts, now(), &mut same_bits) {
        // An earlier server of this folder made it.
        Ok(_) | Err(AccountsError::NotRandom) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What axum alone takes: the same loop and the same body, parsed into types and answered, and nothing else.
pub(crate) fn bare() -> Result<()> {
    let router = Router::new()
        .route("/v1/marathons/{slug}/deeds", post(answer))
        .route("/readyz", axum::routing::get(|| async { "ready" }));
    Door::open()?.serve(router, CancellationToken::new())
}

/// An address that is known before anything long is begun.
struct Door {
    runtime: tokio::runtime::Runtime,
    listener: TcpListener,
}

impl Door {
    fn open() -> Result<Self> {
        let runtime = tokio::runtime::Runtime::new()?;
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0)))?;
        println!("{}", listener.local_addr()?);
        Ok(Self { runtime, listener })
    }

    fn serve(self, router: Router, stopping: CancellationToken) -> Result<()> {
        let stop = stopping.clone();
        thread::spawn(move || {
            let _ = std::io::stdin().read(&mut [0]);
            stop.cancel();
        });
        self.runtime.block_on(marathon_api::serve(self.listener, router, 0, stopping))?;
        self.runtime.shutdown_background();
        Ok(())
    }
}

/// A deed in the types of the product, its text borrowed or small.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "parsing is what is measured")]
struct Body {
    #[serde(rename = "type")]
    kind: DeedKind,
    entrant_id: EntrantId,
    region: RegionCode,
    sector: CompactString,
    done_on: Day,
    people: People,
    #[serde(default)]
    companions: Vec<EntrantId>,
    #[serde(default)]
    evidence: Vec<Evidence>,
    people_helped: Option<People>,
    person_minutes: Option<PersonMinutes>,
    trees: Option<Trees>,
    grams: Option<Grams>,
    animals: Option<Animals>,
}

#[derive(Serialize)]
struct Logged {
    deed_id: Uuid,
    position: u64,
    status: &'static str,
}

/// An answer of the size and with the headers of the real one.
async fn answer(Path(slug): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let parsed: Result<Body, _> = serde_json::from_slice(&body);
    let Some(Body { entrant_id, .. }) = parsed.ok().filter(|_| headers.contains_key("idempotency-key"))
    else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let location = format!("/v1/marathons/{slug}/deeds/{entrant_id}");
    let logged = Logged { deed_id: entrant_id.0, position: 1_000_000, status: "claimed" };
    (StatusCode::CREATED, [(header::LOCATION, location)], Json(logged)).into_response()
}
