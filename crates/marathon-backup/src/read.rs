//! Reading a backup row by row, and checking a whole one.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

use marathon_events::{LeafHash, Position};
use marathon_log::{LogName, Stored, StoredRefusal};
use sha2::{Digest, Sha256};

use crate::{
    AccountRows, BackupError, FORMAT, Head, Observe,
    accounts::Row,
    format::{
        self, EVENT, FRAME_HEAD_BYTES, HEAD_BYTES, LOG, MAGIC, OF_ACCOUNTS, PAYLOAD_BYTES_MAX, REFUSAL, SEAL,
    },
};

const BUFFER_BYTES: usize = 1 << 20;

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The logs, in order of their names.
    pub logs: Vec<Head>,
    /// Rows of accounts.
    pub accounts: AccountRows,
    /// Bytes of the file.
    pub bytes: u64,
    /// SHA-256 of everything before the seal.
    pub sha256: [u8; 32],
}

/// Reads a backup from its first to its last byte and checks all of it: its frames, their order, every leaf hash, and
/// the seal. `progress` hears how many bytes are done.
///
/// # Errors
/// [`BackupError::Damaged`] with the first place that is not what was written; [`BackupError::Newer`].
pub fn check(
    path: &Path,
    observe: Observe<'_>,
    mut progress: impl FnMut(u64),
) -> Result<Contents, BackupError> {
    let mut reader = Reader::open(path)?;
    let (mut logs, mut accounts) = (Vec::<Head>::new(), AccountRows::default());
    loop {
        progress(reader.bytes());
        match reader.read()? {
            Item::Log(head) => logs.push(head),
            Item::Event(row) => {
                if let Some(Head { name, .. }) = logs.last() {
                    observe(name, &row)
                        .map_err(|source| BackupError::NotTaken { name: name.clone(), source })?;
                }
            }
            Item::Refusal(_) => {}
            Item::Account(row) => accounts.count(&row),
            Item::End { sha256 } => return Ok(Contents { logs, accounts, bytes: reader.bytes(), sha256 }),
        }
    }
}

