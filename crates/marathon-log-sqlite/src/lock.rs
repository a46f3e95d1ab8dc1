//! The lock of a data directory: one process writes.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use marathon_log::LogError;

const LOCK_FILE: &str = "lock";

/// Longest holder's note that is read back: the file may be anybody's.
const HOLDER_BYTES_MAX: u64 = 200;

/// Held as long as it lives. The system lets go when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct DirectoryLock(#[expect(dead_code, reason = "held, not used")] File);

impl DirectoryLock {
    pub(crate) fn take(directory: &Path) -> Result<Self, LogError> {
        let no_access = |source| LogError::NoAccess { path: directory.to_owned(), source };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(directory.join(LOCK_FILE)).map_err(no_access)?;
        match file.try_lock() {
            Ok(()) => {
                note_holder(&mut file).map_err(no_access)?;
                Ok(Self(file))
            }
            Err(TryLockError::WouldBlock) => {
                Err(LogError::InUse { path: directory.to_owned(), holder: holder(&mut file) })
            }
            Err(TryLockError::Error(source)) => Err(no_access(source)),
        }
    }
}

fn note_holder(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "marathon (process {})", std::process::id())
}

/// Who holds the lock, in its own words. The holder may be between taking the lock and writing its note.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = Read::by_ref(file).take(HOLDER_BYTES_MAX).read_to_string(&mut text);
    match text.trim() {
        note if read.is_ok() && !note.is_empty() => note.to_owned(),
        _ => "another process".to_owned(),
    }
}
