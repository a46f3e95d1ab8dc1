//! The contract of an event log: what a driver promises, and what it may not do.
//!
//! ```text
//!            one log = one marathon
//!  position  0    1    2    3    4    5         next() = 6
//!            ├────┼────┼────┼────┼────┤
//!            └─ turn ─┘└─ turn ─┘└turn┘    a turn is durable as a whole or not there at all
//! ```
//!
//! A log knows positions, streams, hashes and idempotency keys. It does not know what an entry means.
//! Every driver passes [`conformance`]; what stands in the documentation of the traits is checked there.

use std::time::{Duration, Instant};
use std::{fmt, ops::ControlFlow, path::PathBuf, sync::Arc, thread};

use bytes::Bytes;
use marathon_accounts::AccountStore;
use marathon_events::{LeafHash, Position, Revision, StreamId};

#[cfg(feature = "conformance")]
pub mod conformance;
#[cfg(feature = "conformance")]
pub mod faults;
pub mod memory;
pub mod tables;

/// Name of a log: lower-case letters, digits and hyphens, 1 to 64 of them, no hyphen at either end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogName(String);

impl LogName {
    /// `None` if the text is not a name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fine = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        fine.then(|| Self(text.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LogName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Digest of an idempotency key and the scope it is unique in. The key itself is never stored: people put
/// anything into keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommandKey(pub [u8; 16]);

/// Digest of a request, to tell a repetition from another request under the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequestHash(pub [u8; 16]);

/// Key and request of one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyed {
    /// Digest of the idempotency key.
    pub key: CommandKey,
    /// Digest of the request.
    pub request: RequestHash,
}

/// An event to append.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// The stream it belongs to.
    pub stream: StreamId,
    /// Its place in the stream.
    pub revision: Revision,
    /// The exact bytes to keep.
    pub entry: Bytes,
    /// RFC 6962 leaf hash of `entry`, computed by the caller. A driver may refuse to hand out an entry whose hash is
    /// another one.
    pub leaf_hash: LeafHash,
    /// The command that caused it, on the first event of each command.
    pub command: Option<Keyed>,
}

/// A refused command, kept so that its key has this outcome for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRefusal {
    /// Key and request of the command.
    pub command: Keyed,
    /// Position the log would have given next when the command was refused.
    pub at: Position,
    /// The outcome, in the caller's own encoding.
    pub outcome: Bytes,
}

/// One turn of a writer: everything in it becomes durable together.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// The position the first event takes, if the log still stands there.
    pub expected: Position,
    /// The number the first refusal takes, if the log still stands there too. Refusals do not move the position, and a
    /// writer that has not seen one would give its key a second outcome.
    pub expected_refusal: u64,
    /// The events, in order.
    pub events: &'a [NewEvent],
    /// The refusals, in order.
    pub refusals: &'a [NewRefusal],
}

/// What became of a turn. Losing is an outcome, not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnOutcome {
    /// Everything is durable; the first event is at `expected`.
    Won,
    /// Another writer was there first; nothing was written. The log stands at `next`.
    Lost {
        /// The position the log gives next.
        next: Position,
    },
}

/// A stored event, borrowed from the driver for the time of a visit.
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    /// Its position.
    pub position: Position,
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream.
    pub revision: Revision,
    /// The exact bytes that were appended.
    pub entry: &'a [u8],
    /// The hash that was stored with them.
    pub leaf_hash: LeafHash,
    /// The command that caused it.
    pub command: Option<Keyed>,
}

/// A stored refusal, borrowed from the driver for the time of a visit.
#[derive(Clone, Copy, Debug)]
pub struct StoredRefusal<'a> {
    /// 0, 1, 2, ... in commit order, counted apart from the positions of events.
    pub number: u64,
    /// Key and request of the command.
    pub command: Keyed,
    /// Position the log would have given next.
    pub at: Position,
    /// The outcome, as it was appended.
    pub outcome: &'a [u8],
}

