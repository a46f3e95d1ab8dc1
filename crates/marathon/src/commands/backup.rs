//! `marathon backup`

use std::{collections::BTreeMap, sync::Arc};

use anyhow::{Error, Result};
use marathon_backup::{BackupError, Contents, Head};
use marathon_engine::{ReadModel, View, decode_event};
use marathon_log::{EventLog, LogName, Stored};
use marathon_projections::Views;
use serde::Serialize;

use crate::{
    cli::BackupArgs,
    failure::{Damage, WrongUsage},
    progress, store,
};

pub(crate) fn run(args: &BackupArgs) -> Result<()> {
    let from = store::for_reading(&args.store)?;
    let names = match args.marathons.as_slice() {
        [] => from.names()?,
        some => some.iter().map(|slug| store::name(slug)).collect::<Result<_>>()?,
    };
    let mut logs: Vec<(Head, Arc<dyn EventLog>)> = Vec::new();
    for name in names {
        let log = from.open(&name)?;
        if logs.iter().all(|(head, _)| head.name != name) {
            logs.push((Head::of(&name, &*log)?, log));
        }
    }
    let bar = progress::bar(logs.iter().map(|(head, _)| head.next.0).sum(), "events backed up");
    let mut digests = Digests::default();
    let written = marathon_backup::write(&args.output, &logs, &mut |name, row| {
        bar.inc(1);
        Ok(digests.fold(name, row)?)
    });
    bar.finish_and_clear();
    let contents = written.map_err(explained)?;
    Summary::of(&contents, digests.finish()).print("backed up", args.json)
}

/// Digests of histories that come one after the other, event by event.
#[derive(Default)]
pub(crate) struct Digests {
    done: BTreeMap<LogName, String>,
    current: Option<(LogName, View<Views>)>,
}

impl Digests {
    /// Folds the next event.
    pub(crate) fn fold(
        &mut self,
        name: &LogName,
        row: &Stored<'_>,
    ) -> Result<(), marathon_engine::EngineError> {
        let recorded = decode_event(row)?;
        if self.current.as_ref().is_none_or(|(current, _)| current != name) {
            self.close();
        }
        let (_, view) = self.current.get_or_insert_with(|| (name.clone(), View::default()));
        view.apply(&recorded);
        Ok(())
    }

    fn close(&mut self) {
        if let Some((name, mut view)) = self.current.take() {
            view.model.settle();
            self.done.insert(name, digest(&view));
        }
    }

    /// By name; a history without an event is not among them.
    pub(crate) fn finish(mut self) -> BTreeMap<LogName, String> {
        self.close();
        self.done
    }
}

/// The digest of a view, as it is printed everywhere.
pub(crate) fn digest(view: &View<Views>) -> String {
    const_hex::encode(view.model.digest())
}

/// What is in a backup, for comparison.
#[derive(Serialize)]
pub(crate) struct Summary {
    format: u32,
    bytes: u64,
    sha256: String,
    marathons: Vec<MarathonSummary>,
}

#[derive(Serialize)]
struct MarathonSummary {
    marathon: String,
    events: u64,
    refusals: u64,
    digest: String,
}

impl Summary {
    pub(crate) fn of(contents: &Contents, mut digests: BTreeMap<LogName, String>) -> Self {
        let summary = |head: &Head| MarathonSummary {
            marathon: head.name.to_string(),
            events: head.next.0,
            refusals: head.next_refusal,
            digest: digests.remove(&head.name).unwrap_or_else(|| digest(&View::default())),
        };
        Self {
            format: marathon_backup::FORMAT,
            bytes: contents.bytes,
            sha256: const_hex::encode(contents.sha256),
            marathons: contents.logs.iter().map(summary).collect(),
        }
    }

    /// The digest of a marathon.
    pub(crate) fn digest_of(&self, name: &LogName) -> Option<&str> {
        let found = self.marathons.iter().find(|m| m.marathon == name.as_str());
        found.map(|m| m.digest.as_str())
    }

    pub(crate) fn print(&self, done: &str, json: bool) -> Result<()> {
        if json {
            println!("{}", serde_json::to_string(self)?);
            return Ok(());
        }
        for MarathonSummary { marathon, events, refusals, digest } in &self.marathons {
            println!("{marathon}: {events} events, {refusals} refusals, digest {digest}");
        }
        println!("{done}: {} marathons, {} bytes, seal {}", self.marathons.len(), self.bytes, self.sha256);
        Ok(())
    }
}

/// A failure with its exit code.
pub(crate) fn explained(error: BackupError) -> Error {
    match error {
        BackupError::Log(error) => error.into(),
        damaged @ BackupError::Damaged { .. } => Damage(damaged.to_string()).into(),
        usage @ (BackupError::Newer { .. } | BackupError::InTheWay { .. }) => {
            WrongUsage(usage.to_string()).into()
        }
        other => other.into(),
    }
}
