//! `boards`: how fast ranks and pages are answered among many entrants, idle and while deeds are written.

use std::{net::SocketAddr, time::Duration};

use anyhow::Result;

use crate::{
    child::Server,
    deeds::Doer,
    history::{Growth, History},
    load::{DeedWriter, Load, Measured, Pace, on_this_thread},
    questions::Question,
    stats::whole,
    table::{Table, say},
    world::{SLUG, World},
};

/// Connections that write deeds meanwhile.
const WRITERS: usize = 16;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Entrants, each with one or two deeds
    #[arg(long, default_value_t = 1_000_000)]
    entrants: usize,
    /// Seconds each question is asked
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Connections that ask
    #[arg(long, default_value_t = 1)]
    connections: usize,
    /// Deeds written a second meanwhile
    #[arg(long, default_value_t = 2_000.0)]
    writes: f64,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut history = History::create(folder.path())?;
    let deeds = args.entrants as u64 * 3 / 2;
    history.grow(Growth { entrants: args.entrants, deeds, verified_percent: 70, doer: Doer::InTurn })?;
    history.snapshot()?;
    let events = history.events()?;
    say("boards: starting the server");
    let server = Server::real(folder.path(), true)?;
    let writer = DeedWriter::after(history);
    let mut table = Table::new(
        "How long do a rank with its neighbours, the top 100 and a page of 100 anywhere on the board take over HTTP?",
        &[
            "question",
            "idle: answers/s",
            "p50 µs",
            "p99 µs",
            "writing: answers/s",
            "p50 µs",
            "p99 µs",
            "deeds/s",
        ],
    );
    for question in on_this_thread(questions(server.address, writer.world()))? {
        say(&format!("boards: {}", question.name));
        let ask = Load {
            addresses: [server.address; 2],
            connections: args.connections,
            pace: Pace::Closed,
            expect: 200,
            lasting: Duration::from_secs_f64(args.seconds),
        };
        let write = Load { connections: WRITERS, pace: Pace::PerSecond(args.writes), expect: 201, ..ask };
        let idle = on_this_thread(ask.run(question.render()))?;
        let (writing, written) = on_this_thread(async {
            let (asked, written) = tokio::join!(ask.run(question.render()), write.run(writer.render()));
            Ok((asked?, written?))
        })?;
        let mut row = vec![question.name.to_owned()];
        row.extend([&idle, &writing].into_iter().flat_map(cells));
        row.push(whole(written.per_second));
        table.row(row);
    }
    table.print();
    println!(
        "\n{} entrants, {} events at the start; {} connection(s) ask.",
        whole(args.entrants as f64),
        whole(events as f64),
        args.connections
    );
    Ok(())
}

fn cells(measured: &Measured) -> [String; 3] {
    let Measured { latencies, per_second } = measured;
    [whole(*per_second), whole(latencies.micros(50.0)), whole(latencies.micros(99.0))]
}

/// The first time a board is asked its order is built; that happens here, and is not measured.
async fn questions(address: SocketAddr, world: &World) -> Result<Vec<Question>> {
    let top = |name, metric: &str, filter: &str| {
        Question::same(name, format!("/v1/marathons/{SLUG}/leaderboards/{metric}?{filter}&limit=100"))
    };
    let (all, one, persons, sector) =
        ("status=verified", "region=KZ-75", "entrant_kind=person", "sector=social");
    let deeds = Question::standing("rank, deeds", address, world, "deeds", all).await?;
    let minutes = Question::standing("rank, minutes", address, world, "person_minutes", all).await?;
    let region = Question::standing("rank, minutes, region", address, world, "person_minutes", one).await?;
    let person =
        Question::standing("rank, minutes, sector", address, world, "person_minutes", sector).await?;
    let around = |name, of, filter| Question::pages_around(name, address, of, "person_minutes", filter);
    Ok(vec![
        around("page around, minutes", &minutes, all).await?,
        around("page around, region", &region, one).await?,
        top("top 100, deeds", "deeds", all),
        top("top 100, minutes", "person_minutes", all),
        top("top 100, minutes, region", "person_minutes", one),
        top("top 100, minutes, persons", "person_minutes", persons),
        deeds,
        minutes,
        region,
        person,
    ])
}
