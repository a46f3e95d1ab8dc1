//! `rebuild`: how long the tables of read models take to be made from zero.

use std::{thread, time::Duration, time::Instant};

use anyhow::{Context, Result, bail};
use marathon_engine::tables::{TableModel, TableOptions, TableWorkers};
use marathon_log::tables::{BuildState, BuildStatus, Order, ReadTables};
use marathon_log_sqlite::Access;
use marathon_projections::Tables;

use crate::{
    history::{Growth, History},
    stats::{Spread, whole},
    stores,
    table::{Table, say},
};

/// How often the builds are looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// No rebuild takes longer, or something is wrong.
const REBUILD_MAX: Duration = Duration::from_secs(600);
const LEASE: Duration = Duration::from_secs(10);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Events in the history
    #[arg(long, default_value_t = 1_000_000)]
    events: u64,
    /// Rebuilds
    #[arg(long, default_value_t = 3)]
    runs: usize,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    // Only there tables are kept.
    stores::use_postgres();
    let folder = tempfile::tempdir()?;
    let mut history = History::create(folder.path())?;
    history.grow(Growth::of_events(args.events))?;
    let events = history.events()?;
    let store = stores::open(folder.path(), Access::ReadOnly)?;
    let tables = store.tables().context("a store with tables")?;
    let options = TableOptions { projections: Vec::new(), lease: LEASE, snapshots: None };
    let mut seconds = Vec::new();
    let mut workers = None;
    for run in 0..args.runs {
        say(&format!("rebuild: run {}", run + 1));
        let began = Instant::now();
        match &workers {
            None => {
                workers =
                    Some(TableWorkers::start::<Tables>(store.clone(), tables.clone(), options.clone())?);
            }
            Some(_) => drop(tables.order(Order::Rebuild, None, None)?),
        }
        wait(&*tables, run as u32 + 1)?;
        seconds.push(began.elapsed().as_secs_f64());
    }
    drop(workers);
    let mut table = Table::new(
        "How long until every table of read models is made from zero and shown to readers?",
        &["tables", "seconds", "events/s"],
    );
    let rate = Spread::of(seconds.iter().map(|s| events as f64 / s));
    table.row([Tables::TABLES.len().to_string(), Spread::of(seconds).to_string(), rate.to_string()]);
    table.print();
    println!("\n{} events.", whole(events as f64));
    Ok(())
}

/// Waits until readers see the build of this number of every table, up to the head.
fn wait(tables: &dyn ReadTables, build: u32) -> Result<()> {
    let is_done = |b: &&BuildStatus| b.build >= build && b.active && b.lag() == 0;
    let began = Instant::now();
    loop {
        let builds = tables.list()?;
        if let Some(stopped) = builds.iter().find(|b| b.state == BuildState::Stopped) {
            bail!("{} stopped: {:?}", stopped.projection, stopped.stopped_why);
        }
        if builds.iter().filter(is_done).count() == Tables::TABLES.len() {
            return Ok(());
        }
        if began.elapsed() > REBUILD_MAX {
            bail!("not done after {REBUILD_MAX:?}: {builds:?}");
        }
        thread::sleep(LOOK_AGAIN);
    }
}
