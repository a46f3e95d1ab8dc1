//! Importing many deeds: a line, an outcome. Good lines are kept, broken ones are listed with number and reason.
//!
//! Lines are read, parsed and submitted in chunks by one thread, while the sequencer works on the chunks before.
//! Outcomes wait in compact form until the caller reads them, because many clients send everything before they
//! read anything.

use std::{
    io::{BufRead, Write},
    sync::Arc,
    thread,
    time::Duration,
};

use marathon_domain::Action;
use marathon_engine::{Answer, Request, idempotency_of};
use marathon_events::{DeedId, Position, Timestamp};
use serde::Serialize;
use tokio::sync::oneshot;

use crate::{
    Caller, Language, Marathon, Problem,
    body::BODY_BYTES_MAX,
    deed_body, import_csv,
    operation::{accepted, fingerprint},
    problem::ProblemDocument,
};

/// Lines submitted together.
const CHUNK_LINES: usize = 256;
/// Chunks on their way through the sequencer at once.
const CHUNKS_IN_FLIGHT_MAX: usize = 32;
/// A full queue is tried again after this, so often; then the import gives up.
const QUEUE_WAIT: Duration = Duration::from_millis(5);
const QUEUE_TRIES_MAX: u32 = 6_000;

/// What the lines are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportFormat {
    /// A JSON object a line.
    Ndjson,
    /// Comma-, semicolon- or tab-separated with a header.
    Csv,
}

/// What became of one line.
#[derive(Clone, Debug)]
pub struct LineOutcome {
    /// Number of the line, from 1.
    pub line: u64,
    /// The deed and its position, or why there is none.
    pub outcome: Result<(DeedId, Position), Box<Problem>>,
}

/// How many lines became deeds and how many did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportSummary {
    /// Lines whose deed is in the history, now or since an earlier import.
    pub accepted: u64,
    /// Lines that were refused.
    pub refused: u64,
}

/// An import stopped before its last line.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The lines could not be read any further.
    #[error("the lines could not be read any further; send the rest again")]
    Read(#[source] std::io::Error),
    /// The sequencer took nothing for a long time.
    #[error("the marathon takes no commands at the moment; send the rest again later")]
    Busy,
    /// Nobody takes the outcomes.
    #[error("the outcomes are not read any more")]
    Abandoned,
}

struct Chunk {
    /// Lines with what became of them already: refused by their form, or the place of their answer.
    lines: Vec<(u64, Result<usize, Box<Problem>>)>,
    requests: Vec<Request>,
}

struct InFlight {
    lines: Vec<(u64, Result<usize, Box<Problem>>)>,
    answers: oneshot::Receiver<Vec<Answer>>,
}

/// Imports all lines of a reader for this caller; for nobody, they are the program's. Blocks; `take` gets the outcomes in order of lines, in chunks.
///
/// # Errors
/// If the lines cannot be read, the sequencer takes nothing, or `take` says nobody is there any more.
pub fn import(
    marathon: &Marathon,
    lines: impl BufRead + Send,
    format: ImportFormat,
    caller: Caller,
    now: fn() -> Timestamp,
    mut take: impl FnMut(Vec<LineOutcome>) -> bool,
) -> Result<ImportSummary, ImportError> {
    thread::scope(|scope| {
        let (send, receive) = crossbeam_channel::bounded::<InFlight>(CHUNKS_IN_FLIGHT_MAX);
        let reader = scope.spawn(move || {
            let mut chunk = Chunk::new();
            let mut full = |line: u64, text: Result<&[u8], Box<Problem>>| {
                chunk.add(line, text, caller, now);
                match chunk.lines.len() >= CHUNK_LINES {
                    true => submit(marathon, std::mem::replace(&mut chunk, Chunk::new()), &send),
                    false => Ok(()),
                }
            };
            match format {
                ImportFormat::Ndjson => each_line(lines, &mut full)?,
                ImportFormat::Csv => import_csv::each_record(lines, &mut full)?,
            }
            submit(marathon, chunk, &send)
        });
        let mut summary = ImportSummary::default();
        for in_flight in receive {
            let outcomes = in_flight.outcomes();
            summary.accepted += outcomes.iter().filter(|o| o.outcome.is_ok()).count() as u64;
            summary.refused += outcomes.iter().filter(|o| o.outcome.is_err()).count() as u64;
            if !take(outcomes) {
                return Err(ImportError::Abandoned);
            }
        }
        match reader.join() {
            Ok(read) => read.map(|()| summary),
            Err(_) => Err(ImportError::Abandoned),
        }
    })
}

