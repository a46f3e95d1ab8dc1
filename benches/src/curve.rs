//! `curve`: whether appends, ranks, pages and memory stay what they are as the history grows.

use std::time::Duration;

use anyhow::Result;

use crate::{
    child::Server,
    history::{Growth, History},
    load::{DeedWriter, Load, Measured, Pace, on_this_thread},
    questions::Question,
    stats::whole,
    table::{Table, say},
};

/// Connections that append.
const WRITERS: usize = 64;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The largest history has ten to the power of so many events
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(4..=8))]
    max: u32,
    /// Seconds each thing is measured
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Deeds written a second where latency is measured
    #[arg(long, default_value_t = 5_000.0)]
    writes: f64,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let mut table = Table::new(
        "Do the latency of appends, ranks and pages and the memory of an event stay flat as the history grows?",
        &[
            "events",
            "append p50 µs",
            "p99 µs",
            "flat out: deeds/s",
            "p50 µs",
            "p99 µs",
            "rank p50 µs",
            "p99 µs",
            "page p50 µs",
            "p99 µs",
            "memory MiB",
        ],
    );
    for power in 4..=args.max {
        // Each size has a directory of its own: what is appended while measuring stays out of the next one.
        let folder = tempfile::tempdir()?;
        let mut history = History::create(folder.path())?;
        history.grow(Growth::of_events(10_u64.pow(power)))?;
        history.snapshot()?;
        let events = history.events()?;
        say(&format!("curve: measuring with {events} events"));
        let server = Server::real(folder.path(), true)?;
        table.row(measure(args, &server, history, events)?);
    }
    table.print();
    println!(
        "\nAppends: {WRITERS} connections, first {} deeds/s altogether, then flat out. Ranks and pages: one connection.",
        whole(args.writes)
    );
    Ok(())
}

fn measure(args: &Args, server: &Server, history: History, events: u64) -> Result<Vec<String>> {
    let (address, filter) = (server.address, "status=verified");
    let lasting = Duration::from_secs_f64(args.seconds);
    let ask = Load { addresses: [address; 2], connections: 1, pace: Pace::Closed, expect: 200, lasting };
    let write = Load { connections: WRITERS, pace: Pace::PerSecond(args.writes), expect: 201, ..ask };
    let writer = DeedWriter::after(history);
    on_this_thread(async {
        let rank = Question::standing("rank", address, writer.world(), "person_minutes", filter).await?;
        let page = Question::pages_around("page", address, &rank, "person_minutes", filter).await?;
        let rank = ask.run(rank.render()).await?;
        let page = ask.run(page.render()).await?;
        let memory = server.resident_bytes() / f64::from(1 << 20);
        let paced = write.run(writer.render()).await?;
        let flat_out = Load { pace: Pace::Closed, ..write }.run(writer.render()).await?;
        let mut row = vec![whole(events as f64)];
        row.extend(percentiles(&paced));
        row.push(whole(flat_out.per_second));
        row.extend([&flat_out, &rank, &page].into_iter().flat_map(percentiles));
        row.push(whole(memory));
        Ok(row)
    })
}

fn percentiles(measured: &Measured) -> [String; 2] {
    [50.0, 99.0].map(|percent| whole(measured.latencies.micros(percent)))
}
