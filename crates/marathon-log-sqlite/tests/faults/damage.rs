//! A file that is not what was written is found out, whatever happened to it.

use std::fs;
use std::path::Path;

use crate::bytes::{WRITE_VERSION, carrying};
use crate::history::{append, file, look, name, open, read, read_streams, write};
use marathon_log::{LogError, LogStore};
use rusqlite::Connection;
use tempfile::TempDir;

/// Events in the histories of these tests: some pages of every kind.
const EVENTS: u64 = 200;

/// Distance of the bits that are tried over a whole file.
const SPREAD_BITS: usize = 997;

struct History {
    home: TempDir,
    bytes: Vec<u8>,
    rows: Vec<String>,
    by_stream: Vec<String>,
}

impl History {
    fn write() -> Self {
        let home = TempDir::new().expect("a directory for a test");
        write(home.path(), EVENTS);
        let log = look(home.path()).expect("look");
        let (rows, by_stream) = (read(&log).expect("read"), read_streams(&log).expect("read streams"));
        drop(log);
        let bytes = fs::read(file(home.path())).expect("read the file");
        Self { home, bytes, rows, by_stream }
    }

    fn page_bytes(&self) -> usize {
        usize::from(u16::from_be_bytes([self.bytes[16], self.bytes[17]]))
    }

    /// Puts other bytes in place of the file.
    fn replace(&self, bytes: &[u8]) {
        for left_by_readers in ["sqlite-wal", "sqlite-shm"] {
            let _ = fs::remove_file(file(self.home.path()).with_extension(left_by_readers));
        }
        fs::write(file(self.home.path()), bytes).expect("write the file");
    }

