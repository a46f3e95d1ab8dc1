//! `marathon verify`: an audit by a model of its own, trusting nothing but the bytes.

use std::{
    fs::File,
    io::{self, BufReader},
    panic::resume_unwind,
    path::Path,
    thread,
};

use anyhow::{Context, Result};
use marathon_audit::{AuditedAward, Report, audit};

use crate::{
    cli::VerifyArgs,
    commands::export,
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
    let until = log.next()?.0;
    let bar = progress::bar(until, "events verified");
    let (lines, exported) = io::pipe()?;
    let (report, written) = thread::scope(|scope| {
        let writing = scope.spawn(|| export::write_all(&*log, 0, until, &bar, exported));
        let report = audit(BufReader::with_capacity(BUFFER_BYTES, lines));
        (report, writing.join())
    });
    bar.finish_and_clear();
    match written.unwrap_or_else(|panicked| resume_unwind(panicked)) {
        // An audit that has found enough reads no more.
        Err(error) if !is_broken_pipe(&error) => Err(error),
        _ => Ok(report?),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref().is_some_and(|error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe)
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
