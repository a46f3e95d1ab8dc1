//! Starting where something is in the way: said in words, with the right exit code, and never in a panic.

use std::{
    net::TcpListener,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use serde_json::json;

use super::{folder, served, text};
use crate::support::{
    client::{get, post},
    given::{person, trees, with},
    process::{Process, program, run},
};

#[test]
fn a_second_process_is_told_who_is_there() {
    let (folder, process) = served(3);
    let refused = run(["serve", "--listen", "127.0.0.1:0", "--data", text(folder.path())]).failed(2);
    assert!(refused.contains(&format!("process {}", process.id())), "{refused}");
    let rules = folder.path().join("rules.toml");
    let open = run(["open", "--data", text(folder.path()), "--rules", text(&rules)]).failed(2);
    assert!(open.contains(&process.id().to_string()), "{open}");
    assert_eq!(process.client().ask(&get("/readyz")).status, 200);
    // A note left behind by one that was killed is no lock.
    let mut process = process;
    process.kill();
    Process::serve(folder.path()).wait_ready();
}

#[test]
fn an_address_in_use_is_named() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = run(["serve", "--data", text(folder.path()), "--listen", &address]).failed(1);
    assert!(refused.contains(&address) && refused.contains("--listen"), "{refused}");
}

#[test]
fn what_cannot_be_meant_is_wrong_usage() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let (file, missing) = (text(&file).to_owned(), folder.path().join("missing"));
    let missing = text(&missing).to_owned();
    run(["serve", "--listen", "127.0.0.1:0", "--data", &file]).failed(2);
    let new = folder.path().join("new");
    let new = text(&new);
    run(["serve", "--listen", "127.0.0.1:0", "--data", new, "--vault-key", &file]).failed(2);
    run(["token", "--data", new, "--role", "judge", "--region", "KZ-71"]).failed(2);
    run(["token", "--data", new, "--role", "coordinator", "--region", "71"]).failed(2);
    run(["export", "--data", &missing, "--marathon", "2024"]).failed(2);
    run(["replay", "--data", &missing, "--marathon", "2024"]).failed(2);
    run(["replay", &missing]).failed(2);
    run(["open", "--data", &missing, "--rules", &missing]).failed(2);
    run(["open", "--data", &missing, "--rules", &file]).failed(2);
    let open = run(["serve", "--listen", "127.0.0.1:0", "--no-such-option"]);
    assert_eq!(open.code, Some(2), "{open:?}");

    let folder = super::folder();
    let data = text(folder.path());
    run(["export", "--data", data, "--marathon", "none"]).failed(2);
    run(["export", "--data", data, "--marathon", "NONE"]).failed(2);
    run(["export", "--data", data, "--marathon", "small", "--from", "9"]).failed(2);
    run(["replay", "--data", data, "--marathon", "small", "--at", "9"]).failed(2);
    run(["replay", "--data", data, "--marathon", "small", "--at", "then"]).failed(2);
    run(["import", "--data", data, "--marathon", "none", &file]).failed(2);
    let rules = folder.path().join("rules.toml");
    run(["open", "--data", data, "--rules", text(&rules)]).failed(2);
}

#[test]
fn a_folder_nobody_may_write_is_no_panic() {
    const AS_NOBODY: [&str; 5] = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
    let folder = folder();
    let mut command = Command::new("setpriv");
    command.args(AS_NOBODY);
    let may_change = Command::new("setpriv").args(AS_NOBODY).arg("true").status();
    if may_change.is_ok_and(|status| status.success()) {
        command.arg(program());
    } else {
        // Only root can become somebody else; for everybody else a file that is read-only does the same.
        command = Command::new(program());
        let lock = folder.path().join("lock");
        let mut permissions = std::fs::metadata(&lock).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(lock, permissions).unwrap();
    }
    let Err(ended) = Process::start(folder.path(), command) else { panic!("it serves") };
    ended.failed(2);
}

#[test]
fn an_empty_folder_gets_a_marathon_for_this_year_pages_and_metrics() {
    let folder = tempfile::TempDir::new().unwrap();
    let process = Process::serve(&folder.path().join("not there yet"));
    process.wait_ready();
    let mut client = process.client();
    let marathons = client.json("/v1/marathons")["marathons"].as_array().unwrap().clone();
    assert_eq!((marathons.len(), &marathons[0]["state"]), (1, &"open".into()));
    let slug = marathons[0]["slug"].as_str().unwrap();
    assert_eq!(marathons[0]["season"]["starts_on"], format!("{slug}-01-01"));
    let m = format!("/v1/marathons/{slug}");
    let who = client.ask(&post(format!("{m}/entrants"), &person("Tulip"))).expect(201);
    let deed =
        with(trees(who["entrant_id"].as_str().unwrap(), 5), json!({ "done_on": format!("{slug}-01-01") }));
    client.ask(&post(format!("{m}/deeds"), &deed)).expect(201);
    let metrics = client.ask(&get("/metrics"));
    assert_eq!(metrics.status, 200);
    assert!(metrics.header("content-type").unwrap().starts_with("text/plain"));
    let head = format!("marathon_head_position{{marathon=\"{slug}\"}} 3");
    assert!(metrics.text().lines().any(|line| line == head), "{}", metrics.text());
    let page = client.ask(&get("/"));
    assert!([200, 302, 303, 307].contains(&page.status), "{page:?}");
}

#[test]
fn a_first_start_that_was_killed_is_begun_again() {
    for life in [0, 2, 5, 10, 20, 40, 80] {
        let folder = tempfile::TempDir::new().unwrap();
        let mut first = Command::new(program());
        first.args(["serve", "--listen", "127.0.0.1:0", "--data", text(folder.path())]);
        let mut first = first.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(life));
        first.kill().unwrap();
        first.wait().unwrap();
        let process = Process::serve(folder.path());
        process.wait_ready();
        let marathons = process.client().json("/v1/marathons");
        let marathons = marathons["marathons"].as_array().unwrap();
        assert_eq!(marathons.len(), 1, "killed after {life} ms");
        assert_eq!(marathons[0]["head"], 0, "killed after {life} ms");
    }
}
