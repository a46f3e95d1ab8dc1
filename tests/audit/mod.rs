//! What an auditor has: exports of the demonstration season, verified, tampered with, recomputed by other means.

mod tampering;
mod verify;

use std::{path::Path, sync::OnceLock};

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

/// The lines of its export, with their line breaks.
fn lines() -> &'static [String] {
    static LINES: OnceLock<Vec<String>> = OnceLock::new();
    LINES.get_or_init(|| {
        let export = run(["export", "--data", text(demo()), "--marathon", "2024"]).done();
        export.split_inclusive('\n').map(str::to_owned).collect()
    })
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
