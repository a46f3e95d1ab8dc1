//! `marathon serve`

use std::{io, net::SocketAddr, sync::Arc, thread, time::Duration};

use anyhow::{Context, Result};
use marathon_api::{Access, App, Settled, Site};
use marathon_domain::Rules;
use marathon_events::Timestamp;
use marathon_log::tables::ReadTables;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    signal::{self, unix::SignalKind},
    time::MissedTickBehavior,
};
use tokio_util::sync::CancellationToken;

use crate::{
    cli::{Listen, ServeArgs},
    commands::work,
    failure::WrongUsage,
    provider, store,
};

/// Upper bounds of the buckets of every histogram of seconds.
const SECONDS_BUCKETS: [f64; 13] =
    [0.000_25, 0.000_5, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.5, 2.0, 8.0];
/// How long a stop waits for reads that are under way.
const LAST_READS_WAIT: Duration = Duration::from_secs(2);
/// How often samples are put into buckets.
const METRICS_UPKEEP: Duration = Duration::from_secs(5);
/// How often sessions and links that have ended are removed, and how many at a time.
const EXPIRED_PAUSE: Duration = Duration::from_secs(300);
const EXPIRED_ROWS: u32 = 10_000;
/// How often it is looked whether personal data was left half done.
const SETTLE_PAUSE: Duration = Duration::from_secs(600);
/// No command is on its way for so long.
const SETTLED_AFTER: Duration = Duration::from_secs(3_600);
/// How often it is looked whether another node opened a marathon.
const DISCOVER: Duration = Duration::from_secs(1);
/// How often metrics learn what the tables of read models do.
const BUILDS_PAUSE: Duration = Duration::from_secs(5);
/// Upper bounds of the buckets of every histogram of events.
const EVENTS_BUCKETS: [f64; 8] = [1.0, 4.0, 16.0, 64.0, 256.0, 1_024.0, 2_048.0, 4_096.0];

pub(crate) fn run(args: &ServeArgs) -> Result<()> {
    if args.work && args.store.database_url.is_none() {
        return Err(
            WrongUsage("--work keeps tables of a database: name it with --database-url".into()).into()
        );
    }
    let provider = provider::of(&args.provider)?;
    let door = Door::open(&args.listen)?;
    let (site, tables) = store::site_with_tables(&args.store, None)?;
    open_this_year(&site, site.all().is_empty())?;
    if let Some(tables) = &tables {
        show_builds(Arc::clone(&tables.tables))?;
    }
    let workers = tables.filter(|_| args.work).map(|t| work::start(&t, &args.tables, &[])).transpose()?;
    let access = store::access(&site, &args.store, args.listen.vault_key.as_deref())?;
    let access = provider::add(access, provider);
    door.serve(site, access, |address| println!("listening on http://{address}"))?;
    drop(workers);
    Ok(())
}

/// Keeps what the database says of its tables in the metrics of this process.
fn show_builds(tables: Arc<dyn ReadTables>) -> Result<()> {
    let show = move || {
        loop {
            match tables.list() {
                Ok(builds) => marathon_engine::tables::show_builds(&builds),
                Err(error) => tracing::warn!(%error, "tables of read models cannot be listed"),
            }
            thread::sleep(BUILDS_PAUSE);
        }
    };
    thread::Builder::new().name("builds".to_owned()).spawn(show)?;
    Ok(())
}

/// Opens a marathon for this year, so that a newcomer can log a deed at once. One whose opening broke off is opened
/// in any case.
pub(crate) fn open_this_year(site: &Site, wanted: bool) -> Result<()> {
    let now = store::now();
    let rules = Rules::default_for_year_of(now);
    let there = site.get(&store::name(&rules.set().slug)?);
    let broken_off = there.as_ref().is_some_and(|m| m.feed().next().0 == 0);
    if wanted && there.is_none() || broken_off {
        site.open(&rules, now)?;
    }
    Ok(())
}

/// The address to serve on, taken before anything long is begun.
pub(crate) struct Door {
    runtime: Runtime,
    listener: TcpListener,
    metrics: PrometheusHandle,
    trusted_proxies: u8,
}

