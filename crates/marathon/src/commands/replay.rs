//! `marathon replay`: from zero, trusting nothing but the bytes.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use anyhow::{Context, Result};
use marathon_engine::{ReadModel, View, position_at, scan_decoded};
use marathon_events::{LeafHash, Position, Recorded, Timestamp};
use marathon_projections::{
    Views,
    totals::{Counters, TotalsFilter},
};
use serde::{Deserialize, Serialize};

use crate::{
    cli::{ReplayArgs, Store},
    commands::judging::JudgingReport,
    failure::{Damage, WrongUsage},
    progress, store,
};

#[derive(Serialize)]
struct Report {
    events: u64,
    position: Option<u64>,
    totals: marathon_projections::totals::Sums,
    judging: JudgingReport,
    digest: String,
    /// The digest of each projection, by name.
    projections: BTreeMap<&'static str, String>,
}

/// Where a replay stops.
#[derive(Clone, Copy)]
pub(crate) enum Stop {
    End,
    Position(u64),
    Time(Timestamp),
}

impl Stop {
    /// Whether an event comes before it, or is the last that does.
    pub(crate) fn includes(self, event: &Recorded) -> bool {
        match self {
            Self::End => true,
            Self::Position(p) => event.position.0 <= p,
            Self::Time(time) => event.recorded_at <= time,
        }
    }

    /// Whether it is a position that a history of so many events does not have.
    pub(crate) fn is_beyond(self, next: Position) -> bool {
        matches!(self, Self::Position(p) if next.0 <= p)
    }

    fn check(self, next: Position) -> Result<()> {
        match self {
            Self::Position(p) if self.is_beyond(next) => Err(beyond(p, next.0).into()),
            _ => Ok(()),
        }
    }
}

pub(crate) fn run(args: &ReplayArgs) -> Result<()> {
    let stop = args.at.as_deref().map_or(Ok(Stop::End), parse_stop)?;
    let mut view = View::<Views>::default();
    match (&args.file, &args.marathon) {
        (Some(file), _) => fold_file(file, stop, |event| view.apply(event))?,
        (None, Some(slug)) => fold_store(&args.store, slug, stop, |event| view.apply(event))?,
        (None, None) => return Err(WrongUsage("name an export, or a marathon with --marathon".into()).into()),
    }
    view.model.settle();
    report(&view, args.json)
}

pub(crate) fn parse_stop(text: &str) -> Result<Stop> {
    if let Ok(position) = text.parse() {
        return Ok(Stop::Position(position));
    }
    let time = Timestamp::parse_rfc3339(text).map(Stop::Time);
    Ok(time.ok_or_else(|| {
        WrongUsage(format!("--at {text}: neither a position nor a time like 2024-07-14T23:59:59+05:00"))
    })?)
}

/// Hands over the events of a store up to the stop, in order.
pub(crate) fn fold_store(of: &Store, slug: &str, stop: Stop, mut take: impl FnMut(&Recorded)) -> Result<()> {
    let log = store::log_for_reading(of, slug)?;
    let next = log.next()?;
    stop.check(next)?;
    let until = match stop {
        Stop::End => next,
        Stop::Position(p) => Position(p + 1),
        Stop::Time(time) => position_at(&*log, time)?,
    };
    let bar = progress::bar(until.0, "events replayed");
    scan_decoded(&*log, Position(0), until, |events| {
        events.iter().for_each(|event| take(&event.recorded));
        bar.inc(events.len() as u64);
    })?;
    bar.finish_and_clear();
    Ok(())
}

fn beyond(wanted: u64, next: u64) -> WrongUsage {
    WrongUsage(format!("--at {wanted} is beyond the end: the history has {next} events"))
}

/// What a replay needs of a line; everything else in it is there for people.
#[derive(Deserialize)]
struct ExportLine<'a> {
    #[serde(borrow)]
    entry: std::borrow::Cow<'a, str>,
    leaf_hash: &'a str,
}

/// Hands over the events of an export up to the stop, in order, each checked against its hash.
pub(crate) fn fold_file(path: &Path, stop: Stop, mut take: impl FnMut(&Recorded)) -> Result<()> {
    let unreadable = |e| WrongUsage(format!("cannot read {}: {e}", path.display()));
    let file = File::open(path).map_err(unreadable)?;
    let len = file.metadata().map_err(unreadable)?.len();
    let bar = progress::bar(len, "bytes replayed");
    let mut lines = BufReader::with_capacity(1 << 20, bar.wrap_read(file));
    let (mut next, mut line) = (Position(0), Vec::new());
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line).with_context(|| format!("read {}", path.display()))? == 0 {
            break;
        }
        let recorded = check_line(&line, next)?;
        if !stop.includes(&recorded) {
            break;
        }
        take(&recorded);
        next = next.next();
    }
    bar.finish_and_clear();
    stop.check(next)
}

fn check_line(line: &[u8], expected: Position) -> Result<Recorded> {
    let damaged = |what: String| Damage(format!("the export is damaged at position {expected}: {what}"));
    let parsed: ExportLine<'_> =
        serde_json::from_slice(line).map_err(|e| damaged(format!("not a line of an export: {e}")))?;
    let entry = parsed.entry.as_bytes();
    if LeafHash::parse(parsed.leaf_hash) != Some(LeafHash::of(entry)) {
        return Err(damaged("its bytes do not match its hash".into()).into());
    }
    let recorded = Recorded::decode(entry).map_err(|e| {
        damaged(std::error::Error::source(&e).map_or_else(|| e.to_string(), ToString::to_string))
    })?;
    if recorded.position != expected {
        return Err(damaged(format!("the next line is position {}", recorded.position)).into());
    }
    Ok(recorded)
}

fn report(view: &View<Views>, json: bool) -> Result<()> {
    let totals = view.model.totals.sum(&TotalsFilter::default());
    let parts = view.model.digests();
    let report = Report {
        events: view.next().0,
        position: view.as_of.map(|a| a.position.0),
        totals,
        judging: JudgingReport::of(&view.model),
        digest: const_hex::encode(Views::digest_of(&parts)),
        projections: parts.into_iter().map(|(name, digest)| (name, const_hex::encode(digest))).collect(),
    };
    if json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    println!("events   {}", report.events);
    if let Some(as_of) = view.as_of {
        println!("position {} of {}", as_of.position, as_of.time);
    }
    print_counters("claimed ", &totals.claimed);
    print_counters("verified", &totals.verified);
    report.judging.print();
    println!("digest   {}", report.digest);
    Ok(())
}

pub(crate) fn print_counters(label: &str, c: &Counters) {
    println!(
        "{label} {} deeds, {} people, {} trees, {} kg of waste, {} animals, {} people helped, {} person-minutes",
        c.deeds,
        c.people,
        c.trees,
        c.grams / 1_000,
        c.animals,
        c.people_helped,
        c.person_minutes
    );
}
