//! `marathon export`

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    ops::ControlFlow,
};

use anyhow::{Context, Result};
use marathon_api::write_event_line;
use marathon_events::Position;

use crate::{cli::ExportArgs, failure::WrongUsage, progress, store};

const BUFFER_BYTES: usize = 1 << 20;

pub(crate) fn run(args: &ExportArgs) -> Result<()> {
    let log = store::log_for_reading(&args.store, &args.marathon)?;
    let next = log.next()?.0;
    let until = args.to.map_or(next, |last| last.saturating_add(1).min(next));
    if args.from > until {
        return Err(WrongUsage(format!("--from {} is beyond the end, {until}", args.from)).into());
    }
    let bar = progress::bar(until - args.from, "events exported");
    match &args.output {
        None => write_all(&*log, args.from, until, &bar, io::stdout().lock())?,
        Some(path) => {
            // A reader of the file must never take half an export for a whole one.
            let unfinished = path.with_extension("unfinished");
            let file =
                File::create(&unfinished).with_context(|| format!("create {}", unfinished.display()))?;
            write_all(&*log, args.from, until, &bar, &file)?;
            file.sync_all()?;
            std::fs::rename(&unfinished, path).with_context(|| format!("rename to {}", path.display()))?;
        }
    }
    bar.finish_and_clear();
    eprintln!("{} events exported", until - args.from);
    Ok(())
}

/// Writes events as lines.
pub(crate) fn write_all(
    log: &dyn marathon_log::EventLog,
    from: u64,
    until: u64,
    bar: &indicatif::ProgressBar,
    to: impl Write,
) -> Result<()> {
    let mut to = BufWriter::with_capacity(BUFFER_BYTES, to);
    let mut line = Vec::with_capacity(2_048);
    let mut failed = None;
    log.scan(Position(from), Position(until), &mut |row| {
        line.clear();
        let written = write_event_line(&row, &mut line).map_err(anyhow::Error::from);
        match written.and_then(|()| Ok(to.write_all(&line)?)) {
            Ok(()) => {
                bar.inc(1);
                ControlFlow::Continue(())
            }
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    Ok(to.flush()?)
}
