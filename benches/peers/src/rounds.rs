//! Rounds: every side appends for a while, one after the other, so that a slow moment of the machine hits all.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::{
    Args, Name, load, say,
    sides::{Reading, Side},
    stats::Spread,
};

/// How long the round lasts that warms up and does not count.
const WARM_UP: Duration = Duration::from_millis(500);
/// How often everything is read.
const READS: usize = 3;
/// Nobody waits longer for everything to be read.
const READ_MAX: Duration = Duration::from_secs(120);

/// What the rounds of all sides came to.
pub(crate) struct Rounds(Vec<Row>);

/// The rounds of a side, in order.
pub(crate) struct Row {
    pub(crate) name: Name,
    /// Events that were acknowledged, warming up included.
    pub(crate) acknowledged: u64,
    pub(crate) per_second: Vec<f64>,
    pub(crate) p50_micros: Vec<f64>,
    pub(crate) p99_micros: Vec<f64>,
}

/// A way to read everything.
pub(crate) struct Read {
    pub(crate) what: String,
    pub(crate) order: &'static str,
    pub(crate) events: u64,
    pub(crate) per_second: Vec<f64>,
}

impl Rounds {
    /// Runs them.
    pub(crate) async fn run(args: &Args, sides: &[Side]) -> Result<Self> {
        let new = |side: &Side| Row {
            name: side.name,
            acknowledged: 0,
            per_second: Vec::new(),
            p50_micros: Vec::new(),
            p99_micros: Vec::new(),
        };
        let mut rows: Vec<_> = sides.iter().map(new).collect();
        for round in 0..=args.rounds {
            let lasting = if round == 0 { WARM_UP } else { Duration::from_secs_f64(args.seconds) };
            for (side, row) in sides.iter().zip(&mut rows) {
                say(&format!("round {round} of {}: {}", args.rounds, side.name.title()));
                let measured = measure(side, args.writers, lasting).await.context(side.name.title())?;
                row.acknowledged += measured.latencies.len() as u64 * side.store.rows();
                if round > 0 {
                    row.per_second.push(measured.per_second * side.store.rows() as f64);
                    row.p50_micros.push(measured.latencies.micros(50.0));
                    row.p99_micros.push(measured.latencies.micros(99.0));
                }
            }
        }
        Ok(Self(rows))
    }

    /// The sides.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.0
    }

    /// How often a side is as fast as another one, round by round; nothing if it was not measured.
    pub(crate) fn ratio(&self, side: Name, over: &Row) -> Option<Spread> {
        let side = self.0.iter().find(|row| row.name == side)?;
        Some(Spread::of(side.per_second.iter().zip(&over.per_second).map(|(side, over)| side / over)))
    }
}

async fn measure(side: &Side, writers: usize, lasting: Duration) -> Result<load::Measured> {
    side.store.prepare().await?;
    let store = Arc::clone(&side.store);
    let append = move |writer| {
        let store = Arc::clone(&store);
        async move { store.append(writer).await }
    };
    load::closed(side.store.writers(writers), lasting, append).await
}

/// Reads everything, side by side, and sees that everything acknowledged is there.
pub(crate) async fn reads(sides: &[Side], rounds: &Rounds) -> Result<Vec<Read>> {
    let acknowledged = |name| rounds.0.iter().find(|row| row.name == name).map_or(0, |row| row.acknowledged);
    let mut reads = Vec::new();
    for side in sides {
        for (reading, Reading { what, order }) in side.store.readings().iter().enumerate() {
            let what = format!("{}: {what}", side.name.title());
            reads.push((side, reading, Read { what, order, events: 0, per_second: Vec::new() }));
        }
    }
    for round in 1..=READS {
        for (side, reading, read) in &mut reads {
            say(&format!("reading {round} of {READS}: {}", read.what));
            let start = Instant::now();
            let all = tokio::time::timeout(READ_MAX, side.store.read(*reading)).await;
            read.events = all.context("reading takes too long")?.with_context(|| read.what.clone())?;
            read.per_second.push(read.events as f64 / start.elapsed().as_secs_f64());
            let (there, told) = (read.events, acknowledged(side.name));
            ensure!(there >= told, "{}: {there} events are there of {told} acknowledged", read.what);
        }
    }
    Ok(reads.into_iter().map(|(_, _, read)| read).collect())
}
