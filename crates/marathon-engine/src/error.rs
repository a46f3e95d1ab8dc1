//! What can go wrong in the engine itself. Refusals and lost turns are outcomes, not errors.

use marathon_domain::Refusals;
use marathon_events::{DecodeError, Position};
use marathon_log::LogError;

/// Why the engine could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// An entry of the history cannot be read.
    #[error("event {position} cannot be read: {source}")]
    Unreadable {
        /// Where.
        position: Position,
        /// Why.
        source: DecodeErrorText,
    },
    /// The bytes of an event are not the ones that were hashed.
    #[error("event {position} is damaged: its bytes do not match its stored hash; restore from a backup")]
    WrongHash {
        /// Where.
        position: Position,
    },
    /// The place an entry names is not the place it stands at.
    #[error("event {position} is damaged: its entry says it is event {claimed}; restore from a backup")]
    WrongPlace {
        /// Where it stands.
        position: Position,
        /// What it says.
        claimed: Position,
    },
    /// The log has another history than the one that was read: a server took over that did not have the newest events.
    #[error(
        "the log does not have event {last} as it was read; a server without the newest events took over: restart"
    )]
    AnotherHistory {
        /// The last event that was read.
        last: Position,
    },
    /// A marathon could not be opened under these rules.
    #[error("the marathon was not opened: {0}")]
    NotOpened(Refusals),
    /// The sequencer did not answer.
    #[error("the marathon could not be opened now; try again")]
    NoAnswer,
    /// Files beside the log could not be used.
    #[error("{operation}")]
    Io {
        /// What was tried.
        operation: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// A thread could not be started.
    #[error("a thread of the engine could not be started")]
    Thread(#[source] std::io::Error),
}

impl EngineError {
    /// Whether the history itself is damaged, so that no retry helps.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::Unreadable { .. }
                | Self::WrongHash { .. }
                | Self::WrongPlace { .. }
                | Self::Log(LogError::Damaged { .. })
        )
    }
}

/// What the decoder said, in one line.
#[derive(Debug, thiserror::Error)]
#[error("{}", std::error::Error::source(.0).map_or_else(|| .0.to_string(), ToString::to_string))]
pub struct DecodeErrorText(#[from] DecodeError);
