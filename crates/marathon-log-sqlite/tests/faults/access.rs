//! Who may open what, and what is left after an end that was not a clean one.

use std::fs;

use crate::history::{append, file, look, name, open, read, write};
use marathon_events::Position;
use marathon_log::{LogError, LogStore, TurnOutcome};
use marathon_log_sqlite::{Access, FORMAT, SqliteStore};
use rusqlite::Connection;
use tempfile::TempDir;

fn directory() -> TempDir {
    TempDir::new().expect("a directory for a test")
}

#[test]
fn one_process_writes() {
    let home = directory();
    let first = open(home.path());
    let log = first.create(&name()).expect("create");
    let refused = || SqliteStore::open(home.path(), Access::ReadWrite).err();

    let error = refused().expect("the directory is in use");
    let LogError::InUse { holder, .. } = error else { panic!("{error:?}") };
    assert_eq!(holder, format!("marathon (process {})", std::process::id()));

    drop(first);
    assert!(matches!(refused(), Some(LogError::InUse { .. })), "a log that is open keeps the lock");
    append(&*log, 0, 3).expect("and is written");
    drop(log);
    assert!(refused().is_none(), "nobody holds it any more");
}

#[test]
fn others_read_beside_the_one_that_writes() {
    let home = directory();
    let log = open(home.path()).create(&name()).expect("create");
    append(&*log, 0, 3).expect("append");

    let reader = look(home.path()).expect("look");
    assert_eq!(read(&reader).expect("read").len(), 6);
    append(&*log, 3, 4).expect("append");
    assert_eq!(read(&reader).expect("read").len(), 8, "what is written later is seen too");

    assert!(matches!(append(&*reader, 4, 5), Err(LogError::ReadOnly { .. })));
    let store = SqliteStore::open(home.path(), Access::ReadOnly).expect("open for reading");
    assert!(matches!(store.create(&name()), Err(LogError::ReadOnly { .. })));
}

#[test]
fn readers_read_what_a_killed_writer_left() {
    let (home, left) = (directory(), directory());
    let log = open(home.path()).create(&name()).expect("create");
    append(&*log, 0, 30).expect("append");
    fs::create_dir(left.path().join("logs")).expect("make a directory");
    for extension in ["sqlite", "sqlite-wal"] {
        let from = file(home.path()).with_extension(extension);
        fs::copy(from, file(left.path()).with_extension(extension)).expect("copy a file");
    }
    let wal = file(left.path()).with_extension("sqlite-wal");
    let wal_bytes = fs::read(&wal).expect("read the write-ahead log");
    assert!(!wal_bytes.is_empty(), "the history is in the write-ahead log alone");

    let reader = look(left.path()).expect("look");
    assert_eq!(read(&reader).expect("read").len(), 60);
    drop(reader);
    assert_eq!(fs::read(&wal).expect("read the write-ahead log"), wal_bytes, "who looks changes nothing");

    let log = open(left.path()).open(&name()).expect("the next writer");
    assert_eq!(fs::metadata(&wal).map_or(0, |wal| wal.len()), 0, "has it in the file before it goes on");
    assert_eq!(append(&*log, 30, 40).expect("append"), TurnOutcome::Won);
}

#[test]
fn a_place_that_is_no_directory_is_refused() {
    // Permissions do not stop the superuser, and tests may run as one; what is in the way stops everybody.
    let home = directory();
    let occupied = home.path().join("occupied");
    fs::write(&occupied, "a file").expect("write a file");
    for access in [Access::ReadWrite, Access::ReadOnly] {
        let error = SqliteStore::open(&occupied, access).err().expect("a file is no directory");
        let LogError::NoAccess { path, .. } = error else { panic!("{error:?}") };
        assert_eq!(path, occupied);
    }
    let missing = home.path().join("missing");
    let error = SqliteStore::open(&missing, Access::ReadOnly).err().expect("there is nothing to read");
    assert!(matches!(error, LogError::NoAccess { .. }), "{error:?}");
    assert!(!missing.exists(), "looking makes nothing");
}

#[test]
fn a_log_that_is_no_file_is_refused() {
    let home = directory();
    fs::create_dir_all(file(home.path())).expect("a directory in place of the file");
    for access in [Access::ReadWrite, Access::ReadOnly] {
        let store = SqliteStore::open(home.path(), access).expect("open a store");
        let error = store.open(&name()).err().expect("a directory is no log");
        assert!(matches!(error, LogError::NoAccess { .. }), "{error:?}");
    }
}

#[test]
fn a_log_that_was_not_finished_is_not_there() {
    let home = directory();
    let store = open(home.path());
    for extension in ["unfinished", "unfinished-wal", "unfinished-shm"] {
        fs::write(file(home.path()).with_extension(extension), "half a log").expect("write a file");
    }
    assert!(store.names().expect("names").is_empty());
    assert!(matches!(store.open(&name()), Err(LogError::NoSuchLog(_))));
    let log = store.create(&name()).expect("create");
    append(&*log, 0, 3).expect("append");
    assert_eq!(store.names().expect("names"), [name()]);
}

#[test]
fn a_newer_format_is_refused() {
    let home = directory();
    write(home.path(), 10);
    let newer = FORMAT + 1;
    let connection = Connection::open(file(home.path())).expect("open the file");
    connection.pragma_update(None, "user_version", newer).expect("pretend to be newer");
    drop(connection);
    for access in [Access::ReadWrite, Access::ReadOnly] {
        let store = SqliteStore::open(home.path(), access).expect("open a store");
        let error = store.open(&name()).err().expect("it is newer");
        let LogError::Newer { found, known, .. } = error else { panic!("{error:?}") };
        assert_eq!((found, known), (newer, FORMAT));
    }
}

#[test]
fn history_is_neither_updated_nor_deleted() {
    let home = directory();
    write(home.path(), 10);
    let connection = Connection::open(file(home.path())).expect("open the file");
    for attempt in [
        "UPDATE events SET entry = 'other' WHERE position = 3",
        "DELETE FROM events WHERE position = 3",
        "DELETE FROM events",
        "UPDATE refusals SET outcome = x'00' WHERE number = 3",
        "DELETE FROM refusals",
    ] {
        let error = connection.execute(attempt, []).expect_err(attempt);
        assert!(error.to_string().contains("history is never rewritten"), "{attempt}: {error}");
    }
    drop(connection);
    assert_eq!(read(&look(home.path()).expect("look")).expect("read").len(), 20);
}

#[test]
fn people_read_history_with_their_own_tools() {
    let home = directory();
    write(home.path(), 10);
    let connection = Connection::open(file(home.path())).expect("open the file");
    let row: (u64, String, u64, String, String) = connection
        .query_row(
            "SELECT position, type, version, data, leaf_hash FROM history WHERE position = 4",
            [],
            |row| row.try_into(),
        )
        .expect("read the view");
    let leaf_hash = crate::history::event(4).leaf_hash.to_string();
    assert_eq!(row, (4, "tried".to_owned(), 1, r#"{"n":4}"#.to_owned(), leaf_hash));
}

#[test]
fn a_log_is_opened_twice_and_ends_with_its_last_handle() {
    let home = directory();
    let store = open(home.path());
    let one = store.create(&name()).expect("create");
    let two = store.open(&name()).expect("open");
    append(&*one, 0, 2).expect("append");
    drop(one);
    append(&*two, 2, 4).expect("append");
    drop(two);
    let wal = file(home.path()).with_extension("sqlite-wal");
    assert!(!wal.exists(), "a clean end leaves one file");
    assert_eq!(store.open(&name()).expect("open").next().expect("next"), Position(4));
}
