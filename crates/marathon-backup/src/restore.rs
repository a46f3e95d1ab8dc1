//! Restoring a backup into a store, or going on with a restore that was broken off.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use marathon_events::Position;
use marathon_log::{
    EventLog, LogError, LogStore, NewEvent, NewRefusal, Stored, StoredRefusal, Turn, TurnOutcome,
};

use uuid::Uuid;

use crate::{
    AccountRows, BackupError, Contents, Head,
    pages::{Events, Refusals},
    read::{Item, Reader},
};

/// Rows in one durable turn.
const TURN_ROWS_MAX: usize = 4_096;
/// Bytes of entries and outcomes after which a turn is taken.
const TURN_BYTES_MAX: usize = 4 << 20;

/// A log that was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What it holds now.
    pub head: Head,
    /// Events and refusals that were there already.
    pub found: (u64, u64),
}

/// What became of rows of accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RestoredAccounts {
    /// Rows that were put into the store.
    pub restored: u64,
    /// Rows the store has, or has others in the place of.
    pub found: u64,
    /// Rows of those who were erased since.
    pub erased: u64,
}

/// Restores every log of a checked backup. A log that is in the store already is gone on with if it is a beginning of
/// the one in the backup. `progress` hears how many bytes of the backup are in the store.
///
/// Accounts come after the logs. Rows the store has stay as they are, and those of whom `is_erased` says so do not come back.
///
/// Nobody else should use the store meanwhile: half a history is no history to decide on.
///
/// # Errors
/// [`BackupError::InTheWay`] if the store has another history of that name; nothing was written then. After any other
/// error what was restored is a beginning of the backup, and restoring again goes on.
pub fn restore(
    path: &Path,
    contents: &Contents,
    store: &dyn LogStore,
    is_erased: &dyn Fn(Uuid) -> bool,
    mut progress: impl FnMut(u64),
) -> Result<(Vec<Restored>, RestoredAccounts), BackupError> {
    let accounts = match contents.accounts == AccountRows::default() {
        true => None,
        false => Some(store.accounts()?.ok_or(BackupError::NoAccounts)?),
    };
    let mut rows = RestoredAccounts::default();
    // Everything that is in the way is found before anything is written.
    let mut targets = Vec::new();
    for head in &contents.logs {
        let there = match store.open(&head.name) {
            Ok(log) => Some(log),
            Err(LogError::NoSuchLog(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let found = match &there {
            Some(log) => (log.next()?, log.next_refusal()?),
            None => (Position(0), 0),
        };
        if let Some(log) = there.as_ref().filter(|_| found != (Position(0), 0)) {
            is_a_beginning(path, head, &**log, found)?;
        }
        targets.push((head, there, found));
    }
    let mut restored = Vec::new();
    let mut reader = Reader::open(path)?;
    let mut targets = targets.into_iter();
    let mut current: Option<Target> = None;
    loop {
        let bytes = reader.bytes();
        match reader.read()? {
            Item::Log(head) => {
                restored.extend(current.take().map(Target::finish).transpose()?);
                let (_, there, found) =
                    targets.next().filter(|(known, ..)| **known == head).ok_or_else(|| changed(path))?;
                let log = match there {
                    Some(log) => log,
                    None => store.create(&head.name)?,
                };
                current = Some(Target::new(head, log, found));
            }
            Item::Event(row) => {
                current.as_mut().map(|target| target.event(&row)).transpose()?;
            }
            Item::Refusal(row) => {
                current.as_mut().map(|target| target.refusal(&row)).transpose()?;
            }
            Item::Account(row) => {
                restored.extend(current.take().map(Target::finish).transpose()?);
                let counter = match &accounts {
                    _ if is_erased(row.subject()) => &mut rows.erased,
                    Some(accounts) if row.restore(&**accounts)? => &mut rows.restored,
                    _ => &mut rows.found,
                };
                *counter += 1;
            }
            Item::End { sha256 } => {
                restored.extend(current.take().map(Target::finish).transpose()?);
                if sha256 != contents.sha256 {
                    return Err(changed(path));
                }
                progress(reader.bytes());
                return Ok((restored, rows));
            }
        }
        progress(bytes);
    }
}

fn changed(path: &Path) -> BackupError {
    BackupError::Damaged {
        path: path.to_owned(),
        place: "everywhere".to_owned(),
        detail: "it is another file than the one that was checked".to_owned(),
    }
}

/// Compares what a log has with the beginning of what the backup has of it, row by row.
fn is_a_beginning(
    path: &Path,
    head: &Head,
    log: &dyn EventLog,
    (next, next_refusal): (Position, u64),
) -> Result<(), BackupError> {
    let in_the_way = |detail| Err(BackupError::InTheWay { name: head.name.clone(), detail });
    if next > head.next || next_refusal > head.next_refusal {
        return in_the_way(format!(
            "it has {next} events and {next_refusal} refusals, the backup {} and {}",
            head.next, head.next_refusal
        ));
    }
    let (mut events, mut refusals) = (Events::of(log, next), Refusals::of(log, next_refusal));
    let mut reader = Reader::open(path)?;
    let mut here = false;
    let (mut seen, mut seen_refusals) = (Position(0), 0);
    while (seen, seen_refusals) != (next, next_refusal) {
        match reader.read()? {
            Item::Log(of) => here = of == *head,
            Item::Event(row) if here => {
                if events.next()?.is_none_or(|there| !is_event(&there, &row)) {
                    return in_the_way(format!("event {} is another one", row.position));
                }
                seen = row.position.next();
            }
            Item::Refusal(row) if here => {
                if refusals.next()?.is_none_or(|there| !is_refusal(&there, &row)) {
                    return in_the_way(format!("refusal {} is another one", row.number));
                }
                seen_refusals = row.number + 1;
            }
            Item::Event(_) | Item::Refusal(_) | Item::Account(_) => {}
            Item::End { .. } => return Err(changed(path)),
        }
    }
    Ok(())
}

fn is_event(there: &NewEvent, row: &Stored<'_>) -> bool {
    there.stream == row.stream
        && there.revision == row.revision
        && there.leaf_hash == row.leaf_hash
        && there.command == row.command
        && *there.entry == *row.entry
}

fn is_refusal(there: &NewRefusal, row: &StoredRefusal<'_>) -> bool {
    there.command == row.command && there.at == row.at && *there.outcome == *row.outcome
}

/// A log that is being restored, and its next turn.
struct Target {
    head: Head,
    log: Arc<dyn EventLog>,
    found: (Position, u64),
    /// Where the log stands.
    next: Position,
    next_refusal: u64,
    events: Vec<NewEvent>,
    refusals: Vec<NewRefusal>,
    bytes: usize,
}

impl Target {
    fn new(head: Head, log: Arc<dyn EventLog>, found: (Position, u64)) -> Self {
        let (next, next_refusal) = found;
        Self { head, log, found, next, next_refusal, events: Vec::new(), refusals: Vec::new(), bytes: 0 }
    }

    fn event(&mut self, row: &Stored<'_>) -> Result<(), BackupError> {
        if row.position < self.found.0 {
            return Ok(());
        }
        self.events.push(NewEvent {
            stream: row.stream,
            revision: row.revision,
            entry: Bytes::copy_from_slice(row.entry),
            leaf_hash: row.leaf_hash,
            command: row.command,
        });
        self.bytes += row.entry.len();
        self.take_turn_if_due()
    }

    fn refusal(&mut self, row: &StoredRefusal<'_>) -> Result<(), BackupError> {
        if row.number < self.found.1 {
            return Ok(());
        }
        let (command, at) = (row.command, row.at);
        self.refusals.push(NewRefusal { command, at, outcome: Bytes::copy_from_slice(row.outcome) });
        self.bytes += row.outcome.len();
        self.take_turn_if_due()
    }

    fn take_turn_if_due(&mut self) -> Result<(), BackupError> {
        match self.events.len() + self.refusals.len() >= TURN_ROWS_MAX || self.bytes >= TURN_BYTES_MAX {
            true => self.take_turn(),
            false => Ok(()),
        }
    }

    fn take_turn(&mut self) -> Result<(), BackupError> {
        let turn = Turn {
            expected: self.next,
            expected_refusal: self.next_refusal,
            events: &self.events,
            refusals: &self.refusals,
        };
        match self.log.append(&turn)? {
            TurnOutcome::Won => {}
            TurnOutcome::Lost { .. } => {
                return Err(BackupError::Overtaken { name: self.head.name.clone() });
            }
        }
        self.next = self.next.plus(self.events.len());
        self.next_refusal += self.refusals.len() as u64;
        self.events.clear();
        self.refusals.clear();
        self.bytes = 0;
        Ok(())
    }

    fn finish(mut self) -> Result<Restored, BackupError> {
        self.take_turn()?;
        Ok(Restored { head: self.head, found: (self.found.0.0, self.found.1) })
    }
}
