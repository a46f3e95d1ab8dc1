//! A process that starts a history and says what it weighs.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use marathon_projections::leaderboards::{BoardFilter, BoardMetric, BoardStatus};
use serde::{Deserialize, Serialize};

use crate::{history, process};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Data directory
    #[arg(long)]
    data: PathBuf,
    /// Start from a snapshot instead of folding every event
    #[arg(long)]
    snapshot: bool,
}

/// Bytes that a history takes.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Weight {
    /// What decisions look at.
    pub(crate) live: f64,
    /// Every projection.
    pub(crate) views: f64,
    /// Every projection, and the orders of some boards and every nomination.
    pub(crate) views_asked: f64,
    /// What the process took from the system for all of it but the orders.
    pub(crate) resident: f64,
}

/// Boards that are asked before the views are weighed again.
pub(crate) const BOARDS_ASKED: usize = 4;

pub(crate) fn run(args: &Args) -> Result<()> {
    let own = std::process::id();
    let before = process::resident_bytes(own);
    let site = history::site(&args.data, args.snapshot)?;
    let marathon = site.get(&history::name()).context("the marathon was opened")?;
    let resident = process::resident_bytes(own) - before;
    let (live, views) = marathon.heap_bytes();
    // Asking builds the order; the answer does not matter.
    marathon.read(|view| {
        let views = &view.model;
        for metric in [BoardMetric::Deeds, BoardMetric::PersonMinutes] {
            for status in [BoardStatus::Claimed, BoardStatus::Verified] {
                let filter = BoardFilter {
                    metric,
                    status,
                    entrant_kind: None,
                    region: None,
                    sector: None,
                    silver: false,
                };
                let _ = views.leaderboards.page(&views.book, &filter, None, 1);
            }
        }
        for no in 0..views.rankings.nominations().len() {
            let _ = views.rankings.page(&views.book, no, None, 1);
        }
    });
    let (_, views_asked) = marathon.heap_bytes();
    let weight = Weight { live: live as f64, views: views as f64, views_asked: views_asked as f64, resident };
    println!("{}", serde_json::to_string(&weight)?);
    Ok(())
}

/// Weighs a data directory in a process of its own.
pub(crate) fn weigh(data: &Path, snapshot: bool) -> Result<Weight> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("weigh").arg("--data").arg(data);
    if snapshot {
        command.arg("--snapshot");
    }
    let output = command.stderr(std::process::Stdio::inherit()).output()?;
    ensure!(output.status.success(), "the history could not be weighed");
    Ok(serde_json::from_slice(&output.stdout)?)
}
