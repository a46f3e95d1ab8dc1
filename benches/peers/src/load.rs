//! Closed loops: so many writers, each with one request under way, every answer timed and checked.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::stats::Latencies;

/// Nobody waits longer for the answers that are under way when a round ends.
const STRAGGLERS_MAX: Duration = Duration::from_secs(30);

/// What came of a round.
pub(crate) struct Measured {
    /// Of every answer.
    pub(crate) latencies: Latencies,
    /// Answers a second.
    pub(crate) per_second: f64,
}

/// Numbers that no two requests of a run share.
#[derive(Clone, Default)]
pub(crate) struct Numbers(Arc<AtomicU64>);

impl Numbers {
    /// The next `count` numbers are the caller's; their first.
    pub(crate) fn take(&self, count: u64) -> u64 {
        self.0.fetch_add(count, Ordering::Relaxed)
    }
}

/// Runs a loop of requests for each writer. `request` gets the number of its writer.
pub(crate) async fn closed<F, Done>(writers: usize, lasting: Duration, request: F) -> Result<Measured>
where
    F: Fn(usize) -> Done + Clone + Send + 'static,
    Done: Future<Output = Result<()>> + Send + 'static,
{
    let start = Instant::now();
    let end = start + lasting;
    let tasks: Vec<_> = (0..writers).map(|writer| tokio::spawn(one(writer, end, request.clone()))).collect();
    let all = async {
        let mut nanos = Vec::new();
        for task in tasks {
            nanos.append(&mut task.await??);
        }
        anyhow::Ok(nanos)
    };
    let nanos =
        tokio::time::timeout(lasting + STRAGGLERS_MAX, all).await.context("answers do not come")??;
    let seconds = start.elapsed().as_secs_f64();
    let latencies = Latencies::of(nanos);
    Ok(Measured { per_second: latencies.len() as f64 / seconds, latencies })
}

async fn one<F, Done>(writer: usize, end: Instant, request: F) -> Result<Vec<u32>>
where
    F: Fn(usize) -> Done,
    Done: Future<Output = Result<()>>,
{
    let mut nanos = Vec::with_capacity(16_384);
    loop {
        let sent = Instant::now();
        if sent >= end {
            return Ok(nanos);
        }
        request(writer).await?;
        nanos.push(u32::try_from(sent.elapsed().as_nanos()).unwrap_or(u32::MAX));
    }
}
