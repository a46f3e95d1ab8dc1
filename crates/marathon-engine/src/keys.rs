//! Which idempotency keys were used, and where their outcomes stand.
//!
//! Held in memory as 64 bits of each key's digest and the place of its outcome; the full digest and the request's
//! stand with the outcome in the log and are compared on every hit. An index in the database over random
//! keys would cost more than everything else an append does.

use std::{io, ops::ControlFlow};

use marathon_columns::{HashColumn, Loader, Saver};
use marathon_events::Position;
use marathon_log::{CommandKey, EventLog, Keyed, LogError};

use crate::{Answer, EngineError, replay::decode_event, request::Accepted};

/// The highest bit of a place tells a refusal from an event.
const REFUSAL_BIT: u32 = 1 << 31;

/// Where the outcome of a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Event(Position),
    Refusal(u64),
}

impl Place {
    fn pack(self) -> u32 {
        match self {
            Self::Event(p) => p.0 as u32,
            Self::Refusal(number) => number as u32 | REFUSAL_BIT,
        }
    }

    fn unpack(place: u32) -> Self {
        match place & REFUSAL_BIT {
            0 => Self::Event(Position(u64::from(place))),
            _ => Self::Refusal(u64::from(place & !REFUSAL_BIT)),
        }
    }
}

/// The index of used keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys(HashColumn<u32>);

impl Keys {
    pub(crate) fn insert(&mut self, key: CommandKey, place: Place) {
        self.0.insert(fingerprint(key), place.pack());
    }

    /// The outcome of this key, if it was used: answered again if the request is the same.
    pub(crate) fn look_up(&self, command: Keyed, log: &dyn EventLog) -> Result<Option<Answer>, EngineError> {
        let mut answer = Ok(None);
        // Several keys may share a fingerprint; the row tells which one it is.
        let _ = self.0.find(fingerprint(command.key), |place| {
            answer = read_outcome(command, Place::unpack(*place), log);
            !matches!(answer, Ok(None))
        });
        answer
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.0.heap_bytes()
    }

    pub(crate) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.0.save(to)
    }

    pub(crate) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        Ok(Self(HashColumn::load(from)?))
    }
}

fn fingerprint(key: CommandKey) -> u64 {
    key.0[..8].iter().fold(0, |f, byte| f << 8 | u64::from(*byte))
}

fn read_outcome(wanted: Keyed, place: Place, log: &dyn EventLog) -> Result<Option<Answer>, EngineError> {
    let mut found = Ok(None);
    let reused = |stored: Keyed| stored.request != wanted.request;
    match place {
        Place::Event(position) => log.scan(position, position.next(), &mut |row| {
            if let Some(stored) = row.command.filter(|c| c.key == wanted.key) {
                found = match reused(stored) {
                    true => Ok(Some(Answer::KeyReused)),
                    false => decode_event(&row).map(|e| Some(Answer::Accepted(Accepted::of(&e, true)))),
                };
            }
            ControlFlow::Break(())
        })?,
        Place::Refusal(number) => log.scan_refusals(number, &mut |row| {
            if row.command.key == wanted.key {
                found = match reused(row.command) {
                    true => Ok(Some(Answer::KeyReused)),
                    false => decode_refusal(row.outcome).map(Some),
                };
            }
            ControlFlow::Break(())
        })?,
    }
    found
}

fn decode_refusal(outcome: &[u8]) -> Result<Answer, EngineError> {
    let why = serde_json::from_slice(outcome).map_err(|e| LogError::Damaged {
        name: "refusals".into(),
        detail: format!("a stored refusal cannot be read: {e}"),
    })?;
    Ok(Answer::Refused { why, repeated: true })
}