/// A row of a backup.
pub(crate) enum Item<'a> {
    /// A log begins.
    Log(Head),
    Event(Stored<'a>),
    Refusal(StoredRefusal<'a>),
    Account(Row),
    /// Everything was read, and is what was written.
    End {
        sha256: [u8; 32],
    },
}

/// A backup that is being read.
pub(crate) struct Reader {
    path: PathBuf,
    file: BufReader<File>,
    hash: Sha256,
    bytes: u64,
    payload: Vec<u8>,
    /// The log at hand, and the place its next rows take.
    log: Option<Head>,
    next: Position,
    next_refusal: u64,
    /// The kind of rows of accounts at hand.
    of_accounts: Option<usize>,
}

impl Reader {
    pub(crate) fn open(path: &Path) -> Result<Self, BackupError> {
        let io = |source| BackupError::Io { operation: "read", path: path.to_owned(), source };
        let file = BufReader::with_capacity(BUFFER_BYTES, File::open(path).map_err(io)?);
        let mut reader = Self {
            path: path.to_owned(),
            file,
            hash: Sha256::new(),
            bytes: 0,
            payload: Vec::new(),
            log: None,
            next: Position(0),
            next_refusal: 0,
            of_accounts: None,
        };
        let head: [u8; HEAD_BYTES] = reader.take()?;
        reader.hash.update(head);
        let number = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        if head[..8] != MAGIC || number(12) != crc32fast::hash(&head[..12]) {
            return Err(reader.damaged("it does not begin as a backup does"));
        }
        match number(8) {
            1..=FORMAT => Ok(reader),
            found if found > FORMAT => {
                Err(BackupError::Newer { path: path.to_owned(), found, known: FORMAT })
            }
            _ => Err(reader.damaged("its format is none that ever was")),
        }
    }

    /// Bytes read so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(crate) fn read(&mut self) -> Result<Item<'_>, BackupError> {
        match self.frame()? {
            LOG => self.log().map(Item::Log),
            EVENT => self.event().map(Item::Event),
            REFUSAL => self.refusal().map(Item::Refusal),
            kind if OF_ACCOUNTS.contains(&kind) => self.account(kind).map(Item::Account),
            SEAL => self.seal().map(|sha256| Item::End { sha256 }),
            _ => Err(self.damaged("a frame is of no kind that ever was")),
        }
    }

    /// Reads a frame into `payload` and gives its kind. The seal stays out of the hash it holds.
    fn frame(&mut self) -> Result<u8, BackupError> {
        let head: [u8; FRAME_HEAD_BYTES] = self.take()?;
        let (kind_and_length, check) = head.split_at(5);
        let kind = head[0];
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if length > PAYLOAD_BYTES_MAX {
            return Err(self.damaged("a frame is longer than any that was written"));
        }
        self.payload.resize(length, 0);
        let read = self.file.read_exact(&mut self.payload);
        read.map_err(|e| self.unread(e))?;
        self.bytes += length as u64;
        if format::check_of(kind_and_length, &self.payload).to_be_bytes() != *check {
            return Err(self.damaged("its bytes do not match their check"));
        }
        if kind != SEAL {
            self.hash.update(head);
            self.hash.update(&self.payload);
        }
        Ok(kind)
    }

    fn account(&mut self, kind: u8) -> Result<Row, BackupError> {
        self.log_is_whole()?;
        let place = OF_ACCOUNTS.iter().position(|known| *known == kind);
        if place < self.of_accounts {
            return Err(self.damaged("its accounts are not in order"));
        }
        self.of_accounts = place;
        Row::read(kind, &self.payload).ok_or_else(|| self.damaged("no row of accounts is written like this"))
    }

    fn log(&mut self) -> Result<Head, BackupError> {
        self.log_is_whole()?;
        if self.of_accounts.is_some() {
            return Err(self.damaged("a log comes after accounts"));
        }
        let head = format::read_log(&self.payload).ok_or_else(|| self.damaged("no log begins like this"))?;
        if self.log.as_ref().is_some_and(|before| before.name >= head.name) {
            return Err(self.damaged("its logs are not in order"));
        }
        (self.next, self.next_refusal) = (Position(0), 0);
        self.log = Some(head.clone());
        Ok(head)
    }

    fn event(&mut self) -> Result<Stored<'_>, BackupError> {
        let position = self.next;
        if self.log.as_ref().is_none_or(|log| position >= log.next) {
            return Err(self.damaged("there are more events than its head says"));
        }
        let read = format::read_event(&self.payload, position);
        match read.filter(|event| LeafHash::of(event.entry) == event.leaf_hash) {
            Some(event) => {
                self.next = position.next();
                Ok(event)
            }
            None => Err(self.damaged("its entry does not match its hash")),
        }
    }

    fn refusal(&mut self) -> Result<StoredRefusal<'_>, BackupError> {
        let number = self.next_refusal;
        if self.log.as_ref().is_none_or(|log| number >= log.next_refusal) {
            return Err(self.damaged("there are more refusals than its head says"));
        }
        match format::read_refusal(&self.payload, number) {
            Some(refusal) => {
                self.next_refusal = number + 1;
                Ok(refusal)
            }
            None => Err(self.damaged("no refusal is written like this")),
        }
    }

    fn seal(&mut self) -> Result<[u8; 32], BackupError> {
        self.log_is_whole()?;
        let sha256: [u8; 32] = self.hash.clone().finalize().into();
        if self.payload != sha256 {
            return Err(self.damaged("the whole of it does not match its seal"));
        }
        let mut beyond = [0];
        match self.file.read(&mut beyond) {
            Ok(0) => Ok(sha256),
            Ok(_) => Err(self.damaged("there is something behind its end")),
            Err(e) => Err(self.unread(e)),
        }
    }

    fn log_is_whole(&self) -> Result<(), BackupError> {
        match &self.log {
            Some(log) if self.next < log.next => Err(self.damaged("the next event is missing")),
            Some(log) if self.next_refusal < log.next_refusal => {
                Err(self.damaged("the next refusal is missing"))
            }
            _ => Ok(()),
        }
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], BackupError> {
        let mut bytes = [0; N];
        let read = self.file.read_exact(&mut bytes);
        read.map_err(|e| self.unread(e))?;
        self.bytes += N as u64;
        Ok(bytes)
    }

    fn unread(&self, error: io::Error) -> BackupError {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => self.damaged("it ends here"),
            _ => BackupError::Io { operation: "read", path: self.path.clone(), source: error },
        }
    }

    fn damaged(&self, detail: &str) -> BackupError {
        let place = |log: &LogName| {
            format!("at marathon `{log}`, position {}, refusal {}", self.next, self.next_refusal)
        };
        let place = self.log.as_ref().map_or("at its beginning".to_owned(), |log| place(&log.name));
        BackupError::Damaged {
            path: self.path.clone(),
            place: format!("{place} (byte {})", self.bytes),
            detail: detail.to_owned(),
        }
    }
}
