//! What a line holds follows from the line alone, so lines are read side by side; they are taken in their order.

use std::{
    io::{self, BufRead, Read},
    num::NonZero,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread::{self, Scope},
};

use crate::line::{self, Line};

/// No line is longer. A result names every entrant, so lines can be long.
pub const LINE_BYTES_MAX: u64 = 1 << 30;

/// About so much is read at a time by one thread; lines and what was read of them stay in its cache.
const PIECE_BYTES: u64 = 1 << 16;
/// Pieces that wait for a thread, or to be taken from it.
const PIECES_WAITING: usize = 16;

/// A line, or why there is no event in it.
pub(crate) type Outcome = Result<Line, String>;

/// Takes every line until no more are wanted.
pub(crate) fn each_line(mut lines: impl BufRead, mut take: impl FnMut(Outcome) -> bool) -> io::Result<()> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let readers: Vec<_> = (0..threads).map(|_| Reader::start(scope)).collect();
        let of = |piece: usize| &readers[piece % threads];
        let (mut given, mut taken) = (0, 0);
        loop {
            while given - taken < threads * PIECES_WAITING
                && let Some(piece) = next_piece(&mut lines)?
            {
                // A reader ends only after this loop.
                let _ = of(given).pieces.send(piece);
                given += 1;
            }
            if given == taken {
                return Ok(());
            }
            for outcome in of(taken).outcomes.recv().map_err(io::Error::other)? {
                if !take(outcome) {
                    return Ok(());
                }
            }
            taken += 1;
        }
    })
}

/// Whole lines, but for the last of the file, which may have been cut off.
fn next_piece(lines: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut piece = Vec::with_capacity(PIECE_BYTES as usize * 2);
    lines.by_ref().take(PIECE_BYTES).read_to_end(&mut piece)?;
    if piece.last().is_some_and(|byte| *byte != b'\n') {
        lines.take(LINE_BYTES_MAX).read_until(b'\n', &mut piece)?;
    }
    Ok(Some(piece).filter(|piece| !piece.is_empty()))
}

/// A thread that reads lines.
struct Reader {
    pieces: SyncSender<Vec<u8>>,
    outcomes: Receiver<Vec<Outcome>>,
}

impl Reader {
    fn start<'scope>(scope: &'scope Scope<'scope, '_>) -> Self {
        let (pieces, to_read) = sync_channel::<Vec<u8>>(PIECES_WAITING);
        let (read, outcomes) = sync_channel(PIECES_WAITING);
        scope.spawn(move || {
            for piece in to_read {
                let outcomes = piece.split_inclusive(|byte| *byte == b'\n').map(one_line).collect();
                if read.send(outcomes).is_err() {
                    return;
                }
            }
        });
        Self { pieces, outcomes }
    }
}

/// Reads a line with its line break.
pub(crate) fn one_line(line: &[u8]) -> Outcome {
    let line = line.strip_suffix(b"\n").ok_or("the file is cut off in this line")?;
    line::read(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_many_pieces_are_taken_in_their_order() {
        // Each is wrong at a byte that tells which one it is.
        let wrong_at = |byte| [vec![b'a'; byte], vec![0xff, b'\n']].concat();
        let lines = 4_000;
        let file: Vec<u8> = (0..lines).flat_map(wrong_at).collect();
        assert!(file.len() as u64 > 5 * PIECE_BYTES);
        let mut next = 0;
        each_line(&file[..], |outcome| {
            let wrong = outcome.err().unwrap();
            assert!(wrong.ends_with(&format!(" from index {next}")), "{wrong} at line {next}");
            next += 1;
            true
        })
        .unwrap();
        assert_eq!(next, lines);
    }

    #[test]
    fn who_has_seen_enough_gets_no_more() {
        let file = b"a\n".repeat(3 * PIECE_BYTES as usize);
        let mut wanted = 10;
        each_line(&file[..], |_| {
            wanted -= 1;
            wanted > 0
        })
        .unwrap();
        assert_eq!(wanted, 0);
    }
}
