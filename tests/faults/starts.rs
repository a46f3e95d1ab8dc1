//! Starting where something is in the way: said in words, with the right exit code, and never in a panic.

use std::{net::TcpListener, process::Command};

use super::{folder, served, text};
use crate::support::{
    client::get,
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
    run(["serve", "--listen", "0.0.0.0:0", "--data", &missing]).failed(2);
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
    let folder = folder();
    let mut command = Command::new("setpriv");
    command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]).arg(program());
    let may_change = Command::new("setpriv").args(["--reuid", "65534", "true"]).status();
    if !may_change.is_ok_and(|status| status.success()) {
        // Only root can become somebody else; another user cannot read the folder of this one anyway.
        command = Command::new(program());
        let mut permissions = std::fs::metadata(folder.path()).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(folder.path(), permissions).unwrap();
    }
    let Err(ended) = Process::start(folder.path(), command) else { panic!("it serves") };
    ended.failed(2);
}
