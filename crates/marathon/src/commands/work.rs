//! `marathon work`

use std::time::Duration;

use anyhow::Result;
use marathon_engine::tables::{TableModel, TableOptions, TableWorkers};
use marathon_log::tables::{BuildState, BuildStatus};
use marathon_projections::Tables as Model;
use tokio::{runtime::Runtime, time::MissedTickBehavior};

use super::serve::asked_to_stop;
use crate::{
    cli::{Tables, WorkArgs},
    failure::WrongUsage,
    progress,
    store::{self, WithTables},
};

/// How often progress is shown.
const PROGRESS_PAUSE: Duration = Duration::from_secs(1);
/// How often it is logged, in pauses.
const LOG_EVERY: u32 = 10;

pub(crate) fn run(args: &WorkArgs) -> Result<()> {
    for name in &args.projection {
        is_kept_in_a_table(name)?;
    }
    let tables = store::with_tables(&args.store)?;
    let workers = start(&tables, &args.tables, &args.projection)?;
    let runtime = Runtime::new()?;
    let asked = runtime.block_on(async { asked_to_stop() })?;
    println!("keeping tables of read models");
    runtime.block_on(async {
        tokio::select! {
            () = asked => {}
            () = show_progress(&tables) => {}
        }
    });
    runtime.shutdown_background();
    tracing::info!("stopping: giving the tables back");
    drop(workers);
    Ok(())
}

/// Starts to keep the tables of these projections, or all.
pub(crate) fn start(of: &WithTables, tables: &Tables, projections: &[String]) -> Result<TableWorkers> {
    let options = TableOptions {
        projections: projections.to_vec(),
        lease: Duration::from_secs(tables.lease),
        snapshots: Some(of.snapshots.clone()),
    };
    Ok(TableWorkers::start::<Model>(of.store.clone(), of.tables.clone(), options)?)
}

/// A name of a projection that is kept in a table.
pub(crate) fn is_kept_in_a_table(name: &str) -> Result<()> {
    if Model::TABLES.iter().any(|table| table.projection == name) {
        return Ok(());
    }
    let known: Vec<_> = Model::TABLES.iter().map(|table| table.projection).collect();
    Err(WrongUsage(format!("there is no table for `{name}`: {}", known.join(", "))).into())
}

/// A bar over what is being built, for as long as something is, and now and then a line in the log.
async fn show_progress(of: &WithTables) {
    let mut due = tokio::time::interval(PROGRESS_PAUSE);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut bar, mut looks) = (None, 0_u32);
    loop {
        due.tick().await;
        let tables = of.tables.clone();
        let listed = tokio::task::spawn_blocking(move || tables.list()).await;
        let Ok(Ok(builds)) = listed else { continue };
        let building: Vec<&BuildStatus> =
            builds.iter().filter(|build| build.state == BuildState::Building).collect();
        if building.is_empty() {
            bar = None;
            continue;
        }
        looks += 1;
        if looks % LOG_EVERY == 1 {
            building.iter().for_each(|build| log(build));
        }
        let bar = bar.get_or_insert_with(|| progress::bar(0, "events in new tables"));
        bar.set_length(building.iter().map(|build| build.head.0).sum());
        bar.set_position(building.iter().map(|build| build.next.0).sum());
    }
}

fn log(build: &BuildStatus) {
    tracing::info!(
        marathon = build.log,
        projection = build.projection,
        version = build.version,
        build = build.build,
        events = build.next.0,
        of = build.head.0,
        events_per_second = build.rate,
        seconds_left = build.time_left().map(|left| left.as_secs()),
        "a table is being built"
    );
}
