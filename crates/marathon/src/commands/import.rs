//! `marathon import`

use std::{
    fs::File,
    io::{self, BufReader, Write},
};

use anyhow::{Result, bail};
use marathon_api::{Caller, ImportFormat, Language, import};
use marathon_log::LogError;

use crate::{cli::ImportArgs, failure::WrongUsage, progress, store};

const BUFFER_BYTES: usize = 1 << 20;

pub(crate) fn run(args: &ImportArgs) -> Result<()> {
    let cannot = |e: io::Error| WrongUsage(format!("cannot read {}: {e}", args.file.display()));
    let file = File::open(&args.file).map_err(cannot)?;
    let len = file.metadata().map_err(cannot)?.len();
    let is_csv = args.file.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    let format = if is_csv { ImportFormat::Csv } else { ImportFormat::Ndjson };
    let site = store::site(&args.store, None)?;
    let name = store::name(&args.marathon)?;
    let Some(marathon) = site.get(&name) else { return Err(LogError::NoSuchLog(name).into()) };
    let bar = progress::bar(len, "bytes read");
    let lines = BufReader::with_capacity(BUFFER_BYTES, bar.wrap_read(file));
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut printed = Ok(());
    let summary = import(&marathon, lines, format, Caller::default(), store::now, |outcomes| {
        for outcome in outcomes.iter().filter(|o| args.json || o.outcome.is_err()) {
            printed = outcome.write(Language::En, &mut out);
            if printed.is_err() {
                return false;
            }
        }
        true
    });
    bar.finish_and_clear();
    printed?;
    let summary = summary?;
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&summary)?)?;
    }
    out.flush()?;
    eprintln!("{} lines are in the history, {} were refused", summary.accepted, summary.refused);
    if summary.refused > 0 {
        bail!(
            "{} lines were refused; mend them and import the file again, nothing is doubled",
            summary.refused
        );
    }
    Ok(())
}
