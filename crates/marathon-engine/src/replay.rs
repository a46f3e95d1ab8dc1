//! Reading a history fast: several threads read and decode, the caller folds in order.

use std::{ops::ControlFlow, thread};

use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender, bounded};
use marathon_events::{Position, Recorded};
use marathon_log::{EventLog, Keyed, LogError, Stored};

use crate::{CommittedEvent, EngineError, ReadModel, View};

/// Events decoded at a time; a chunk fits a processor's cache.
const CHUNK_EVENTS: u64 = 2_048;
/// Chunks a reader may be ahead of the fold.
const CHUNKS_AHEAD_MAX: usize = 4;
/// Shorter histories are read by the caller's own thread.
const SHORT_EVENTS: u64 = 2 * CHUNK_EVENTS;

/// An event read from the log.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The event.
    pub recorded: Recorded,
    /// The command that caused it.
    pub command: Option<Keyed>,
}

/// Decodes a stored event and checks that it speaks of its own place. That its bytes are what was appended is the
/// driver's promise; that they are what was hashed is the auditor's question.
///
/// # Errors
/// If the entry is damaged or of an unknown version.
pub fn decode_event(row: &Stored<'_>) -> Result<Recorded, EngineError> {
    let position = row.position;
    let recorded = Recorded::decode(row.entry)
        .map_err(|source| EngineError::Unreadable { position, source: source.into() })?;
    if recorded.position != position {
        return Err(EngineError::WrongPlace { position, claimed: recorded.position });
    }
    Ok(recorded)
}

type Chunk = Result<Vec<Decoded>, EngineError>;

/// Reads and decodes `from` up to, not including, `until`, and hands the events over in order, in chunks.
///
/// # Errors
/// If the store cannot be read or an event is damaged; everything before it was handed over.
pub fn scan_decoded(
    log: &dyn EventLog,
    from: Position,
    until: Position,
    mut visit: impl FnMut(&[Decoded]),
) -> Result<(), EngineError> {
    let until = until.min(log.next()?);
    let chunks = until.0.saturating_sub(from.0).div_ceil(CHUNK_EVENTS);
    if chunks * CHUNK_EVENTS <= SHORT_EVENTS {
        for chunk in 0..chunks {
            visit(&read_chunk(log, from, until, chunk)?);
        }
        return Ok(());
    }
    let threads = thread::available_parallelism().map_or(2, usize::from).clamp(2, 8) as u64;
    thread::scope(|scope| {
        let readers: Vec<Receiver<Chunk>> = (0..threads)
            .map(|first| {
                let (send, receive) = bounded(CHUNKS_AHEAD_MAX);
                scope.spawn(move || {
                    read_every(log, from, until, (first..chunks).step_by(threads as usize), &send);
                });
                receive
            })
            .collect();
        for chunk in 0..chunks {
            let reader = &readers[(chunk % threads) as usize];
            let decoded =
                reader.recv().unwrap_or_else(|_| unreachable!("a reader sends every chunk or an error"));
            visit(&decoded?);
        }
        Ok(())
    })
}

fn read_every(
    log: &dyn EventLog,
    from: Position,
    until: Position,
    chunks: impl Iterator<Item = u64>,
    send: &Sender<Chunk>,
) {
    for chunk in chunks {
        let read = read_chunk(log, from, until, chunk);
        let failed = read.is_err();
        if send.send(read).is_err() || failed {
            return;
        }
    }
}

fn read_chunk(log: &dyn EventLog, from: Position, until: Position, chunk: u64) -> Chunk {
    let first = Position(from.0 + chunk * CHUNK_EVENTS);
    let end = Position((first.0 + CHUNK_EVENTS).min(until.0));
    let mut events = Vec::with_capacity((end.0 - first.0) as usize);
    let mut failed = None;
    log.scan(first, end, &mut |row| match decode_event(&row) {
        Ok(recorded) => {
            events.push(Decoded { recorded, command: row.command });
            ControlFlow::Continue(())
        }
        Err(e) => {
            failed = Some(e);
            ControlFlow::Break(())
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    if events.len() as u64 != end.0 - first.0 {
        let at = first.plus(events.len());
        return Err(missing(at));
    }
    Ok(events)
}

fn missing(at: Position) -> EngineError {
    EngineError::Log(LogError::Damaged { name: "history".into(), detail: format!("event {at} is missing") })
}

/// Folds the log into a view, up to, not including, `until`. `progress` hears how many events are done.
///
/// # Errors
/// If the store cannot be read or an event is damaged.
pub fn replay<M: ReadModel>(
    log: &dyn EventLog,
    until: Position,
    view: &mut View<M>,
    mut progress: impl FnMut(u64),
) -> Result<(), EngineError> {
    scan_decoded(log, view.next(), until, |events| {
        for event in events {
            view.apply(&event.recorded);
        }
        progress(view.next().0);
    })?;
    view.model.settle();
    Ok(())
}

/// Reads up to `events_max` events from `from` on as they are stored, for followers that lag.
pub(crate) fn read_committed(
    log: &dyn EventLog,
    from: Position,
    events_max: usize,
) -> Result<Vec<(CommittedEvent, Option<Keyed>)>, EngineError> {
    let mut events = Vec::new();
    let mut failed = None;
    log.scan(from, from.plus(events_max), &mut |row| match decode_event(&row) {
        Ok(recorded) => {
            let entry = Bytes::copy_from_slice(row.entry);
            events.push((CommittedEvent { recorded, entry, leaf_hash: row.leaf_hash }, row.command));
            ControlFlow::Continue(())
        }
        Err(e) => {
            failed = Some(e);
            ControlFlow::Break(())
        }
    })?;
    failed.map_or(Ok(events), Err)
}
