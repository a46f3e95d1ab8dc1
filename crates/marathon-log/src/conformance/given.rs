//! Events and refusals to append, and histories to compare. Everything follows from numbers, so a case can say
//! what it expects without keeping it.

use std::ops::ControlFlow;

use bytes::Bytes;
use marathon_events::{LeafHash, Position, Revision, StreamId};
use uuid::Uuid;

use crate::{
    CommandKey, EventLog, Keyed, NewEvent, NewRefusal, RequestHash, Stored, StoredRefusal, Turn, TurnOutcome,
};

/// The stream of number `n`.
pub(super) fn stream(n: u64) -> StreamId {
    StreamId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | u128::from(n)))
}

/// Key and request of number `n`.
pub(super) fn keyed(n: u64) -> Keyed {
    Keyed {
        key: CommandKey((u128::from(n) | 1 << 127).to_be_bytes()),
        request: RequestHash(u128::from(n).to_le_bytes()),
    }
}

/// Event `n`: the first of stream `n`; every other one carries a command.
pub(super) fn event(n: u64) -> NewEvent {
    let padding = "я".repeat(usize::try_from(n % 300).expect("small"));
    event_of(n, format!(r#"{{"n":{n},"padding":"{padding}"}}"#))
}

/// Event `n` with these bytes, and their hash: a driver may compare the two.
pub(super) fn event_of(n: u64, entry: impl Into<Bytes>) -> NewEvent {
    let entry = entry.into();
    NewEvent {
        stream: stream(n),
        revision: Revision(0),
        leaf_hash: LeafHash::of(&entry),
        entry,
        command: n.is_multiple_of(2).then(|| keyed(n)),
    }
}

/// Events `from..until`.
pub(super) fn events(from: u64, until: u64) -> Vec<NewEvent> {
    (from..until).map(event).collect()
}

/// Refusal `n`.
pub(super) fn refusal(n: u64) -> NewRefusal {
    NewRefusal { command: keyed(n), at: Position(n), outcome: Bytes::from(format!("refused {n}")) }
}

/// Takes a turn that must be won.
pub(super) fn win(log: &dyn EventLog, events: &[NewEvent], refusals: &[NewRefusal]) {
    let expected = log.next().expect("next");
    assert_eq!(take(log, expected, events, refusals), TurnOutcome::Won);
}

/// Takes a turn.
pub(super) fn take(
    log: &dyn EventLog,
    expected: Position,
    events: &[NewEvent],
    refusals: &[NewRefusal],
) -> TurnOutcome {
    let expected_refusal = log.next_refusal().expect("next refusal");
    log.append(&Turn { expected, expected_refusal, events, refusals }).expect("take a turn")
}

/// A stored event that outlives the visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) position: Position,
    pub(super) stream: StreamId,
    pub(super) revision: Revision,
    pub(super) entry: Vec<u8>,
    pub(super) leaf_hash: LeafHash,
    pub(super) command: Option<Keyed>,
}

impl From<Stored<'_>> for Seen {
    fn from(stored: Stored<'_>) -> Self {
        let Stored { position, stream, revision, entry, leaf_hash, command } = stored;
        Self { position, stream, revision, entry: entry.to_vec(), leaf_hash, command }
    }
}

/// What the log must show for these events, the first of them at `from`.
pub(super) fn shown(from: u64, events: &[NewEvent]) -> Vec<Seen> {
    let positions = from..;
    let with_positions = positions.zip(events);
    with_positions.map(|(position, event)| seen(Position(position), event)).collect()
}

fn seen(position: Position, event: &NewEvent) -> Seen {
    let NewEvent { stream, revision, entry, leaf_hash, command } = event.clone();
    Seen { position, stream, revision, entry: entry.to_vec(), leaf_hash, command }
}

/// The events at `from..until`.
pub(super) fn scan(log: &dyn EventLog, from: u64, until: u64) -> Vec<Seen> {
    let mut seen = Vec::new();
    log.scan(Position(from), Position(until), &mut |stored| {
        seen.push(stored.into());
        ControlFlow::Continue(())
    })
    .expect("scan");
    seen
}

/// All events.
pub(super) fn scan_all(log: &dyn EventLog) -> Vec<Seen> {
    scan(log, 0, u64::MAX)
}

/// The events of a stream.
pub(super) fn scan_stream(log: &dyn EventLog, stream: StreamId, from: u32) -> Vec<Seen> {
    let mut seen = Vec::new();
    log.scan_stream(stream, Revision(from), &mut |stored| {
        seen.push(stored.into());
        ControlFlow::Continue(())
    })
    .expect("scan a stream");
    seen
}

/// The refusals from a number on, with their numbers.
pub(super) fn scan_refusals(log: &dyn EventLog, from: u64) -> Vec<(u64, NewRefusal)> {
    let mut seen = Vec::new();
    log.scan_refusals(from, &mut |stored| {
        let StoredRefusal { number, command, at, outcome } = stored;
        seen.push((number, NewRefusal { command, at, outcome: Bytes::copy_from_slice(outcome) }));
        ControlFlow::Continue(())
    })
    .expect("scan refusals");
    seen
}
