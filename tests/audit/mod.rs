//! What an auditor has: exports of the demonstration season, verified, tampered with, compared, recomputed by other means.

mod demonstration;
mod differences;
mod moments;
mod recompute;
mod stores;
mod tampering;
mod verify;

use std::{path::Path, sync::OnceLock};

use marathon_events::{Event, Recorded};
use serde_json::Value;

use crate::support::process::run;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The store of the demonstration season, built once by the program itself.
fn demo() -> &'static Path {
    static DEMO: OnceLock<tempfile::TempDir> = OnceLock::new();
    let build = || {
        let folder = tempfile::TempDir::new().unwrap();
        run(["demo", "--exit", "--data", text(folder.path())]).done();
        folder
    };
    DEMO.get_or_init(build).path()
}

fn export_of(data: &Path) -> Vec<String> {
    let export = run(["export", "--data", text(data), "--marathon", "2024"]).done();
    export.split_inclusive('\n').map(str::to_owned).collect()
}

/// The lines of its export, with their line breaks.
fn lines() -> &'static [String] {
    static LINES: OnceLock<Vec<String>> = OnceLock::new();
    LINES.get_or_init(|| export_of(demo()))
}

/// Its events.
fn events() -> &'static [Recorded] {
    static EVENTS: OnceLock<Vec<Recorded>> = OnceLock::new();
    EVENTS.get_or_init(|| {
        lines().iter().map(|line| Recorded::decode(entry(line).as_bytes()).unwrap()).collect()
    })
}

fn entry(line: &str) -> String {
    let line: Value = serde_json::from_str(line).unwrap();
    line["entry"].as_str().unwrap().to_owned()
}

/// Where the first such event stands.
fn position_of(is: impl Fn(&Event) -> bool) -> usize {
    events().iter().position(|recorded| is(&recorded.event)).unwrap()
}

/// A file with these lines in it.
fn file(lines: &[String]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), lines.concat()).unwrap();
    file
}

/// What `marathon verify --json` says about these lines, and its exit code.
fn verified(lines: &[String]) -> (Value, Option<i32>) {
    let file = file(lines);
    let ended = run(["verify", "--json", text(file.path())]);
    assert!(!ended.err.contains("panicked"), "{ended:?}");
    (serde_json::from_str(&ended.out).unwrap(), ended.code)
}