    /// What becomes of reading the bytes in place of the file.
    fn verdict(&self, bytes: &[u8]) -> Verdict {
        self.replace(bytes);
        let found = look(self.home.path()).and_then(|log| {
            let rows = read(&log)?;
            let (seen, written) = (rows.len(), self.rows.len());
            assert!(rows == self.rows, "{seen} rows where {written} others were written, and no error");
            let by_stream = read_streams(&log)?;
            // An index that lost an entry hides an event from its stream: only comparing the two finds that.
            let checked = log.check();
            assert!(by_stream == self.by_stream || checked.is_err(), "an event is hidden, and no error");
            checked
        });
        match found {
            Ok(()) => Verdict::Whole,
            Err(LogError::Damaged { .. }) => Verdict::Found,
            Err(LogError::Newer { .. }) => Verdict::Newer,
            Err(other) => panic!("damage is reported as {other:?}"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Whole,
    Found,
    Newer,
}

#[test]
fn a_truncated_file_is_damaged() {
    let history = History::write();
    assert_eq!(history.verdict(&history.bytes), Verdict::Whole);
    let page = history.page_bytes();
    for length in (0..history.bytes.len()).step_by(page / 2).chain([1, 16, 99, 100, history.bytes.len() - 1])
    {
        let verdict = history.verdict(&history.bytes[..length]);
        assert_eq!(verdict, Verdict::Found, "cut to {length} bytes");
    }
}

#[test]
fn a_file_that_is_not_ours_is_damaged() {
    let history = History::write();
    for foreign in [&b""[..], b"no database at all", &[0; 8192]] {
        assert_eq!(history.verdict(foreign), Verdict::Found);
    }
    fs::remove_file(file(history.home.path())).expect("remove the file");
    let connection = Connection::open(file(history.home.path())).expect("make another database");
    connection.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE events (a)").expect("fill it");
    drop(connection);
    let error = look(history.home.path()).err().expect("it is somebody else's");
    assert!(error.to_string().contains("not a log of this program"), "{error}");
}

/// Every bit of the header of the file and of each page and its first bytes, and bits spread over all the rest: what carries
/// history is found, what does not changes nothing that is read.
#[test]
fn a_flipped_bit_is_found_wherever_it_carries_history() {
    let history = History::write();
    let carries = carrying(&history.bytes);
    let page = history.page_bytes();
    let heads = (0..history.bytes.len()).step_by(page).flat_map(|start| start * 8..(start + 16) * 8);
    // A step without a factor in common with pages or bytes comes to every kind of place.
    let spread = (0..history.bytes.len() * 8).step_by(SPREAD_BITS);
    let (mut tried, mut missed) = ([0, 0], Vec::new());
    for bit in (0..800).chain(heads).chain(spread) {
        let mut bytes = history.bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let verdict = history.verdict(&bytes);
        let carries = carries[bit / 8];
        if carries && verdict == Verdict::Whole {
            missed.push((bit / 8, bit % 8));
        }
        tried[usize::from(carries)] += 1;
    }
    assert_eq!(missed, [], "bytes and bits that are not missed");
    assert!(tried.iter().all(|&n| n > 500), "tried {tried:?}");
}

#[test]
fn nobody_writes_to_a_file_that_says_a_newer_sqlite_should() {
    let history = History::write();
    for version in [3, 255] {
        let mut bytes = history.bytes.clone();
        bytes[WRITE_VERSION] = version;
        history.replace(&bytes);
        let log = open(history.home.path()).open(&name());
        let written = log.and_then(|log| append(&*log, EVENTS, EVENTS + 1));
        assert!(written.is_err(), "version {version}: {written:?}");
        assert_eq!(fs::read(file(history.home.path())).expect("read the file"), bytes);
    }
}

#[test]
fn text_that_is_no_text_any_more_is_damaged() {
    let history = History::write();
    let text = b"history is never rewritten";
    let mut bytes = history.bytes.clone();
    let at = bytes.windows(text.len()).position(|w| w == text).expect("the schema is in the file");
    bytes[at] = 0xff;
    assert_eq!(history.verdict(&bytes), Verdict::Found);
}

#[test]
fn every_flipped_bit_of_a_row_is_found_at_its_position() {
    let history = History::write();
    let entry = br#"{"position":77,"#;
    // Splitting a page leaves stale copies in its unused part, always before the row's new place.
    let at = history.bytes.windows(entry.len()).rposition(|w| w == entry).expect("the entry is in the file");
    // Before the entry lie place, seal and, before these, the record's own head.
    let row = at - (16 + 4) - (32 + 4 + 32)..at + crate::history::event(77).entry.len();
    for bit in row.start * 8..row.end * 8 {
        let mut bytes = history.bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        history.replace(&bytes);
        let error = read(&look(history.home.path()).expect("look")).expect_err("a bit is not what it was");
        assert!(error.to_string().contains("event 77 is missing or not what was written"), "{error}");
    }
}

/// Changes the file as somebody with a shell could who removes the triggers first.
fn tamper(directory: &Path, how: &str) {
    let connection = Connection::open(file(directory)).expect("open the file");
    let triggers = ["events_are_not_updated", "events_are_not_deleted", "refusals_are_not_updated"]
        .map(|trigger| format!("DROP TRIGGER {trigger};"))
        .concat();
    connection.execute_batch(&(triggers + how)).expect("tamper");
}

#[test]
fn rows_that_were_changed_removed_or_moved_are_named() {
    for (how, what) in [
        ("UPDATE events SET entry = replace(entry, '5', '6') WHERE position = 5", "event 5 is"),
        ("UPDATE events SET place = zeroblob(20) WHERE position = 60", "event 60 is"),
        ("UPDATE events SET seal = zeroblob(36) WHERE position = 61", "event 61 is"),
        ("UPDATE events SET seal = x'' WHERE position = 62", "event 62 is"),
        ("DELETE FROM events WHERE position = 0", "event 0 is"),
        ("DELETE FROM events WHERE position = 100", "event 100 is"),
        ("DELETE FROM events WHERE position BETWEEN 150 AND 198", "event 150 is"),
        ("UPDATE events SET position = 100000 WHERE position = 120", "event 120 is"),
        (
            "UPDATE events SET position = -1 WHERE position = 30; \
             UPDATE events SET position = 30 WHERE position = 31; \
             UPDATE events SET position = 31 WHERE position = -1",
            "event 30 is",
        ),
        ("UPDATE refusals SET outcome = x'00' WHERE number = 9", "refusal 9 is"),
    ] {
        let home = TempDir::new().expect("a directory for a test");
        write(home.path(), EVENTS);
        tamper(home.path(), how);
        let error = look(home.path()).and_then(|log| read(&log)).expect_err(how);
        assert!(matches!(error, LogError::Damaged { .. }), "{error:?}");
        assert!(error.to_string().contains(what), "{how}: {error}");
        let checked = look(home.path()).and_then(|log| log.check());
        assert!(matches!(checked, Err(LogError::Damaged { .. })), "{how}: {checked:?}");
    }
}

#[test]
fn a_schema_that_lost_something_is_found_by_a_check() {
    let parts = ["INDEX events_by_place", "VIEW history", "TRIGGER refusals_are_not_deleted"];
    for part in parts {
        let home = TempDir::new().expect("a directory for a test");
        write(home.path(), EVENTS);
        look(home.path()).expect("look").check().expect("nothing is wrong yet");
        let connection = Connection::open(file(home.path())).expect("open the file");
        connection.execute_batch(&format!("DROP {part}")).expect("tamper");
        drop(connection);
        let error = look(home.path()).and_then(|log| log.check()).expect_err(part);
        assert!(matches!(error, LogError::Damaged { .. }), "{error:?}");
    }
}

#[test]
fn a_writer_refuses_what_a_reader_refuses() {
    let history = History::write();
    for damaged in [&history.bytes[..history.page_bytes()], b"no database at all"] {
        history.replace(damaged);
        let error = open(history.home.path()).open(&name()).err().expect("it is damaged");
        assert!(matches!(error, LogError::Damaged { .. }), "{error:?}");
    }
}
