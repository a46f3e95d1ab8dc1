//! `marathon verify`: an audit by a model of its own, trusting nothing but the bytes.

use std::{fs::File, io::BufReader, ops::ControlFlow, path::Path};

use anyhow::{Context, Result};
use marathon_api::write_event_line;
use marathon_audit::{AuditedAward, Auditor, Report, audit};
use marathon_events::Position;

use crate::{
    cli::VerifyArgs,
    failure::{Damage, WrongUsage},
    progress, store,
};

const BUFFER_BYTES: usize = 1 << 20;

pub(crate) fn run(args: &VerifyArgs) -> Result<()> {
    let report = match (&args.file, &args.marathon) {
        (Some(file), _) => of_file(file)?,
        (None, Some(slug)) => of_store(args, slug)?,
        (None, None) => return Err(WrongUsage("name an export, or a marathon with --marathon".into()).into()),
    };
    if args.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print(&report);
    }
    match report.findings.first() {
        None => Ok(()),
        Some(first) => {
            let what =
                format!("the history is not as it must be at position {}: {}", first.position, first.what);
            Err(Damage(what).into())
        }
    }
}

fn of_file(path: &Path) -> Result<Report> {
    let unreadable = |e| WrongUsage(format!("cannot read {}: {e}", path.display()));
    let file = File::open(path).map_err(unreadable)?;
    let bar = progress::bar(file.metadata().map_err(unreadable)?.len(), "bytes verified");
    let report = audit(BufReader::with_capacity(BUFFER_BYTES, bar.wrap_read(file)))
        .with_context(|| format!("read {}", path.display()))?;
    bar.finish_and_clear();
    Ok(report)
}

/// As if it were exported first.
fn of_store(args: &VerifyArgs, slug: &str) -> Result<Report> {
    let log = store::log_for_reading(&args.store, slug)?;
    let until = log.next()?;
    let bar = progress::bar(until.0, "events verified");
    let (mut auditor, mut line, mut failed) = (Auditor::default(), Vec::new(), None);
    log.scan(Position(0), until, &mut |row| {
        line.clear();
        bar.inc(1);
        match write_event_line(&row, &mut line) {
            Ok(()) if auditor.line(&line) => ControlFlow::Continue(()),
            Ok(()) => ControlFlow::Break(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    bar.finish_and_clear();
    match failed {
        None => Ok(auditor.finish()),
        Some(error) => Err(error.into()),
    }
}

fn print(report: &Report) {
    for finding in &report.findings {
        println!("position {}: {}", finding.position, finding.what);
    }
    if let Some(marathon) = &report.marathon {
        println!("marathon  {marathon}");
    }
    println!("events    {}", report.events);
    println!("deeds     {}", report.deeds);
    println!("awards    {}", report.awards.len());
    println!("standings {}", report.awards.iter().map(|award| award.standings).sum::<u64>());
    for award in &report.awards {
        print_award(award);
    }
    if let Some(rules) = &report.rules_hash {
        println!("rules     {rules}");
    }
    if let (Some(position), Some(leaf_hash)) = (report.position, &report.leaf_hash) {
        println!("head      position {position}, leaf hash {leaf_hash}");
    }
    if let Some(root_hash) = &report.root_hash {
        println!("root      {root_hash}");
    }
    if report.is_fine() {
        println!("every line is what was written, every event was allowed, every award follows from them");
    }
}

fn print_award(award: &AuditedAward) {
    let AuditedAward { nomination, decided_at, result_hash, winners, .. } = award;
    println!("  {nomination}: decided at position {decided_at}, result {result_hash}");
    for (place, winner) in (1..).zip(winners) {
        println!("    {place}. {winner}");
    }
}