/// Pauses between two looks at the end of a log that somebody waits for: the first, and the longest.
const POLL_PAUSE_MIN: Duration = Duration::from_millis(1);
const POLL_PAUSE_MAX: Duration = Duration::from_millis(20);

/// One totally ordered log.
///
/// All methods block; callers that must not block bring a thread of their own. Reads never wait for a writer
/// and never see part of a turn. A visitor may read the log itself. It should not dawdle: while it is in a row, the
/// driver may have to keep what later turns write apart from the rest.
pub trait EventLog: Send + Sync {
    /// The position the next event will take; 0 for an empty log.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn next(&self) -> Result<Position, LogError>;

    /// Number the next refusal will take.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn next_refusal(&self) -> Result<u64, LogError>;

    /// Takes a turn: appends all of it if the log still stands at `turn.expected` and `turn.expected_refusal`.
    ///
    /// MUST NOT return [`TurnOutcome::Won`] before every event and refusal is durable (fsync, not only
    /// written). Positions are consecutive and follow the order of `turn.events`; exactly one of several writers
    /// wins a position. A turn that is lost or fails with anything but [`LogError::Unknown`] has written nothing.
    ///
    /// # Errors
    /// [`LogError::Full`]: nothing was written; the same turn may be tried again.
    /// [`LogError::Unknown`]: the turn may or may not be durable; read the log to learn which. After a failed
    /// fsync the driver takes no further turns until it is opened again ([`LogError::Stopped`]), and only then does
    /// reading tell: what looks lost before may be found after a crash.
    /// [`LogError::ReadOnly`]: the log was opened for reading.
    /// [`LogError::Failed`]: nothing was written, for instance because a stream has one of the revisions already.
    fn append(&self, turn: &Turn<'_>) -> Result<TurnOutcome, LogError>;

    /// Keeps other writers out, as far as the driver can: from now until this handle's next `append` ends, or the
    /// hold's time is over, no other writer gets a turn. Who lost twice in a row calls it, then catches up, decides and
    /// appends, so that every writer gets through. It promises nothing about the outcome of that turn: a hold whose
    /// time is over is over, and the turn may be lost.
    ///
    /// A driver whose writers cannot keep each other from getting through does nothing.
    ///
    /// # Errors
    /// If the log could not be held. Nothing is kept from anybody then, and turns may be taken as usual.
    fn hold(&self) -> Result<(), LogError> {
        Ok(())
    }

    /// Waits until the log has an event at `after` or beyond, or `bound` is over, and says where it stands.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn wait_for_next(&self, after: Position, bound: Duration) -> Result<Position, LogError> {
        let deadline = Instant::now().checked_add(bound);
        let mut pause = POLL_PAUSE_MIN;
        loop {
            let next = self.next()?;
            let left = deadline.map_or(POLL_PAUSE_MAX, |end| end.saturating_duration_since(Instant::now()));
            if next > after || left.is_zero() {
                return Ok(next);
            }
            thread::sleep(pause.min(left));
            pause = (pause * 2).min(POLL_PAUSE_MAX);
        }
    }

