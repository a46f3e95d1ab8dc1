//! `replay`: how fast a stored history is read, decoded and folded into every projection, and how fast it is audited.

use std::{ops::ControlFlow, time::Instant};

use anyhow::{Result, ensure};
use marathon_api::write_event_line;
use marathon_engine::{ReadModel, View, decode_event, replay};
use marathon_events::{Position, Recorded};
use marathon_log::EventLog;
use marathon_projections::Views;

use crate::{
    ceilings,
    history::{self, Growth, History},
    stats::{Spread, whole},
    table::{Table, say},
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Events in the history
    #[arg(long, default_value_t = 1_000_000)]
    events: u64,
    /// Runs of each kind
    #[arg(long, default_value_t = 5)]
    runs: usize,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut history = History::create(folder.path())?;
    history.grow(Growth::of_events(args.events))?;
    let log = history::log(folder.path())?;
    let events = log.next()?;
    let entries = ceilings::entries(&*log)?;
    let decoded = decode_all(&*log, events)?;
    let export = export(&*log, events)?;
    let mut seconds: [Vec<f64>; 8] = Default::default();
    let mut bytes = 0;
    for run in 0..args.runs {
        say(&format!("replay: run {}", run + 1));
        let mut start = Instant::now();
        let mut lap = |which: usize| {
            seconds[which].push(std::mem::replace(&mut start, Instant::now()).elapsed().as_secs_f64());
        };
        let mut view = View::<Views>::default();
        replay(&*log, events, &mut view, |_| ())?;
        lap(0);
        ensure!(view.next() == events, "the replay ends early");
        let digest = view.model.digest();
        drop(view);
        lap(4);
        bytes = scan(&*log, events)?;
        lap(1);
        scan_and_decode(&*log, events)?;
        lap(2);
        let mut view = View::<Views>::default();
        decoded.iter().for_each(|event| view.apply(event));
        view.model.settle();
        lap(3);
        let report = marathon_audit::audit(&export[..])?;
        lap(5);
        ensure!(report.is_fine(), "the audit found {:?}", report.findings.first());
        seconds[6].push(ceilings::serde_json(&entries)?);
        seconds[7].push(ceilings::sha256(&entries));
        ensure!(view.model.digest() == digest, "two folds of the same history differ");
    }
    let names = [
        "replay with every projection (all threads)",
        "scan only (one thread)",
        "scan and decode (one thread)",
        "fold of decoded events (one thread)",
        "digest of every projection, and letting go of it",
        "audit of its export, every line, rule and award (all threads)",
        "to compare: serde_json reads the same entries (one thread)",
        "to compare: SHA-256 of the same entries (one thread)",
    ];
    let mut table = Table::new(
        "How many events a second does a replay read, decode and fold into every projection, and what do its \
         parts cost?",
        &["what", "events/s", "ns/event"],
    );
    for (name, seconds) in names.into_iter().zip(&seconds) {
        let rate = Spread::of(seconds.iter().map(|s| events.0 as f64 / s));
        let each = Spread::of(seconds.iter().map(|s| s * 1e9 / events.0 as f64));
        table.row([name.to_owned(), rate.to_string(), each.to_string()]);
    }
    table.print();
    println!("\n{} events, {} bytes each on average.", whole(events.0 as f64), bytes / events.0.max(1));
    Ok(())
}

fn export(log: &dyn EventLog, until: Position) -> Result<Vec<u8>> {
    let mut lines = Vec::new();
    let mut failed = None;
    log.scan(Position(0), until, &mut |row| match write_event_line(&row, &mut lines) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    })?;
    failed.map_or(Ok(lines), |error| Err(error.into()))
}

fn scan(log: &dyn EventLog, until: Position) -> Result<u64> {
    let mut bytes = 0;
    log.scan(Position(0), until, &mut |row| {
        bytes += row.entry.len() as u64;
        ControlFlow::Continue(())
    })?;
    Ok(bytes)
}

fn scan_and_decode(log: &dyn EventLog, until: Position) -> Result<()> {
    let mut failed = None;
    log.scan(Position(0), until, &mut |row| match decode_event(&row) {
        Ok(event) => {
            std::hint::black_box(event);
            ControlFlow::Continue(())
        }
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    })?;
    failed.map_or(Ok(()), |error| Err(error.into()))
}

fn decode_all(log: &dyn EventLog, until: Position) -> Result<Vec<Recorded>> {
    let mut events = Vec::with_capacity(until.0 as usize);
    marathon_engine::scan_decoded(log, Position(0), until, |some| {
        events.extend(some.iter().map(|d| d.recorded.clone()));
    })?;
    Ok(events)
}
