//! Settings from a file, the environment and flags, and what they do to the log.

use std::{fs, process::Command};

use serde_json::Value;

use super::{SMALL, folder, text};
use crate::support::{
    client::get,
    process::{Process, program, run},
};

/// What `marathon config` says of these settings.
fn shown(command: &mut Command, key: &str) -> (Value, String) {
    let output = command.args(["config", "--json"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let all: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let setting = all.into_iter().find(|s| s["setting"] == key).unwrap();
    (setting["value"].clone(), setting["origin"].as_str().unwrap().to_owned())
}

#[test]
fn the_environment_goes_before_the_file() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("marathon.toml");
    fs::write(&file, "log = \"warn\"\ndatabase_url = \"postgres://node:hush@db/season\"\n").unwrap();
    let here = || {
        let mut command = Command::new(program());
        command.current_dir(folder.path());
        command
    };
    assert_eq!(shown(&mut here(), "log"), ("warn".into(), "marathon.toml, line 1".to_owned()));
    assert_eq!(
        shown(here().env("MARATHON_LOG", "debug"), "log"),
        ("debug".into(), "MARATHON_LOG".to_owned())
    );
    let flag = &mut here();
    flag.env("MARATHON_LOG", "debug").args(["--log", "error"]);
    assert_eq!(shown(flag, "log"), ("error".into(), "--log".to_owned()));
    assert_eq!(shown(&mut here(), "database_url").0, "postgres://node:***@db/season");
    let elsewhere = Command::new(program()).env("MARATHON_CONFIG", &file).args(["config"]).output().unwrap();
    let told = String::from_utf8(elsewhere.stdout).unwrap();
    assert!(told.contains(&format!("({}, line 2)", file.display())) && !told.contains("hush"), "{told}");
    fs::write(&file, "listn = \"127.0.0.1:1\"").unwrap();
    let said = run(["serve", "--config", text(&file)]).failed(2);
    assert!(said.contains("line 1: `listn` is no setting; did you mean `listen`?"), "{said}");
    run(["serve", "--config", text(&folder.path().join("none.toml"))]).failed(2);
    run(["config", "--log", "=x="]).failed(2);
}

#[test]
fn a_line_of_the_log_says_which_request_it_is_of() {
    let folder = folder();
    let file = folder.path().join("marathon.toml");
    fs::write(&file, "log = \"warn,marathon_api=debug\"\nlog_format = \"json\"\n").unwrap();
    let mut command = Command::new(program());
    command.env("MARATHON_CONFIG", &file);
    let process = Process::start(folder.path(), command).unwrap_or_else(|e| panic!("{e:?}"));
    process.wait_ready();
    let answer = process.client().ask(&get(format!("{SMALL}/totals")).header("x-request-id", "mine-7"));
    assert_eq!(answer.header("x-request-id"), Some("mine-7"));
    let other = process.client().ask(&get(format!("{SMALL}/totals")));
    let other = other.header("x-request-id").unwrap().to_owned();
    let log = process.log();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for id in ["mine-7", &other] {
        let line =
            lines.iter().find(|line| line["span"]["request_id"] == id).unwrap_or_else(|| panic!("{log}"));
        assert_eq!(line["span"]["route"], "/v1/marathons/{slug}/totals");
        assert_eq!(line["fields"]["status"], 200);
    }
}
