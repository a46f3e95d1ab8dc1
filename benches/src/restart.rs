//! `restart`: how long from the start of the process to readiness.

use anyhow::Result;

use crate::{
    child::Server,
    history::{Growth, History},
    stats::{Spread, whole},
    table::{Table, say},
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Events in the history
    #[arg(long, default_value_t = 1_000_000)]
    events: u64,
    /// Starts of each kind
    #[arg(long, default_value_t = 5)]
    runs: usize,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut history = History::create(folder.path())?;
    history.grow(Growth::of_events(args.events - args.events / 16))?;
    history.snapshot()?;
    // The product makes the next snapshot when the log has grown by a sixteenth: no start has more to fold.
    history.grow(Growth::of_events(args.events / 16))?;
    let events = history.events()?;
    let mut table = Table::new(
        "How long from the start of the process until /readyz says 200?",
        &["snapshot", "ms", "memory after, MiB"],
    );
    for (name, snapshots) in [("a sixteenth behind", true), ("at the head", true), ("none", false)] {
        if name == "at the head" {
            history.snapshot()?;
        }
        let mut starts = Vec::new();
        for run in 0..args.runs {
            say(&format!("restart: snapshot {name}, run {}", run + 1));
            let server = Server::real(folder.path(), snapshots)?;
            starts
                .push((server.ready_after.as_secs_f64() * 1e3, server.resident_bytes() / f64::from(1 << 20)));
        }
        let memory = Spread::of(starts.iter().map(|s| s.1)).to_string();
        table.row([name.to_owned(), Spread::of(starts.into_iter().map(|s| s.0)).to_string(), memory]);
    }
    table.print();
    println!("\n{} events; the files are in the system's cache.", whole(events as f64));
    Ok(())
}
