//! The live state of a log: what decisions look at, the keys that were used, and where the log stands.

use std::io;

use marathon_columns::{Loader, Saver};
use marathon_domain::{Occasion, State};
use marathon_events::{Position, Recorded, Timestamp};
use marathon_log::{CommandKey, Keyed};
use uuid::Uuid;

use crate::keys::{Keys, Place};

/// Compact tables number events with 31 bits.
pub const LOG_EVENTS_MAX: u64 = 1 << 31;

/// Where a log stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Position of the next event.
    pub(crate) next: Position,
    /// Number of the next refusal.
    pub(crate) next_refusal: u64,
    /// When the last event was recorded.
    pub(crate) recorded_at: Timestamp,
    /// Id of the last event.
    pub(crate) event_id: Uuid,
}

/// What the sequencer holds of a log.
#[derive(Clone, Debug, Default)]
pub(crate) struct Live {
    pub(crate) state: State,
    pub(crate) keys: Keys,
    pub(crate) cursor: Cursor,
}

impl Live {
    /// Folds an event that is in the log.
    pub(crate) fn apply(&mut self, recorded: &Recorded, command: Option<Keyed>) {
        self.state.apply(recorded.stream, &recorded.event, Occasion::of(recorded));
        if let Some(command) = command {
            self.keys.insert(command.key, Place::Event(recorded.position));
        }
        self.cursor.next = recorded.position.next();
        self.cursor.recorded_at = recorded.recorded_at;
        self.cursor.event_id = recorded.event_id.0;
    }

    /// Takes note of a refusal that is in the log.
    pub(crate) fn refuse(&mut self, number: u64, key: CommandKey) {
        self.keys.insert(key, Place::Refusal(number));
        self.cursor.next_refusal = number + 1;
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.state.heap_bytes() + self.keys.heap_bytes()
    }

    pub(crate) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        to.number(self.cursor.next.0)?;
        to.number(self.cursor.next_refusal)?;
        to.number(self.cursor.recorded_at.0 as u64)?;
        to.slice(self.cursor.event_id.as_bytes())?;
        self.state.save(to)?;
        self.keys.save(to)
    }

    pub(crate) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        let cursor = Cursor {
            next: Position(from.number()?),
            next_refusal: from.number()?,
            recorded_at: Timestamp(from.number()? as i64),
            event_id: Uuid::from_slice(&from.slice::<u8>()?)
                .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?,
        };
        Ok(Self { cursor, state: State::load(from)?, keys: Keys::load(from)? })
    }
}
