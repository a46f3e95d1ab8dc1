//! Damaged files: found, named, and never a panic or a wrong answer.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{SMALL, served, text};
use crate::support::{
    client::get,
    process::{Ended, Process, run},
};

/// A folder with deeds in it whose server has stopped, and its digest.
fn at_rest(deeds: u64) -> (tempfile::TempDir, PathBuf, String) {
    let (folder, process) = served(deeds);
    let digest = process.client().json(&format!("{SMALL}/digest"))["digest"].as_str().unwrap().to_owned();
    assert!(process.stop().success());
    let file = folder.path().join("logs/small.sqlite");
    // A reader that is still open when the server ends may keep the history in the write-ahead log, which would cover
    // up what is done to the file. The next start moves it.
    let wal = folder.path().join("logs/small.sqlite-wal");
    for _ in 0..5 {
        if !wal.exists() || fs::metadata(&wal).unwrap().len() == 0 {
            return (folder, file, digest);
        }
        assert!(Process::serve(folder.path()).stop().success());
    }
    panic!("the history never gets into its file");
}

fn serve(data: &Path) -> Result<Process, Ended> {
    Process::start(data, std::process::Command::new(crate::support::process::program()))
}

#[test]
fn a_truncated_file_is_found() {
    // With 300 the last page has but one row.
    for deeds in [299, 300, 301] {
        truncated(deeds);
    }
}

fn truncated(deeds: u64) {
    let (folder, file, _) = at_rest(deeds);
    let whole = fs::read(&file).unwrap();
    for left in [0, 10, 100, 4_096, whole.len() / 2, whole.len() - 4_096, whole.len() - 1] {
        fs::write(&file, &whole[..left]).unwrap();
        let Err(ended) = serve(folder.path()) else { panic!("{left} of {} bytes are served", whole.len()) };
        ended.failed(3);
        run(["replay", "--data", text(folder.path()), "--marathon", "small"]).failed(3);
        run(["export", "--data", text(folder.path()), "--marathon", "small"]).failed(3);
    }
    fs::write(&file, &whole).unwrap();
    serve(folder.path()).unwrap_or_else(|e| panic!("{e:?}")).wait_ready();
}

#[test]
fn a_flipped_bit_is_found_or_changes_nothing() {
    let (folder, file, digest) = at_rest(200);
    let whole = fs::read(&file).unwrap();
    let mut found = 0;
    // Places spread over the whole file, and a bit of each.
    let places: Vec<_> = (0..60).map(|n| (n * 7_919 * 131 + 100) % whole.len()).collect();
    for (n, place) in places.iter().enumerate() {
        let mut damaged = whole.clone();
        damaged[*place] ^= 1 << (n % 8);
        fs::write(&file, &damaged).unwrap();
        let replayed = run(["replay", "--json", "--data", text(folder.path()), "--marathon", "small"]);
        match replayed.code {
            Some(0) => {
                let report: Value = serde_json::from_str(&replayed.out).unwrap();
                assert_eq!(report["digest"], digest, "bit {} of byte {place} passed unseen", n % 8);
            }
            Some(2) => drop(replayed.failed(2)),
            _ => {
                replayed.failed(3);
                found += 1;
            }
        }
    }
    assert!(found > 20, "{found} of {} flips were found", places.len());
}

#[test]
fn a_flipped_bit_in_an_event_is_named_by_its_position() {
    let (folder, file, _) = at_rest(200);
    let mut bytes = fs::read(&file).unwrap();
    let needle = br#""position":150,"#;
    let place = bytes.windows(needle.len()).position(|window| window == needle).unwrap();
    // A letter of its type, some way behind its position.
    let behind = bytes[place..].windows(5).position(|window| window == b"trees").unwrap();
    bytes[place + behind] ^= 1;
    fs::write(&file, &bytes).unwrap();
    for ended in [
        run(["replay", "--data", text(folder.path()), "--marathon", "small"]),
        run(["export", "--data", text(folder.path()), "--marathon", "small"]),
        serve(folder.path()).map(|_| "it serves").unwrap_err(),
    ] {
        let said = ended.failed(3);
        assert!(said.contains("150"), "{said}");
    }
}