fn submit(
    marathon: &Marathon,
    chunk: Chunk,
    send: &crossbeam_channel::Sender<InFlight>,
) -> Result<(), ImportError> {
    if chunk.lines.is_empty() {
        return Ok(());
    }
    let Chunk { lines, mut requests } = chunk;
    for _ in 0..QUEUE_TRIES_MAX {
        match marathon.submit(requests) {
            Ok(answers) => {
                return send.send(InFlight { lines, answers }).map_err(|_| ImportError::Abandoned);
            }
            Err(busy) => requests = busy.requests,
        }
        thread::sleep(QUEUE_WAIT);
    }
    Err(ImportError::Busy)
}

impl Chunk {
    fn new() -> Self {
        Self { lines: Vec::with_capacity(CHUNK_LINES), requests: Vec::with_capacity(CHUNK_LINES) }
    }

    fn add(&mut self, line: u64, text: Result<&[u8], Box<Problem>>, caller: Caller, now: fn() -> Timestamp) {
        let parsed = text.and_then(|text| deed_body::of_line(text).map_err(Box::new));
        let place = parsed.map(|(deed, key)| {
            let print = fingerprint("deed", &deed);
            self.requests.push(Request {
                at: now(),
                actor: caller.actor(),
                correlation_id: None,
                command: idempotency_of(caller.actor(), &key, &print),
                private: None,
                action: Arc::new(Action::LogDeed(deed)),
            });
            self.requests.len() - 1
        });
        self.lines.push((line, place));
    }
}

impl InFlight {
    fn outcomes(self) -> Vec<LineOutcome> {
        let answers = self.answers.blocking_recv().unwrap_or_default();
        let outcome = |place: usize| {
            let answer = answers.get(place).cloned().unwrap_or(Answer::Retry);
            accepted(answer).map(|a| (DeedId(a.stream.0), a.position)).map_err(Box::new)
        };
        self.lines
            .into_iter()
            .map(|(line, parsed)| LineOutcome { line, outcome: parsed.and_then(outcome) })
            .collect()
    }
}

/// Calls `full` for every line that is not blank. A line that is too long is passed over up to its end.
fn each_line(
    mut lines: impl BufRead + Send,
    full: &mut impl FnMut(u64, Result<&[u8], Box<Problem>>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut line = Vec::with_capacity(1_024);
    let mut number = 0;
    loop {
        line.clear();
        let read = read_bounded(&mut lines, &mut line).map_err(ImportError::Read)?;
        if read == 0 {
            return Ok(());
        }
        number += 1;
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let text = text.strip_prefix("\u{feff}".as_bytes()).filter(|_| number == 1).unwrap_or(text);
        if read > line.len() {
            full(number, Err(too_long()))?;
        } else if !text.trim_ascii().is_empty() {
            full(number, Ok(text))?;
        }
    }
}

pub(crate) fn too_long() -> Box<Problem> {
    Box::new(Problem::bad_request("line-too-long").with("max", BODY_BYTES_MAX))
}

/// Reads up to and with the next line feed, keeps at most the bound of it, and says how long it was.
pub(crate) fn read_bounded(lines: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<usize> {
    let mut read = 0;
    loop {
        let available = lines.fill_buf()?;
        if available.is_empty() {
            return Ok(read);
        }
        let end = available.iter().position(|b| *b == b'\n').map(|i| i + 1);
        let part = &available[..end.unwrap_or(available.len())];
        let room = (BODY_BYTES_MAX + 1).saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
        let len = part.len();
        lines.consume(len);
        read += len;
        if end.is_some() {
            return Ok(read);
        }
    }
}

#[derive(Serialize)]
struct AcceptedLine {
    line: u64,
    deed_id: DeedId,
    position: Position,
}

#[derive(Serialize)]
struct RefusedLine {
    line: u64,
    problem: ProblemDocument,
}

impl LineOutcome {
    /// Writes the outcome as a line of JSON in this language.
    ///
    /// # Errors
    /// If the destination refuses.
    pub fn write(&self, language: Language, to: &mut impl Write) -> std::io::Result<()> {
        match &self.outcome {
            Ok((deed_id, position)) => serde_json::to_writer(
                &mut *to,
                &AcceptedLine { line: self.line, deed_id: *deed_id, position: *position },
            )?,
            Err(problem) => serde_json::to_writer(
                &mut *to,
                &RefusedLine { line: self.line, problem: problem.document(language) },
            )?,
        }
        to.write_all(b"\n")
    }
}
