//! Writing a backup, beside whoever writes to the logs.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use marathon_accounts::AccountStore;
use marathon_events::{LeafHash, Position};
use marathon_log::{EventLog, LogError, LogName, Stored, StoredRefusal};
use sha2::{Digest, Sha256};

use crate::{
    AccountRows, BackupError, Observe, accounts,
    format::{self, EVENT, LOG, REFUSAL, SEAL},
    pages::Refusals,
    read::Contents,
};

const BUFFER_BYTES: usize = 1 << 20;

/// How much of a log is in a backup: its beginning up to here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its name.
    pub name: LogName,
    /// The position after the last event.
    pub next: Position,
    /// The number after the last refusal.
    pub next_refusal: u64,
}

impl Head {
    /// Where a log stands now: so many events, and the refusals of that time.
    ///
    /// # Errors
    /// If the log cannot be read.
    pub fn of(name: &LogName, log: &dyn EventLog) -> Result<Self, LogError> {
        // What is refused after the last of these events belongs to a later moment. Refusals are read second, so none
        // of that moment is missed.
        let next = log.next()?;
        let (mut known, mut end) = (0, log.next_refusal()?);
        let mut probe = end.saturating_sub(1);
        while known < end {
            match is_of(log, probe, next)? {
                true => known = probe + 1,
                false => end = probe,
            }
            probe = known + (end - known) / 2;
        }
        Ok(Self { name: name.clone(), next, next_refusal: end })
    }
}

/// Whether this refusal was made when the log had no more than these events.
fn is_of(log: &dyn EventLog, number: u64, next: Position) -> Result<bool, LogError> {
    let mut found = false;
    log.scan_refusals(number, &mut |row| {
        found = row.at <= next;
        ControlFlow::Break(())
    })?;
    Ok(found)
}

/// Writes these logs, up to these heads, and all accounts of a store, if there are some, to a file. It gets its name when every byte of it is durable; until then it is
/// called `<name>.unfinished`, and goes away if anything fails.
///
/// # Errors
/// If a log cannot be read, is damaged, or the file cannot be written.
pub fn write(
    path: &Path,
    logs: &[(Head, Arc<dyn EventLog>)],
    accounts: Option<&dyn AccountStore>,
    observe: Observe<'_>,
) -> Result<Contents, BackupError> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    let written = write_unfinished(&unfinished, logs, accounts, observe).and_then(|contents| {
        let io = |source| BackupError::Io { operation: "give its name to", path: path.to_owned(), source };
        fs::rename(&unfinished, path).and_then(|()| sync_directory(path)).map_err(io)?;
        Ok(contents)
    });
    if written.is_err() {
        // It may not be there; what matters is why the writing failed.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

fn sync_directory(of: &Path) -> io::Result<()> {
    let parent = of.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

fn write_unfinished(
    path: &Path,
    logs: &[(Head, Arc<dyn EventLog>)],
    accounts: Option<&dyn AccountStore>,
    observe: Observe<'_>,
) -> Result<Contents, BackupError> {
    let mut logs: Vec<_> = logs.iter().collect();
    logs.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
    let mut sink = Sink::create(path)?;
    for (head, log) in &logs {
        sink.log(head, &**log, observe)?;
    }
    let mut rows = AccountRows::default();
    if let Some(accounts) = accounts {
        accounts::each(accounts, |row| {
            rows.count(row);
            sink.frame(row.kind(), |out| row.write(out))
        })?;
    }
    let (bytes, sha256) = sink.finish()?;
    Ok(Contents {
        logs: logs.into_iter().map(|(head, _)| head.clone()).collect(),
        accounts: rows,
        bytes,
        sha256,
    })
}

/// The file that is being written.
struct Sink {
    path: PathBuf,
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
    payload: Vec<u8>,
}

impl Sink {
    fn create(path: &Path) -> Result<Self, BackupError> {
        let io = |source| BackupError::Io { operation: "create", path: path.to_owned(), source };
        let file = BufWriter::with_capacity(BUFFER_BYTES, File::create(path).map_err(io)?);
        let mut sink =
            Self { path: path.to_owned(), file, hash: Sha256::new(), bytes: 0, payload: Vec::new() };
        sink.put(&format::head())?;
        Ok(sink)
    }

    fn log(&mut self, head: &Head, log: &dyn EventLog, observe: Observe<'_>) -> Result<(), BackupError> {
        self.frame(LOG, |out| format::write_log(head, out))?;
        let mut refusals = Refusals::of(log, head.next_refusal);
        let (mut next, mut number, mut failed) = (Position(0), 0, None);
        log.scan(Position(0), head.next, &mut |row| {
            let written = self
                .refusals(&mut refusals, &mut number, row.position)
                .and_then(|()| self.event(&head.name, &row, observe));
            next = row.position.next();
            match written {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        self.refusals(&mut refusals, &mut number, Position(u64::MAX))?;
        let missing = |what| LogError::Damaged { name: head.name.to_string(), detail: what };
        match (next == head.next, number == head.next_refusal) {
            (true, true) => Ok(()),
            (false, _) => Err(missing(format!("event {next} is missing")).into()),
            (_, false) => Err(missing(format!("refusal {number} is missing")).into()),
        }
    }

    /// Writes what was refused before the event at `position`.
    fn refusals(
        &mut self,
        of: &mut Refusals<'_>,
        number: &mut u64,
        position: Position,
    ) -> Result<(), BackupError> {
        while of.peek()?.is_some_and(|refusal| refusal.at <= position) {
            let Some(refusal) = of.next()? else { break };
            let (command, at, outcome) = (refusal.command, refusal.at, &*refusal.outcome);
            let row = StoredRefusal { number: *number, command, at, outcome };
            self.frame(REFUSAL, |out| format::write_refusal(&row, out))?;
            *number += 1;
        }
        Ok(())
    }

    fn event(&mut self, name: &LogName, row: &Stored<'_>, observe: Observe<'_>) -> Result<(), BackupError> {
        if LeafHash::of(row.entry) != row.leaf_hash {
            let detail = format!("the bytes of event {} do not match their hash", row.position);
            return Err(LogError::Damaged { name: name.to_string(), detail }.into());
        }
        observe(name, row).map_err(|source| BackupError::NotTaken { name: name.clone(), source })?;
        self.frame(EVENT, |out| format::write_event(row, out))
    }

    fn frame(&mut self, kind: u8, write: impl FnOnce(&mut Vec<u8>)) -> Result<(), BackupError> {
        let mut payload = std::mem::take(&mut self.payload);
        payload.clear();
        write(&mut payload);
        self.put(&format::frame_head(kind, &payload))?;
        self.put(&payload)?;
        self.payload = payload;
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        let written = self.file.write_all(bytes);
        written.map_err(|e| self.io("write", e))
    }

    fn finish(mut self) -> Result<(u64, [u8; 32]), BackupError> {
        let sha256: [u8; 32] = self.hash.clone().finalize().into();
        self.frame(SEAL, |out| out.extend_from_slice(&sha256))?;
        let durable = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        durable.map_err(|e| self.io("write", e))?;
        Ok((self.bytes, sha256))
    }

    fn io(&self, operation: &'static str, source: io::Error) -> BackupError {
        BackupError::Io { operation, path: self.path.clone(), source }
    }
}
