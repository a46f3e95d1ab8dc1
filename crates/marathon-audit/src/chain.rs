//! What holds from line to line: positions, ids, times, revisions.

use std::collections::BTreeMap;

use marathon_events::{EventId, Position, Recorded, StreamId, Timestamp};

/// How far a history was read.
#[derive(Clone, Default)]
pub(crate) struct Chain {
    /// The position that has to come.
    pub(crate) next: Position,
    last: Option<(EventId, Timestamp)>,
    /// By stream: the revision that has to come.
    revisions: BTreeMap<StreamId, u32>,
}

impl Chain {
    /// Takes the next event; says what does not follow from the events before it.
    pub(crate) fn take(&mut self, event: &Recorded) -> Result<(), String> {
        let wrong = self.check(event);
        // After a gap the audit goes on where the history does.
        self.next = event.position.max(self.next).next();
        self.last = Some((event.event_id, event.recorded_at));
        self.revisions.insert(event.stream, event.revision.0.saturating_add(1));
        wrong
    }

    fn check(&self, event: &Recorded) -> Result<(), String> {
        let (next, found) = (self.next, event.position);
        ensure!(found == next, "position {next} is expected here, and position {found} stands here");
        if let Some((id, at)) = self.last {
            ensure!(id < event.event_id, "event id {} does not grow after {id}", event.event_id);
            ensure!(at <= event.recorded_at, "recorded at {}, before the event before it", event.recorded_at);
        }
        let revision = self.revisions.get(&event.stream).copied().unwrap_or(0);
        ensure!(
            revision == event.revision.0,
            "revision {revision} of stream {} is expected here, and revision {} stands here",
            event.stream,
            event.revision
        );
        Ok(())
    }
}
