//! `marathon projections`

use anyhow::Result;
use marathon_api::TableProgress;
use marathon_log::tables::Order;

use super::work::is_kept_in_a_table;
use crate::{
    cli::{DiscardArgs, ProjectionsArgs, ProjectionsCommand, WhichBuilds},
    store,
};

pub(crate) fn run(args: &ProjectionsArgs) -> Result<()> {
    match &args.what {
        ProjectionsCommand::List(which) => list(which),
        ProjectionsCommand::Pause(which) => order(Order::Pause, which),
        ProjectionsCommand::Resume(which) => order(Order::Resume, which),
        ProjectionsCommand::Rebuild(which) => order(Order::Rebuild, which),
        ProjectionsCommand::Retry(which) => order(Order::Retry, which),
        ProjectionsCommand::Discard(DiscardArgs { which, by }) => order(Order::Discard { by }, which),
    }
}

fn list(which: &WhichBuilds) -> Result<()> {
    check(which)?;
    let mut builds = store::with_tables(&which.store)?.tables.list()?;
    builds.retain(|build| {
        which.projection.as_ref().is_none_or(|name| *name == build.projection)
            && which.marathon.as_ref().is_none_or(|slug| *slug == build.log)
    });
    let lines: Vec<_> = builds.iter().map(TableProgress::from).collect();
    if which.json {
        println!("{}", serde_json::to_string(&lines)?);
        return Ok(());
    }
    println!("MARATHON      PROJECTION    VERSION  STATE      POSITION        LAG  LETTERS    RATE/S  LEFT");
    for line in &lines {
        let number = |n: Option<u64>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
        let shown = if line.active { " " } else { "*" };
        println!(
            "{:<13} {:<13} {:<8} {:<9} {:>9}  {:>9}  {:>7}  {:>8.0}  {}",
            line.marathon,
            line.projection,
            format!("{}.{}{shown}", line.version, line.build),
            line.state,
            number(line.position),
            line.lag,
            line.dead_letters + line.discarded,
            line.events_per_second,
            line.seconds_left.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds} s")),
        );
        if let Some(why) = &line.stopped_why {
            println!("    stopped: {why}");
        }
        if line.dead_letters > 0 {
            println!(
                "    went on without {} events; `retry` builds anew, `discard` accepts it",
                line.dead_letters
            );
        }
    }
    if lines.iter().any(|line| !line.active) {
        println!("* not shown to readers");
    }
    Ok(())
}

fn order(order: Order<'_>, which: &WhichBuilds) -> Result<()> {
    check(which)?;
    let log = which.marathon.as_deref().map(store::name).transpose()?;
    let meant =
        store::with_tables(&which.store)?.tables.order(order, log.as_ref(), which.projection.as_deref())?;
    match which.json {
        true => println!("{{\"builds\":{meant}}}"),
        false if meant == 0 => println!("nothing to do: see `marathon projections list`"),
        false => println!("done, for {meant}; see `marathon projections list`"),
    }
    Ok(())
}

fn check(which: &WhichBuilds) -> Result<()> {
    which.projection.as_deref().map_or(Ok(()), is_kept_in_a_table)
}
