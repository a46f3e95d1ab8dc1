//! What one turn carries, and who waits for it.

use marathon_events::{Position, Recorded};
use marathon_log::{CommandKey, LogError, NewEvent, NewRefusal, TurnOutcome};

use crate::{
    Answer, Committed, CommittedEvent,
    keys::Place,
    live::Cursor,
    sequencer::{BATCH_COMMANDS_MAX, Submission},
};

/// A submission and the answers to its commands, which are held back until they are durable.
pub(crate) struct Decided {
    pub(crate) submission: Submission,
    pub(crate) answers: Vec<Answer>,
}

/// Decisions that become durable together.
pub(crate) struct Batch {
    pub(crate) first: Position,
    pub(crate) first_refusal: u64,
    pub(crate) events: Vec<NewEvent>,
    pub(crate) recorded: Vec<Recorded>,
    pub(crate) refusals: Vec<NewRefusal>,
    pub(crate) keys: Vec<(CommandKey, Place)>,
    pub(crate) decided: Vec<Decided>,
    pub(crate) commands: usize,
    /// The log is held for it, and has to be let go even if there is nothing to write.
    pub(crate) held: bool,
    /// Where the log stands once this batch is durable.
    pub(crate) end: Cursor,
}

/// What the writer says of a batch.
pub(crate) struct Written {
    pub(crate) batch: Batch,
    pub(crate) outcome: Result<TurnOutcome, LogError>,
}

impl Batch {
    pub(crate) fn new(start: Cursor) -> Self {
        Self {
            first: start.next,
            first_refusal: start.next_refusal,
            events: Vec::new(),
            recorded: Vec::new(),
            refusals: Vec::new(),
            keys: Vec::new(),
            decided: Vec::new(),
            commands: 0,
            held: false,
            end: start,
        }
    }

    /// An empty batch that begins where this one ends, with room for as much: what is large grows in many steps.
    pub(crate) fn follower(&self, start: Cursor) -> Self {
        Self {
            events: Vec::with_capacity(self.events.len()),
            recorded: Vec::with_capacity(self.recorded.len()),
            keys: Vec::with_capacity(self.keys.len()),
            decided: Vec::with_capacity(self.decided.len()),
            ..Self::new(start)
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.decided.is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.commands >= BATCH_COMMANDS_MAX
    }

    /// Whether there is nothing to write: every answer repeats an earlier one.
    pub(crate) fn writes_nothing(&self) -> bool {
        self.events.is_empty() && self.refusals.is_empty()
    }

    /// The events as followers get them.
    pub(crate) fn committed(&mut self) -> Committed {
        let stored = self.events.drain(..);
        let events = self.recorded.drain(..).zip(stored);
        Committed {
            first: self.first,
            events: events
                .map(|(recorded, new)| CommittedEvent {
                    recorded,
                    entry: new.entry,
                    leaf_hash: new.leaf_hash,
                })
                .collect(),
        }
    }

    /// Answers everybody.
    pub(crate) fn answer(&mut self) {
        for decided in self.decided.drain(..) {
            // Whoever does not wait any more will ask again with the same key.
            let _ = decided.submission.reply.send(decided.answers);
        }
    }
}
