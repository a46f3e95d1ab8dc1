//! Reads events out of a log for slow callers: in pieces, so that nobody who reads slowly holds a connection to the
//! store or a thread.

use std::{ops::ControlFlow, sync::Arc};

use marathon_engine::EngineError;
use marathon_events::{Position, Revision, StreamId};
use marathon_log::{EventLog, LogError, Stored};
use tokio::sync::Semaphore;

use crate::event_line::EventLine;

/// A piece is handed on when it has so many bytes.
pub(crate) const PIECE_BYTES: usize = 256 * 1024;
/// A piece is handed on when so many events were looked at, even if few of them were chosen.
const PIECE_EVENTS_MAX: u64 = 65_536;
/// Pieces read at the same time; one more waits for its turn, which takes milliseconds.
const READERS_MAX: usize = 8;

static READERS: Semaphore = Semaphore::const_new(READERS_MAX);

/// Which events are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selection {
    /// From this position on.
    pub(crate) from: Position,
    /// Up to this position, without it.
    pub(crate) until: Position,
    /// At most so many.
    pub(crate) left: u64,
    /// Only of this type.
    pub(crate) name: Option<&'static str>,
    /// Only of this stream.
    pub(crate) stream: Option<StreamId>,
}

/// Some events, written out.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) bytes: Vec<u8>,
    /// What is wanted after them.
    pub(crate) rest: Selection,
}

/// How an event is written.
pub(crate) type Writer = Arc<dyn Fn(&EventLine<'_>, &mut Vec<u8>) + Send + Sync>;

impl Selection {
    /// Whether nothing more can be chosen.
    pub(crate) fn is_done(&self) -> bool {
        self.left == 0 || self.from >= self.until
    }

    /// Whether every event up to the end is chosen.
    pub(crate) fn is_whole(&self) -> bool {
        self.name.is_none() && self.stream.is_none()
    }

    /// Takes the next event: writes it if it is chosen, and goes on behind it.
    pub(crate) fn take(
        &mut self,
        row: &Stored<'_>,
        write: &Writer,
        bytes: &mut Vec<u8>,
    ) -> Result<(), EngineError> {
        if self.stream.is_none_or(|only| only == row.stream) {
            let line = EventLine::of(row)?;
            if self.name.is_none_or(|only| only == line.name) {
                write(&line, bytes);
                self.left -= 1;
            }
        }
        self.from = row.position.next();
        Ok(())
    }
}

/// Reads the next piece, off the threads that answer requests.
pub(crate) async fn next_piece(
    log: Arc<dyn EventLog>,
    selection: Selection,
    write: Writer,
) -> Result<Piece, EngineError> {
    let stopped = || EngineError::NoAnswer;
    let _turn = READERS.acquire().await.map_err(|_| stopped())?;
    let read = tokio::task::spawn_blocking(move || read_piece(&*log, selection, &write)).await;
    read.map_err(|_| stopped())?
}

fn read_piece(log: &dyn EventLog, selection: Selection, write: &Writer) -> Result<Piece, EngineError> {
    let mut piece = Piece { bytes: Vec::with_capacity(PIECE_BYTES + PIECE_BYTES / 8), rest: selection };
    let mut failed = None;
    let mut take = |row: Stored<'_>| match piece.rest.take(&row, write, &mut piece.bytes) {
        Ok(()) if piece.rest.left == 0 || piece.bytes.len() >= PIECE_BYTES => ControlFlow::Break(()),
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    };
    match selection.stream {
        None => {
            let end = selection.until.min(Position(selection.from.0.saturating_add(PIECE_EVENTS_MAX)));
            log.scan(selection.from, end, &mut take)?;
            // A log that ends early has lost what was there a moment ago.
            if failed.is_none()
                && piece.bytes.len() < PIECE_BYTES
                && piece.rest.left > 0
                && piece.rest.from < end
            {
                return Err(missing(piece.rest.from));
            }
        }
        Some(stream) => {
            let (from, until) = (selection.from, selection.until);
            let mut interrupted = false;
            log.scan_stream(stream, Revision(0), &mut |row| {
                if row.position < from {
                    return ControlFlow::Continue(());
                }
                let flow = if row.position >= until { ControlFlow::Break(()) } else { take(row) };
                interrupted = flow.is_break() && row.position < until;
                flow
            })?;
            if failed.is_none() && !interrupted {
                // The stream has no more events below the end.
                piece.rest.from = until;
            }
        }
    }
    failed.map_or(Ok(piece), Err)
}

fn missing(at: Position) -> EngineError {
    EngineError::Log(LogError::Damaged { name: "history".into(), detail: format!("event {at} is missing") })
}
