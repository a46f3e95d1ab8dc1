//! `visible`: how long after its acknowledgement a deed is in every leaderboard.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::{
    child::Server,
    client::Client,
    history::{Growth, History},
    load::{DeedWriter, Load, Pace, on_this_thread},
    stats::{Latencies, whole},
    table::{Table, say},
    world::SLUG,
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Deeds written a second meanwhile
    #[arg(long, default_value_t = 10_000.0)]
    writes: f64,
    /// Connections that write them
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Connections that log a deed and then look for it
    #[arg(long, default_value_t = 4)]
    probes: usize,
    /// Seconds
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Events in the history before
    #[arg(long, default_value_t = 200_000)]
    events: u64,
}

/// Nanoseconds of every probe.
#[derive(Default)]
struct Probed {
    acknowledged: Vec<u32>,
    visible: Vec<u32>,
    plain: Vec<u32>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut history = History::create(folder.path())?;
    history.grow(Growth::of_events(args.events))?;
    history.snapshot()?;
    let server = Server::real(folder.path(), true)?;
    let writer = DeedWriter::after(history);
    let lasting = Duration::from_secs_f64(args.seconds);
    let load = Load {
        addresses: [server.address; 2],
        connections: args.connections,
        pace: Pace::PerSecond(args.writes),
        expect: 201,
        lasting,
    };
    say("visible: measuring");
    let (written, probed) = on_this_thread(async {
        build_orders(server.address).await?;
        let end = Instant::now() + lasting;
        let probes: Vec<_> = (0..args.probes)
            .map(|_| tokio::task::spawn_local(probe(server.address, writer.render(), end)))
            .collect();
        let written = load.run(writer.render()).await?;
        let mut all = Probed::default();
        for probe in probes {
            let mut one = probe.await??;
            all.acknowledged.append(&mut one.acknowledged);
            all.visible.append(&mut one.visible);
            all.plain.append(&mut one.plain);
        }
        Ok((written, all))
    })?;
    let mut table = Table::new(
        "How long after the acknowledgement of a deed do the leaderboards have it?",
        &["step", "p50 µs", "p99 µs", "p99.9 µs", "worst µs"],
    );
    let probes = probed.visible.len();
    let steps = [
        ("logging the deed until it is acknowledged", probed.acknowledged),
        ("from there until a leaderboard with it was answered (at_least)", probed.visible),
        ("for comparison: the same board without waiting for anything", probed.plain),
    ];
    for (name, nanos) in steps {
        let latencies = Latencies::of(nanos);
        let mut row = vec![name.to_owned()];
        row.extend([50.0, 99.0, 99.9, 100.0].map(|percent| whole(latencies.micros(percent))));
        table.row(row);
    }
    table.print();
    println!("\n{} deeds/s were written meanwhile; {probes} probes.", whole(written.per_second));
    Ok(())
}

/// Asks every metric once, so that their orders exist and have to be kept up.
async fn build_orders(address: SocketAddr) -> Result<()> {
    let mut client = Client::connect(address).await?;
    for metric in ["deeds", "trees", "grams", "animals", "people_helped", "person_minutes"] {
        for filter in ["status=claimed", "status=verified", "status=claimed&entrant_kind=person"] {
            let path = format!("/v1/marathons/{SLUG}/leaderboards/{metric}?{filter}&limit=1");
            ensure!(client.get(&path).await?.status == 200, "{path} is not answered");
        }
    }
    Ok(())
}

async fn probe(address: SocketAddr, mut render: impl FnMut(&mut Vec<u8>), end: Instant) -> Result<Probed> {
    let mut client = Client::connect(address).await?;
    let board = format!("/v1/marathons/{SLUG}/leaderboards/deeds?status=claimed&limit=1");
    let nanos = |since: Instant| u32::try_from(since.elapsed().as_nanos()).unwrap_or(u32::MAX);
    let mut probed = Probed::default();
    while Instant::now() < end {
        let sent = Instant::now();
        let answer = client.send(&mut render).await?;
        let acknowledged = Instant::now();
        ensure!(answer.status == 201, "a deed was answered with {}", answer.status);
        probed.acknowledged.push(u32::try_from((acknowledged - sent).as_nanos()).unwrap_or(u32::MAX));
        let logged: serde_json::Value = serde_json::from_slice(answer.body)?;
        let position = logged["position"].as_u64().context("a deed has a position")?;
        let looking = Instant::now();
        let answer = client.get(&format!("{board}&at_least={position}")).await?;
        probed.visible.push(nanos(looking));
        let page: serde_json::Value = serde_json::from_slice(answer.body)?;
        let shown = page["as_of"]["position"].as_u64().context("a page has a position")?;
        ensure!(shown >= position, "a page as of {shown} should have {position}");
        let looking = Instant::now();
        client.get(&board).await?;
        probed.plain.push(nanos(looking));
    }
    Ok(probed)
}
