//! What the code must look like from outside: who may use whom, lists against folders, contracts that others read.

mod contracts;
mod crates;
mod folders;
mod operation;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The folder of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Names of the folders in a folder of the workspace, in order.
fn folders_in(path: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(path)).unwrap().map(Result::unwrap);
    let folders = entries.filter(|e| e.file_type().unwrap().is_dir());
    let mut names: Vec<_> = folders.map(|e| e.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Names of the files in a folder of the workspace, in order.
fn files_in(path: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(path)).unwrap().map(Result::unwrap);
    let files = entries.filter(|e| e.file_type().unwrap().is_file());
    let mut names: Vec<_> = files.map(|e| e.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Fails with everything that is wrong, not with the first of it.
fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "\n  - {}\n", problems.join("\n  - "));
}
