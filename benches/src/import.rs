//! `import`: how many deeds a second a bulk import takes, durable, by library and over HTTP.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Read, Write},
    net::TcpStream,
    path::Path,
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};
use marathon_api::ImportFormat;

use crate::{
    ceilings,
    child::Server,
    deeds::{self, Doer},
    history::{self, Growth, History, now},
    stats::{Spread, whole},
    table::{Table, say},
    world::SLUG,
};

const BUFFER_BYTES: usize = 1 << 20;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Deeds in the file
    #[arg(long, default_value_t = 1_000_000)]
    deeds: u64,
    /// Runs of each kind, every one into a new store
    #[arg(long, default_value_t = 3)]
    runs: usize,
}

/// Seconds until everything was durable, and until the views had it, too.
struct Run {
    durable: f64,
    visible: Option<f64>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let lines = folder.path().join("deeds.ndjson");
    let (mut library, mut http, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    let mut bytes = 0;
    for run in 0..args.runs {
        let data = folder.path().join(format!("run-{run}"));
        // Ids of entrants are new in every store, so the lines are, too.
        bytes = prepare(&data.join("library"), &lines, args.deeds)?;
        say(&format!("import: run {}, by library", run + 1));
        library.push(by_library(&data.join("library"), &lines, args.deeds)?);
        let entries = ceilings::entries(&*history::log(&data.join("library"))?)?;
        bare.push(ceilings::bare_sqlite(&data, &entries)?);
        drop(entries);
        prepare(&data.join("http"), &lines, args.deeds)?;
        say(&format!("import: run {}, over HTTP", run + 1));
        http.push(over_http(&data.join("http"), &lines, args.deeds)?);
        std::fs::remove_dir_all(&data)?;
    }
    let mut table = Table::new(
        "How many deeds a second does an import parse, validate, decide, hash and make durable?",
        &["import", "deeds/s until durable", "deeds/s until visible"],
    );
    let rate = |seconds: f64| args.deeds as f64 / seconds;
    for (name, runs) in [("library", &library), ("HTTP", &http)] {
        let visible: Vec<_> = runs.iter().filter_map(|r| r.visible).map(rate).collect();
        table.row([
            name.to_owned(),
            Spread::of(runs.iter().map(|r| rate(r.durable))).to_string(),
            if visible.is_empty() { String::new() } else { Spread::of(visible).to_string() },
        ]);
    }
    table.row([
        "SQLite alone, the same entries, 1 000 a transaction".to_owned(),
        Spread::of(bare.into_iter().map(rate)).to_string(),
        String::new(),
    ]);
    table.print();
    println!("\n{} lines of {} bytes on average.", whole(args.deeds as f64), bytes / args.deeds.max(1));
    Ok(())
}

/// A marathon with a thousand entrants, and the lines that log deeds in it. Says how long the lines are.
fn prepare(data: &Path, lines: &Path, deeds: u64) -> Result<u64> {
    std::fs::create_dir_all(data)?;
    let mut history = History::create(data)?;
    history.grow(Growth { entrants: 1_000, deeds: 0, verified_percent: 0, doer: Doer::Anybody })?;
    let mut file = BufWriter::with_capacity(BUFFER_BYTES, File::create(lines)?);
    let mut line = Vec::with_capacity(512);
    let mut bytes = 0;
    for no in 0..deeds {
        line.clear();
        deeds::write_json(&history.world, no, Doer::Anybody, true, &mut line);
        line.push(b'\n');
        file.write_all(&line)?;
        bytes += line.len() as u64;
    }
    // Nothing of the file should be on its way to the disk while the import writes.
    file.into_inner()?.sync_all()?;
    Ok(bytes)
}

fn by_library(data: &Path, lines: &Path, deeds: u64) -> Result<Run> {
    let site = history::site(data, true)?;
    let marathon = site.get(&history::name()).context("the marathon was opened")?;
    let lines = BufReader::with_capacity(BUFFER_BYTES, File::open(lines)?);
    let start = Instant::now();
    let summary = marathon_api::import(
        &marathon,
        lines,
        ImportFormat::Ndjson,
        marathon_api::Caller::default(),
        now,
        |_| true,
    )?;
    let durable = start.elapsed().as_secs_f64();
    history::wait_visible(&marathon);
    let visible = Some(start.elapsed().as_secs_f64());
    ensure!(summary.accepted == deeds && summary.refused == 0, "not every line was taken: {summary:?}");
    Ok(Run { durable, visible })
}

fn over_http(data: &Path, lines: &Path, deeds: u64) -> Result<Run> {
    let server = Server::real(data, true)?;
    let mut file = File::open(lines)?;
    let len = file.metadata()?.len();
    let mut to = TcpStream::connect(server.address)?;
    let mut from = to.try_clone()?;
    let start = Instant::now();
    write!(
        to,
        "POST /v1/marathons/{SLUG}/deeds/import HTTP/1.1\r\nhost: bench\r\nconnection: close\r\nauthorization: Bearer {}\r\n\
         content-type: application/x-ndjson\r\ncontent-length: {len}\r\n\r\n",
        crate::server::token(),
    )?;
    let reader = std::thread::spawn(move || -> std::io::Result<Vec<u8>> {
        // Outcomes are read as they come; only the last bytes, with the summary, are kept.
        let (mut last, mut buffer) = (Vec::new(), vec![0; BUFFER_BYTES]);
        loop {
            match from.read(&mut buffer)? {
                0 => return Ok(last),
                n => last.extend_from_slice(&buffer[..n]),
            }
            last.drain(..last.len().saturating_sub(256));
        }
    });
    std::io::copy(&mut file, &mut to)?;
    let Ok(last) = reader.join() else { bail!("the answer could not be read") };
    let durable = start.elapsed().as_secs_f64();
    let last = String::from_utf8_lossy(&last?).into_owned();
    ensure!(
        last.contains(&format!("{{\"accepted\":{deeds},\"refused\":0}}")),
        "not every line was taken: {last}"
    );
    Ok(Run { durable, visible: None })
}