    /// Visits events in order of position, from `from` on and below `until`, until the visitor breaks or the log
    /// ends. What is visited is a prefix-consistent view: no gap, and nothing that is not durable. Every row is what
    /// was appended, bit for bit: a driver whose store does not vouch for that checks each row it hands out.
    ///
    /// # Errors
    /// If the store cannot be read, or a row is damaged (missing position, malformed column, a flipped bit).
    fn scan(
        &self,
        from: Position,
        until: Position,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError>;

    /// Visits the events of a stream in order of revision, from `from` on.
    ///
    /// # Errors
    /// If the store cannot be read, or a row is damaged.
    fn scan_stream(
        &self,
        stream: StreamId,
        from: Revision,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError>;

    /// Visits refusals in order of number, from `from` on.
    ///
    /// # Errors
    /// If the store cannot be read, or a row is damaged.
    fn scan_refusals(
        &self,
        from: u64,
        visit: &mut dyn FnMut(StoredRefusal<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError>;
}

/// The logs of one installation.
pub trait LogStore: Send + Sync {
    /// Whether other processes may write to the same logs and make new ones.
    fn is_shared(&self) -> bool {
        false
    }

    /// Tables for read models beside the logs; none if the store has no room for them.
    fn tables(&self) -> Option<Arc<dyn tables::ReadTables>> {
        None
    }

    /// Accounts and personal data beside the logs; none if the store has no room for them, or was opened for reading
    /// before anybody opened them for writing.
    ///
    /// # Errors
    /// If they cannot be opened.
    fn accounts(&self) -> Result<Option<Arc<dyn AccountStore>>, LogError> {
        Ok(None)
    }

    /// Every log there is, by name.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn names(&self) -> Result<Vec<LogName>, LogError>;

    /// Opens a log that exists.
    ///
    /// # Errors
    /// [`LogError::NoSuchLog`] if it does not exist; [`LogError::Newer`] or [`LogError::Damaged`] if it cannot
    /// be used.
    fn open(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError>;

    /// Creates an empty log. After a crash in the middle of it the log is there, empty, or it is not there.
    ///
    /// # Errors
    /// [`LogError::LogExists`] if there is one of that name.
    fn create(&self, name: &LogName) -> Result<Arc<dyn EventLog>, LogError>;
}

/// Why a log could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Another process writes to the store.
    #[error(
        "{} is in use by {holder}; stop that process first, or choose another directory with --data",
        path.display()
    )]
    InUse {
        /// The store.
        path: PathBuf,
        /// Who holds it, as far as is known: program and process id.
        holder: String,
    },
    /// No permission, or not a place a store can be in.
    #[error("cannot use {} as a data directory; check that it is a directory you may write to", path.display())]
    NoAccess {
        /// The place.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The store cannot be reached, or does not let us do what we must.
    #[error("cannot use {store}; {advice}")]
    Unavailable {
        /// The store, without anything secret.
        store: String,
        /// What to do about it.
        advice: String,
        /// What the driver said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// There is no log of that name.
    #[error("there is no marathon `{0}` in this store")]
    NoSuchLog(LogName),
    /// There is a log of that name already.
    #[error("there is a marathon `{0}` in this store already")]
    LogExists(LogName),
    /// The store was written by a newer program.
    #[error(
        "log `{name}` has format {found}, this program knows up to {known}; \
         open it with the newer program that wrote it"
    )]
    Newer {
        /// The log.
        name: String,
        /// The format it has.
        found: u32,
        /// The newest format this program knows.
        known: u32,
    },
    /// The stored history is not what was written.
    #[error("log `{name}` is damaged: {detail}; restore it from a backup or an export")]
    Damaged {
        /// The log.
        name: String,
        /// What was found, with a position where one is known.
        detail: String,
    },
    /// No space left; nothing was written.
    #[error("no space left for log `{name}`; nothing was written, free some space and try again")]
    Full {
        /// The log.
        name: String,
    },
    /// The store was opened for reading.
    #[error("log `{name}` was opened for reading only")]
    ReadOnly {
        /// The log.
        name: String,
    },
    /// The driver takes no turns after a write whose outcome is unknown, until it is opened again.
    #[error("log `{name}` takes no writes since one failed halfway; restart to recover")]
    Stopped {
        /// The log.
        name: String,
    },
    /// It is not known whether the turn is durable.
    #[error("the outcome of a write to log `{name}` is unknown")]
    Unknown {
        /// The log.
        name: String,
        /// What the driver said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Reading or preparing a write failed; nothing was written.
    #[error("{operation} in log `{name}`")]
    Failed {
        /// What was tried.
        operation: &'static str,
        /// The log.
        name: String,
        /// What the driver said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
