//! A bounded pool of connections that read.

use std::ops::Deref;
use std::time::Duration;

use marathon_log::LogError;
use parking_lot::{Condvar, Mutex};
use rusqlite::Connection;

use crate::file::LogFile;

/// Connections that read one log at the same time.
const READERS_MAX: usize = 16;

/// Longest wait for a connection. Reads are short; who waits longer is in a visitor that reads the log itself.
const READER_WAIT_MAX: Duration = Duration::from_secs(30);

pub(crate) struct Readers {
    file: LogFile,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    lent: usize,
}

impl Readers {
    /// Opens the first reader, so that a log that cannot be read is known at once.
    pub(crate) fn open(file: LogFile) -> Result<Self, LogError> {
        let first = file.open_reader()?;
        let state = State { idle: vec![first], lent: 0 };
        Ok(Self { file, state: Mutex::new(state), returned: Condvar::new() })
    }

    pub(crate) fn get(&self) -> Result<Reader<'_>, LogError> {
        let mut state = self.state.lock();
        while state.lent == READERS_MAX {
            if self.returned.wait_for(&mut state, READER_WAIT_MAX).timed_out() {
                return Err(LogError::Failed {
                    operation: "wait for a connection that reads",
                    name: self.file.name.clone(),
                    source: format!("all {READERS_MAX} were in use for {READER_WAIT_MAX:?}").into(),
                });
            }
        }
        state.lent += 1;
        let idle = state.idle.pop();
        drop(state);
        let mut reader = Reader { readers: self, connection: idle };
        if reader.connection.is_none() {
            reader.connection = Some(self.file.open_reader()?);
        }
        Ok(reader)
    }
}

/// A connection on loan.
pub(crate) struct Reader<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Deref for Reader<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("a reader has its connection until it is dropped")
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut state = self.readers.state.lock();
        state.lent -= 1;
        state.idle.extend(self.connection.take());
        self.readers.returned.notify_one();
    }
}
