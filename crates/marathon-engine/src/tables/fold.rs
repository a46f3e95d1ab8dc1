//! Folding a log for tables, past events that are to be passed over.

use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
};

use marathon_events::{Position, Recorded};
use marathon_log::{EventLog, LogError};

use super::TableModel;
use crate::{EngineError, Snapshots, View, replay::decode_event};

/// A fold and where it stands.
pub(super) struct TableFold<M> {
    pub(super) model: M,
    /// The position of the next event to fold.
    pub(super) next: Position,
    /// Events that are passed over, whether they can be read or not.
    pub(super) skipped: BTreeSet<Position>,
    /// Events that could be read but not applied, and why.
    broken: BTreeMap<Position, String>,
}

/// How far a fold has come.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Advanced {
    /// As far as it should.
    Far,
    /// Up to an event that can be neither read nor applied.
    Poisoned(Poison),
    /// An event broke the fold in the middle. It begins anew, and will not try that event again.
    Again,
}

/// Why an event cannot be folded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Poison {
    pub(super) why: String,
    /// Its bytes are not what was written: no projection goes on without it.
    pub(super) is_damage: bool,
}

impl<M: TableModel> TableFold<M> {
    /// A fold that can be brought to `upto`: from the newest snapshot before it, or from nothing.
    pub(super) fn before(
        upto: Position,
        skipped: BTreeSet<Position>,
        log: &dyn EventLog,
        snapshots: Option<&Snapshots<M::Views>>,
    ) -> Self {
        // A snapshot holds every event before it.
        let snapshots = snapshots.filter(|_| skipped.is_empty() && upto > Position(0));
        let view = snapshots.map_or_else(View::default, |s| s.newest(log, upto).view);
        let next = view.next();
        Self { model: M::begin(view.model), next, skipped, broken: BTreeMap::new() }
    }

    /// Folds up to, not including, `until`; less if the log is shorter.
    pub(super) fn advance(&mut self, log: &dyn EventLog, until: Position) -> Result<Advanced, EngineError> {
        while self.next < until {
            if self.skipped.contains(&self.next) {
                self.next = self.next.next();
                continue;
            }
            if let Some(why) = self.broken.get(&self.next) {
                return Ok(Advanced::Poisoned(Poison { why: why.clone(), is_damage: false }));
            }
            let special = self.skipped.range(self.next..).next().into_iter();
            let special = special.chain(self.broken.range(self.next..).next().map(|(position, _)| position));
            let end = special.copied().min().map_or(until, |position| position.min(until));
            let (events, poison) = read(log, self.next, end)?;
            let none = events.is_empty();
            for event in events {
                let applied = catch_unwind(AssertUnwindSafe(|| self.model.apply(&event)));
                if let Err(panic) = applied {
                    self.begin_anew(event.position, &*panic);
                    return Ok(Advanced::Again);
                }
                self.next = event.position.next();
            }
            match poison {
                Some(poison) => return Ok(Advanced::Poisoned(poison)),
                None if none => break,
                None => {}
            }
        }
        Ok(Advanced::Far)
    }

    /// What an event left half done is thrown away.
    fn begin_anew(&mut self, at: Position, panic: &(dyn Any + Send)) {
        let said =
            panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        let why = format!("event {at} cannot be applied: {}", said.unwrap_or("no reason was given"));
        self.broken.insert(at, why);
        self.model = M::begin(M::Views::default());
        self.next = Position(0);
    }
}

/// Reads and decodes events in order, and says why it stopped before `until` if the next one cannot be read.
fn read(
    log: &dyn EventLog,
    from: Position,
    until: Position,
) -> Result<(Vec<Recorded>, Option<Poison>), EngineError> {
    let (mut events, mut poison) = (Vec::new(), None);
    let scanned = log.scan(from, until, &mut |row| match decode_event(&row) {
        Ok(recorded) => {
            events.push(recorded);
            ControlFlow::Continue(())
        }
        Err(error) => {
            let is_damage = !matches!(error, EngineError::Unreadable { .. });
            poison = Some(Poison { why: error.to_string(), is_damage });
            ControlFlow::Break(())
        }
    });
    match scanned {
        Ok(()) => {}
        Err(error @ LogError::Damaged { .. }) => {
            poison = Some(Poison { why: error.to_string(), is_damage: true });
        }
        Err(error) => return Err(error.into()),
    }
    Ok((events, poison))
}
