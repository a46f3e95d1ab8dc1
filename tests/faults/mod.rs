//! The real program under what happens to programs: killed, crowded out, damaged, out of space.

pub mod backup;
mod beside;
mod crash;
mod damage;
mod disk;
pub mod ledger;
mod settings;
mod starts;
mod stopping;

use std::path::Path;

use serde_json::json;

use crate::support::{
    client::{Client, post},
    given::{person, with},
    process::{Process, run},
};

/// The small season, served from a folder.
const SMALL: &str = "/v1/marathons/small";

/// A folder with the small season in it, opened by the program itself.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::TempDir::new().unwrap();
    let rules = folder.path().join("rules.toml");
    let season = crate::given::rules::SMALL_SEASON_TOML;
    // The program's clock is that of the machine, so the season is over; deeds of it are still taken.
    std::fs::write(&rules, season).unwrap();
    run(["open", "--data", text(folder.path()), "--rules", text(&rules)]).done();
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Registers somebody and logs so many deeds.
fn log_some(client: &mut Client, deeds: u64) -> String {
    let who = client.register(&person("Tulip"));
    for n in 1..=deeds {
        let deed = with(crate::support::given::trees(&who, n), json!({ "people": 2 }));
        client.ask(&post(format!("{SMALL}/deeds"), &deed)).expect(201);
    }
    client.settle();
    who
}

/// A served folder with some deeds in it.
fn served(deeds: u64) -> (tempfile::TempDir, Process) {
    let folder = folder();
    let process = Process::serve(folder.path());
    process.wait_ready();
    log_some(&mut process.client(), deeds);
    (folder, process)
}
