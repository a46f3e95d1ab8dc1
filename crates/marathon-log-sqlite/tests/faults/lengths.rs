//! A file that lost its end is damaged, wherever its rows happen to end.

use std::fs;
use std::path::Path;

use crate::history::{append, file, look, name, open, read, write};
use marathon_log::{LogError, LogStore};
use tempfile::TempDir;

/// Numbers of events around the places where a page of events, of their index or of refusals is full, so that in some
/// histories the last page has but one row.
const HISTORIES: [std::ops::RangeInclusive<u64>; 3] = [1..=3, 60..=110, 290..=310];

/// Replaces the file by some bytes; what others left beside it is not theirs.
fn replace(directory: &Path, bytes: &[u8]) {
    for left_by_readers in ["sqlite-wal", "sqlite-shm"] {
        let _ = fs::remove_file(file(directory).with_extension(left_by_readers));
    }
    fs::write(file(directory), bytes).expect("write the file");
}

#[track_caller]
fn assert_damaged(directory: &Path, what: &str) {
    let reader = look(directory).err();
    assert!(matches!(reader, Some(LogError::Damaged { .. })), "{what}, for a reader: {reader:?}");
    let writer = open(directory).open(&name()).err();
    assert!(matches!(writer, Some(LogError::Damaged { .. })), "{what}, for a writer: {writer:?}");
}

#[test]
fn whatever_is_cut_off_is_missed() {
    let (mut last, mut grown) = (0, 0);
    for events in HISTORIES.into_iter().flatten() {
        let home = TempDir::new().expect("a directory for a test");
        append(&*open(home.path()).create(&name()).expect("create"), 0, events).expect("append");
        let whole = fs::read(file(home.path())).expect("read the file");
        let page = usize::from(u16::from_be_bytes([whole[16], whole[17]]));
        for cut in [1, 777, 4_096, page - 1, page, page + 1, 2 * page, 3 * page + 4_096] {
            let Some(left) = whole.len().checked_sub(cut) else { continue };
            replace(home.path(), &whole[..left]);
            assert_damaged(home.path(), &format!("{events} events, {cut} bytes lost"));
        }
        replace(home.path(), &whole);
        let rows = read(&look(home.path()).expect("look")).expect("read");
        assert_eq!(rows.len() as u64, 2 * events);
        grown += usize::from(whole.len() != last);
        last = whole.len();
    }
    assert!(grown >= 4, "pages were added {grown} times");
}

#[test]
fn whatever_is_added_is_noticed() {
    let home = TempDir::new().expect("a directory for a test");
    write(home.path(), 50);
    let whole = fs::read(file(home.path())).expect("read the file");
    for added in [1, 4_096, 16_384] {
        replace(home.path(), &[&whole[..], &vec![0; added]].concat());
        assert_damaged(home.path(), &format!("{added} bytes added"));
    }
}

/// An end that is cut off and filled with zeros, as a file system does after a crash, has the right length.
#[test]
fn zeros_in_place_of_the_end_are_not_taken_for_an_earlier_end() {
    for events in (290..=310).chain([1, 2, 80, 81, 82]) {
        let home = TempDir::new().expect("a directory for a test");
        write(home.path(), events);
        let whole = fs::read(file(home.path())).expect("read the file");
        for zeros in [512, 4_096, 16_384, 2 * 16_384] {
            let Some(left) = whole.len().checked_sub(zeros) else { continue };
            replace(home.path(), &[&whole[..left], &vec![0; zeros]].concat());
            let seen =
                look(home.path()).and_then(|log| read(&log).and_then(|rows| log.check().map(|()| rows)));
            assert!(
                matches!(seen, Err(LogError::Damaged { .. })),
                "{events} events, {zeros} zeros: {} rows",
                seen.map_or(0, |rows| rows.len())
            );
        }
    }
}
