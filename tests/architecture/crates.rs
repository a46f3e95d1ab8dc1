//! Who may use whom, over `cargo metadata`.

use std::{env, process::Command};

use serde_json::Value;

use super::{assert_none, folders_in, root};

/// Every crate of the program with its folder. A crate uses only crates above it.
const ORDER: [(&str, &str); 17] = [
    ("marathon-events", "crates/marathon-events"),
    ("marathon-scoring", "crates/marathon-scoring"),
    ("marathon-audit", "crates/marathon-audit"),
    ("marathon-columns", "crates/marathon-columns"),
    ("marathon-domain", "crates/marathon-domain"),
    ("marathon-accounts", "crates/marathon-accounts"),
    ("marathon-oidc", "crates/marathon-oidc"),
    ("marathon-log", "crates/marathon-log"),
    ("marathon-backup", "crates/marathon-backup"),
    ("marathon-log-sqlite", "crates/marathon-log-sqlite"),
    ("marathon-log-postgres", "crates/marathon-log-postgres"),
    ("marathon-engine", "crates/marathon-engine"),
    ("marathon-projections", "projections"),
    ("marathon-season", "crates/marathon-season"),
    ("marathon-api", "crates/marathon-api"),
    ("marathon-console", "crates/marathon-console"),
    ("marathon", "crates/marathon"),
];

/// What stands beside the program: it may use all of it, and nothing uses it.
const BESIDE: [(&str, &str); 3] =
    [("marathon-tests", "tests"), ("marathon-benches", "benches"), ("xtask", "xtask")];

/// Crates that store events; only the binary chooses one.
const DRIVERS: [&str; 2] = ["marathon-log-sqlite", "marathon-log-postgres"];

/// Crates by which one gets at a network, a disk, a clock or chance, by the beginning of their names.
const OUTSIDE_WORLD: [&str; 16] = [
    "axum",
    "deadpool",
    "fs-err",
    "getrandom",
    "hyper",
    "mio",
    "native-tls",
    "rand",
    "reqwest",
    "rusqlite",
    "rustls",
    "socket2",
    "sqlx",
    "tempfile",
    "tokio",
    "tower",
];

/// Crates that must not know the outside world.
const PURE: [&str; 7] = [
    "marathon-events",
    "marathon-scoring",
    "marathon-audit",
    "marathon-columns",
    "marathon-domain",
    "marathon-accounts",
    "marathon-projections",
];

/// All that the auditor shares with what it audits, so that one bug cannot hide in both.
const SHARED_WITH_AUDIT: [&str; 2] = ["marathon-events", "marathon-scoring"];

/// Crates that must not know HTTP.
const NO_HTTP: [&str; 7] = [
    "marathon-accounts",
    "marathon-log",
    "marathon-backup",
    "marathon-log-sqlite",
    "marathon-log-postgres",
    "marathon-engine",
    "marathon-season",
];
const HTTP: [&str; 3] = ["axum", "hyper", "tower"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Program,
    Tests,
}

#[derive(Clone, Debug)]
struct Crate {
    name: String,
    folder: String,
    uses: Vec<(String, Use)>,
}

#[test]
fn crates_use_only_what_they_may() {
    let crates = workspace();
    assert_eq!(crates.len(), ORDER.len() + BESIDE.len(), "cargo metadata tells all crates");
    assert_none(&problems(&crates));
}

#[test]
fn every_folder_of_crates_is_in_the_order() {
    let listed = |name: &String| ORDER.iter().any(|(_, folder)| *folder == format!("crates/{name}"));
    let strangers: Vec<_> = folders_in("crates").into_iter().filter(|name| !listed(name)).collect();
    assert_none(&strangers);
}