impl Door {
    pub(crate) fn open(listen: &Listen) -> Result<Self> {
        let address = listen.listen;
        let metrics = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS_BUCKETS)?
            .set_buckets_for_metric(Matcher::Suffix("_events".into()), &EVENTS_BUCKETS)?
            .install_recorder()?;
        let runtime = Runtime::new()?;
        let listener = runtime.block_on(TcpListener::bind(address)).with_context(|| {
            format!(
                "cannot listen on {address}; choose another address with --listen, or stop what is using it"
            )
        })?;
        Ok(Self { runtime, listener, metrics, trusted_proxies: listen.trusted_proxies })
    }

    /// Serves until the process is asked to stop.
    pub(crate) fn serve(self, site: Arc<Site>, access: Access, ready: impl FnOnce(SocketAddr)) -> Result<()> {
        let Self { runtime, listener, metrics, trusted_proxies } = self;
        let address = listener.local_addr()?;
        let stopping = CancellationToken::new();
        let app = App::new(Arc::clone(&site), access, Some(metrics.clone()), stopping.clone(), store::now);
        let organisers_link = marathon_api::organisers_link(&app)?;
        let router = marathon_api::router(app.clone()).merge(marathon_console::routes(app.clone()));
        runtime.spawn(forget_expired(app.clone()));
        runtime.spawn(settle_private(app));
        runtime.spawn(keep_metrics_small(metrics.clone()));
        runtime.spawn(discover(Arc::clone(&site)));
        runtime.block_on(async {
            let stop = stopping.clone();
            let asked = asked_to_stop()?;
            tokio::spawn(async move {
                asked.await;
                tracing::info!("stopping: no new requests, answering those under way");
                stop.cancel();
            });
            ready(address);
            if let Some(secret) = organisers_link {
                tell_the_first(address, &secret.text());
            }
            marathon_api::serve(listener, router, trusted_proxies, stopping).await
        })?;
        // Who still reads ends with the piece it is at, so that files are closed in order; who reads the past takes longer
        // and must not keep the process.
        runtime.shutdown_timeout(LAST_READS_WAIT);
        drop(site);
        Ok(())
    }
}

/// Says how the first account is opened.
fn tell_the_first(address: SocketAddr, secret: &str) {
    println!(
        "no marathon has an organiser yet; whoever sends this within 14 days becomes the first:
       curl -s http://{address}/v1/first-organiser \\
            -d '{{\"secret\": \"{secret}\", \"login\": \"you@example.kz\", \"password\": \"15 characters or more\"}}'"
    );
}

/// Sessions and links that have ended are of no use to anybody.
async fn forget_expired(app: App) {
    let mut due = tokio::time::interval(EXPIRED_PAUSE);
    loop {
        due.tick().await;
        let (accounts, now) = (Arc::clone(&app.access.accounts), (app.now)());
        let removed = tokio::task::spawn_blocking(move || accounts.remove_expired(now, EXPIRED_ROWS)).await;
        if let Ok(Err(error)) = removed {
            tracing::warn!(%error, "sessions that have ended cannot be removed");
        }
    }
}

/// What another process left half done with personal data: at once, and from time to time.
async fn settle_private(app: App) {
    let mut due = tokio::time::interval(SETTLE_PAUSE);
    loop {
        due.tick().await;
        let (app, sealed_before) = (app.clone(), Timestamp((app.now)().0 - SETTLED_AFTER.as_micros() as i64));
        let settled = tokio::task::spawn_blocking(move || marathon_api::settle_private(&app, sealed_before));
        match settled.await {
            Ok(Ok(settled)) if settled == Settled::default() => {}
            Ok(Ok(Settled { confirmed, removed, erased })) => {
                tracing::info!(
                    confirmed,
                    removed,
                    erased,
                    "personal data was left half done and is settled now"
                );
            }
            Ok(Err(error)) => tracing::warn!(%error, "personal data left half done cannot be settled"),
            Err(error) => tracing::error!(%error, "settling personal data broke off"),
        }
    }
}

/// Histograms keep every sample until it is put into its bucket; a server nobody scrapes would keep them for ever.
async fn keep_metrics_small(metrics: PrometheusHandle) {
    let mut due = tokio::time::interval(METRICS_UPKEEP);
    loop {
        due.tick().await;
        metrics.run_upkeep();
    }
}

/// Starts what other nodes open.
async fn discover(site: Arc<Site>) {
    let mut due = tokio::time::interval(DISCOVER);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        due.tick().await;
        let site = Arc::clone(&site);
        match tokio::task::spawn_blocking(move || site.discover()).await {
            Ok(Err(error)) => tracing::warn!(%error, "marathons of other nodes cannot be looked for"),
            Ok(Ok(())) => {}
            Err(_) => return,
        }
    }
}

/// Waits until the process is asked to stop. It is heard from the call on, not only once somebody waits: who reads that
/// the process listens may ask it to stop at once.
pub(crate) fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = signal::unix::signal(SignalKind::interrupt())?;
    let mut terminate = signal::unix::signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