#[test]
fn a_newer_format_is_not_touched() {
    let (folder, file, _) = at_rest(3);
    let mut bytes = fs::read(&file).unwrap();
    // SQLite keeps the user version at byte 60, big-endian.
    bytes[60..64].copy_from_slice(&999_u32.to_be_bytes());
    fs::write(&file, &bytes).unwrap();
    let Err(ended) = serve(folder.path()) else { panic!("it serves") };
    let said = ended.failed(2);
    assert!(said.contains("999"), "{said}");
    assert!(fs::read(&file).unwrap() == bytes, "it was changed");
}

#[test]
fn a_damaged_snapshot_is_passed_over_and_nothing_is_different() {
    let (folder, _, digest) = at_rest(50);
    let snapshots = folder.path().join("snapshots/small");
    fs::create_dir_all(&snapshots).unwrap();
    for (position, content) in
        [(52_u64, &b"not a snapshot"[..]), (40, &b"MGDSNAP\0\x01\0\0\0\0\0\0\0"[..]), (9_999, b"")]
    {
        fs::write(snapshots.join(format!("{position}.snapshot")), content).unwrap();
    }
    let process = serve(folder.path()).unwrap_or_else(|e| panic!("{e:?}"));
    process.wait_ready();
    assert_eq!(process.client().json(&format!("{SMALL}/digest"))["digest"], digest);
    assert_eq!(process.client().ask(&get(format!("{SMALL}/digest?at=30"))).status, 200);
    let log = process.log();
    assert!(log.contains("snapshot is not usable") && log.contains("52.snapshot"), "{log}");
}

#[test]
fn a_damaged_export_is_named_by_position() {
    let (folder, _, digest) = at_rest(20);
    let file = folder.path().join("history.ndjson");
    run(["export", "--data", text(folder.path()), "--marathon", "small", "-o", text(&file)]).done();
    let whole = fs::read_to_string(&file).unwrap();
    let lines: Vec<_> = whole.lines().collect();
    let fine = run(["replay", "--json", text(&file)]).done();
    assert_eq!(serde_json::from_str::<Value>(&fine).unwrap()["digest"], digest);
    let changed = |edit: &dyn Fn(&mut Vec<String>)| {
        let mut lines: Vec<_> = lines.iter().map(|line| (*line).to_owned()).collect();
        edit(&mut lines);
        lines.join("\n") + "\n"
    };
    for (what, text_of, position) in [
        ("a figure", changed(&|l| l[7] = l[7].replace(r#"\"trees\":5"#, r#"\"trees\":9"#)), "7"),
        ("a hash", changed(&|l| l[8] = l[8].replacen("\"leaf_hash\":\"", "\"leaf_hash\":\"0", 1)), "8"),
        ("a line lost", changed(&|l| drop(l.remove(9))), "9"),
        ("a line twice", changed(&|l| l.insert(9, l[8].clone())), "9"),
        ("two exchanged", changed(&|l| l.swap(5, 6)), "5"),
        ("cut off", changed(&|l| l[10].truncate(40)), "10"),
        ("no JSON", changed(&|l| l[11] = "hello".into()), "11"),
        ("an empty line", changed(&|l| l.insert(12, String::new())), "12"),
        ("the first lost", changed(&|l| drop(l.remove(0))), "0"),
    ] {
        assert_ne!(text_of, whole, "{what}");
        fs::write(&file, text_of).unwrap();
        let said = run(["replay", text(&file)]).failed(3);
        assert!(said.contains(&format!("position {position}:")), "{what}: {said}");
    }
    let mut bytes = whole.into_bytes();
    let place = bytes.len() / 2;
    bytes[place] = 0xff;
    fs::write(&file, bytes).unwrap();
    run(["replay", text(&file)]).failed(3);
}