#[test]
fn what_must_not_be_is_noticed() {
    let broken = |name: &str, used: &str, how: Use| {
        let mut crates = workspace();
        let it = crates.iter_mut().find(|c| c.name == name).unwrap();
        it.uses.push((used.to_owned(), how));
        problems(&crates)
    };
    for (name, used) in [
        ("marathon-events", "marathon-columns"),
        ("marathon-audit", "marathon-domain"),
        ("marathon-audit", "tokio"),
        ("marathon-domain", "marathon-engine"),
        ("marathon-domain", "tokio"),
        ("marathon-accounts", "marathon-log"),
        ("marathon-accounts", "rand"),
        ("marathon-projections", "rusqlite"),
        ("marathon-projections", "marathon-api"),
        ("marathon-engine", "marathon-log-sqlite"),
        ("marathon-engine", "axum"),
        ("marathon-log-postgres", "marathon-log-sqlite"),
        ("marathon-log-postgres", "hyper"),
        ("marathon-api", "marathon-log-postgres"),
        ("marathon-api", "marathon-log-sqlite"),
        ("marathon-console", "marathon-log-sqlite"),
        ("marathon", "xtask"),
    ] {
        assert_eq!(broken(name, used, Use::Program).len(), 1, "{name} uses {used}");
    }
    assert_eq!(broken("marathon-engine", "marathon-log-sqlite", Use::Tests), [] as [String; 0]);
    assert_eq!(broken("marathon-log", "marathon-engine", Use::Tests).len(), 1);

    let mut crates = workspace();
    crates[0].folder = "crates/elsewhere".into();
    assert_eq!(problems(&crates).len(), 1);
}

fn workspace() -> Vec<Crate> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let folder_of_all = format!("{}/", metadata["workspace_root"].as_str().unwrap());
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages.map(|package| read(package, &folder_of_all)).collect()
}

fn read(package: &Value, folder_of_all: &str) -> Crate {
    let manifest = package["manifest_path"].as_str().unwrap();
    let folder = manifest.strip_prefix(folder_of_all).unwrap().strip_suffix("/Cargo.toml").unwrap();
    let uses = package["dependencies"].as_array().unwrap().iter().map(|used| {
        let how = if used["kind"] == "dev" { Use::Tests } else { Use::Program };
        (used["name"].as_str().unwrap().to_owned(), how)
    });
    Crate {
        name: package["name"].as_str().unwrap().to_owned(),
        folder: folder.to_owned(),
        uses: uses.collect(),
    }
}

fn problems(crates: &[Crate]) -> Vec<String> {
    let mut problems = Vec::new();
    for it in crates {
        let place = ORDER.iter().position(|(name, _)| *name == it.name);
        let listed =
            ORDER.iter().chain(&BESIDE).any(|(name, folder)| *name == it.name && *folder == it.folder);
        if !listed {
            problems.push(format!("{} in {} is not in the list of crates", it.name, it.folder));
        }
        for (used, how) in &it.uses {
            problems.extend(problem(place, &it.name, used, *how));
        }
    }
    problems
}

/// What is wrong with this use; the first thing, if there are several.
fn problem(place: Option<usize>, name: &str, used: &str, how: Use) -> Option<String> {
    let program = how == Use::Program;
    let begins_with_one_of = |names: &[&str]| names.iter().any(|n| is_of_family(used, n));
    if BESIDE.iter().any(|(beside, _)| *beside == used) {
        return Some(format!("{name} uses {used}, which stands beside the program"));
    }
    let used_place = ORDER.iter().position(|(name, _)| *name == used);
    if let (Some(place), Some(used_place)) = (place, used_place) {
        let itself_in_tests = place == used_place && !program;
        if used_place >= place && !itself_in_tests {
            return Some(format!("{name} uses {used}, which is not above it"));
        }
        if name == "marathon-events" && program {
            return Some(format!("{name} uses {used}, but formats use nothing of the project"));
        }
        if name == "marathon-audit" && !itself_in_tests && !SHARED_WITH_AUDIT.contains(&used) {
            return Some(format!("{name} uses {used}, but the auditor shares nothing with the engine"));
        }
        if program && DRIVERS.contains(&used) && name != "marathon" {
            return Some(format!("{name} uses {used}, but only the binary chooses a driver"));
        }
    }
    if program && PURE.contains(&name) && begins_with_one_of(&OUTSIDE_WORLD) {
        return Some(format!("{name} uses {used}, but must not know the world outside"));
    }
    if program && NO_HTTP.contains(&name) && begins_with_one_of(&HTTP) {
        return Some(format!("{name} uses {used}, but must not know HTTP"));
    }
    None
}

/// `tokio` and `tokio-util` are of the family `tokio`.
fn is_of_family(name: &str, family: &str) -> bool {
    name.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}
