//! `marathon backup`

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anyhow::{Error, Result};
use marathon_backup::{AccountRows, BackupError, Contents, Head};
use marathon_engine::{ReadModel, View, decode_event};
use marathon_events::Event;
use marathon_log::{EventLog, LogName, Stored};
use marathon_projections::Views;
use serde::Serialize;
use uuid::Uuid;

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
    // Accounts are those of all marathons: whoever wants some of them gets histories alone.
    let accounts = if args.marathons.is_empty() { from.accounts()? } else { None };
    let written = marathon_backup::write(&args.output, &logs, accounts.as_deref(), &mut |name, row| {
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
    erased: BTreeSet<Uuid>,
}

impl Digests {
    /// Folds the next event.
    pub(crate) fn fold(
        &mut self,
        name: &LogName,
        row: &Stored<'_>,
    ) -> Result<(), marathon_engine::EngineError> {
        let recorded = decode_event(row)?;
        if let Event::PersonalDataErased(_) = &recorded.event {
            self.erased.insert(recorded.stream.0);
        }
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

    /// Whom a history tells were erased.
    pub(crate) fn erased(&self) -> BTreeSet<Uuid> {
        self.erased.clone()
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
    accounts: AccountsSummary,
}

/// Rows of accounts; wrapped keys and sealed payloads are of no use without the key of the vault, which is in no backup.
#[derive(Serialize)]
struct AccountsSummary {
    accounts: u64,
    tokens: u64,
    identities: u64,
    keys: u64,
    payloads: u64,
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
        let AccountRows { accounts, tokens, identities, keys, payloads } = contents.accounts;
        Self {
            format: marathon_backup::FORMAT,
            bytes: contents.bytes,
            sha256: const_hex::encode(contents.sha256),
            marathons: contents.logs.iter().map(summary).collect(),
            accounts: AccountsSummary { accounts, tokens, identities, keys, payloads },
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
        let AccountsSummary { accounts, tokens, payloads, .. } = self.accounts;
        println!("{accounts} accounts, {tokens} tokens, {payloads} sealed pieces of personal data");
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
