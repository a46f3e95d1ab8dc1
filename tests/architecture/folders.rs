//! Lists against folders: what is listed is there, and what is there is listed.

use std::{collections::BTreeSet, fs, path::Path};

use marathon_events::catalogue;
use marathon_projections::PROJECTIONS;

use super::{assert_none, files_in, folders_in, root};

/// Folders beside the projections that are none: what they are built on.
const NOT_PROJECTIONS: [&str; 1] = ["order"];

/// By what a pure crate would get at the world outside with the standard library alone.
const OUTSIDE_WORLD: [&str; 5] = ["fs::", "net::", "env::", "process::", "thread::"];

const PURE_SOURCES: [&str; 4] = [
    "crates/marathon-events/src",
    "crates/marathon-scoring/src",
    "crates/marathon-domain/src",
    "projections/src",
];

#[test]
fn every_projection_has_its_folder_and_every_folder_its_projection() {
    let listed: BTreeSet<_> = PROJECTIONS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let folders =
        folders_in("projections/src").into_iter().filter(|f| !NOT_PROJECTIONS.contains(&f.as_str()));
    assert_eq!(folders.collect::<BTreeSet<_>>(), listed);
}

#[test]
fn every_projection_tells_about_itself() {
    let readme = |name| root().join(format!("projections/src/{name}/README.md"));
    let tells = |path: &Path| fs::read_to_string(path).is_ok_and(|text| text.starts_with("# "));
    let silent = PROJECTIONS.iter().map(|(name, _)| readme(name)).filter(|path| !tells(path));
    assert_none(
        &silent.map(|path| format!("{} is missing or has no title", path.display())).collect::<Vec<_>>(),
    );
}

#[test]
fn every_version_of_an_event_has_its_file_and_every_file_its_line_in_the_catalogue() {
    let file = |name: &str, version| format!("{}/v{version}.rs", name.replace('-', "_"));
    let listed: Vec<_> = catalogue::schemas().iter().map(|(name, version, _)| file(name, *version)).collect();
    let listed_once: BTreeSet<_> = listed.iter().cloned().collect();
    assert_eq!(listed.len(), listed_once.len(), "a version stands in the catalogue once");
    let folders = folders_in("crates/marathon-events/src");
    let files = folders.iter().flat_map(|folder| {
        let files = files_in(&format!("crates/marathon-events/src/{folder}"));
        files.into_iter().filter(|f| f != "mod.rs").map(move |f| format!("{folder}/{f}"))
    });
    assert_eq!(files.collect::<BTreeSet<_>>(), listed_once);
}

#[test]
fn pure_crates_do_not_reach_outside() {
    let mut problems = Vec::new();
    for folder in PURE_SOURCES {
        visit(&root().join(folder), &mut |path, text| {
            for (line, code) in text.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
                let reached = OUTSIDE_WORLD.iter().filter(|module| names(code, module));
                problems.extend(reached.map(|m| format!("{}:{}: {m}", path.display(), line + 1)));
            }
        });
    }
    assert_none(&problems);
}

#[test]
fn reaching_outside_is_noticed() {
    assert!(names("    std::fs::read(path)", "fs::"));
    assert!(names("use std::{env::var, io};", "env::"));
    assert!(!names("let offs::Thing = 1;", "fs::"));
    assert!(!names("std::io::Write", "fs::"));
}

/// Whether a line names a module, and not only something whose name ends like it.
fn names(code: &str, module: &str) -> bool {
    code.match_indices(module)
        .any(|(at, _)| !code[..at].ends_with(|before: char| before.is_ascii_alphanumeric() || before == '_'))
}

fn visit(folder: &Path, look: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        match path.is_dir() {
            true => visit(&path, look),
            false if path.extension().is_some_and(|e| e == "rs") => {
                look(&path, &fs::read_to_string(&path).unwrap());
            }
            false => (),
        }
    }
}
