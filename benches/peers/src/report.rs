//! The tables, as Markdown.

use std::{
    fmt::{self, Write},
    fs,
};

use anyhow::{Context, Result};

use crate::{
    Args, Name,
    boards::{Answers, Boards},
    postgres,
    rounds::{Read, Rounds, Row},
    sides::Place,
    stats::{Spread, whole},
};

const RESULTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/RESULTS.md");
const LOCK: &str = include_str!("../Cargo.lock");
const CRATES: [&str; 5] = ["umadb", "esrs", "cqrs-es", "postgres-es", "tokio-postgres"];

/// Keeps the tables beside the sources.
pub(crate) fn keep(text: &str) -> Result<()> {
    fs::write(RESULTS, text).context(RESULTS)
}

/// Writes them.
pub(crate) async fn write(
    args: &Args,
    place: &Place,
    rounds: &Rounds,
    reads: &[Read],
    boards: Option<&Boards>,
) -> Result<String> {
    let mut out = String::new();
    writeln!(out, "# The product beside its peers\n")?;
    writeln!(
        out,
        "Written by the command that `benches/README.md` tells about, which also says what each side does.\n"
    )?;
    writeln!(out, "{}\n", machine(place).await?)?;
    if !rounds.rows().is_empty() {
        appends(&mut out, args, rounds)?;
    }
    if !reads.is_empty() {
        table_of_reads(&mut out, reads)?;
    }
    if let Some(boards) = boards {
        table_of_boards(&mut out, args, boards)?;
    }
    Ok(out)
}

fn appends(out: &mut String, args: &Args, rounds: &Rounds) -> fmt::Result {
    writeln!(out, "## Durable appends\n")?;
    writeln!(
        out,
        "{} writers in closed loops, one event of about 290 bytes for each append, every acknowledgement after an \
         fsync. Median (smallest..largest) of {} rounds of {} s; ratios are medians of the ratios of each round.\n",
        args.writers, args.rounds, args.seconds
    )?;
    let head = "side | an append is | events/s | p50 ms | p99 ms | product on PostgreSQL ÷ it | product embedded ÷ it";
    writeln!(out, "| {head} |\n| --- | --- | --- | --- | --- | --- | --- |")?;
    for row in rounds.rows() {
        let Row { name, per_second, p50_micros, p99_micros, .. } = row;
        let millis = |micros: &[f64]| format!("{:.1}", Spread::of(micros.iter().copied()).median / 1_000.0);
        let ratio = |product: Name| match rounds.ratio(product, row) {
            Some(ratio) if product != *name => ratio.digits(2),
            _ => "–".to_owned(),
        };
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            name.title(),
            name.append(),
            Spread::of(per_second.iter().copied()),
            millis(p50_micros),
            millis(p99_micros),
            ratio(Name::Product),
            ratio(Name::ProductEmbedded)
        )?;
    }
    writeln!(out)
}

fn table_of_reads(out: &mut String, reads: &[Read]) -> fmt::Result {
    writeln!(out, "## Reading everything\n")?;
    writeln!(
        out,
        "What the appends above left behind, read from the first event to the last by one reader.\n"
    )?;
    writeln!(
        out,
        "| side: what is read | in the order of the log | events | events/s |\n| --- | --- | --- | --- |"
    )?;
    for Read { what, order, events, per_second } in reads {
        let rate = Spread::of(per_second.iter().copied());
        writeln!(out, "| {what} | {order} | {} | {rate} |", whole(*events as f64))?;
    }
    writeln!(out)
}

fn table_of_boards(out: &mut String, args: &Args, boards: &Boards) -> fmt::Result {
    writeln!(out, "## Leaderboards\n")?;
    writeln!(
        out,
        "{} entrants, one question under way for each client. Redis sorted sets are asked by `redis-benchmark`; the \
         product, over HTTP with JSON and the embedded store, by this program. A rank of the product comes with the \
         leader and the neighbours.\n",
        whole(args.entrants as f64)
    )?;
    let head = "question | clients | Redis: answers/s | p50 ms | p99 ms | product: answers/s | p50 ms | p99 ms | product ÷ Redis";
    writeln!(out, "| {head} |\n|{}", " --- |".repeat(9))?;
    for row in &boards.0 {
        let ratio =
            row.product.iter().zip(&row.redis).map(|(product, redis)| product.per_second / redis.per_second);
        let cells = [answers(&row.redis), answers(&row.product)].join(" | ");
        writeln!(out, "| {} | {} | {cells} | {} |", row.question, row.clients, Spread::of(ratio).digits(2))?;
    }
    writeln!(out)
}

fn answers(rounds: &[Answers]) -> String {
    let median = |of: fn(&Answers) -> f64| Spread::of(rounds.iter().map(of)).median;
    let rate = Spread::of(rounds.iter().map(|round| round.per_second));
    format!("{rate} | {:.2} | {:.2}", median(|round| round.p50_millis), median(|round| round.p99_millis))
}

/// What everything ran on.
async fn machine(place: &Place) -> Result<String> {
    let client = postgres::connect(&place.cluster.url("postgres")).await?;
    let server: String = client.query_one("SHOW server_version", &[]).await?.get(0);
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("processor unknown", |(_, model)| model);
    let cores = std::thread::available_parallelism()?;
    let crates: Vec<_> = CRATES.iter().map(|name| format!("{name} {}", version(name))).collect();
    Ok(format!("{cores} × {model}; PostgreSQL {server} with stock settings; {}.", crates.join(", ")))
}

/// Which version of a crate this was built with.
fn version(name: &str) -> &'static str {
    let entry = format!("name = \"{name}\"\nversion = \"");
    let found = LOCK.split_once(&entry).and_then(|(_, rest)| rest.split_once('"'));
    found.map_or("unknown", |(version, _)| version)
}
