//! A full disk: writes are refused for now, nothing is lost, reading goes on, and space brings writing back.

use std::{fs, path::Path, process::Command, thread, time::Duration};

use serde_json::Value;

use super::{
    SMALL,
    ledger::{Ledger, Promise, deed, key_of},
    log_some, text,
};
use crate::support::{
    client::{Client, get},
    process::{Process, program, run},
    small_disk::SmallDisk,
};

/// More deeds than any disk of this suite takes.
const DEEDS_MAX: u64 = 100_000;
const TRY_AGAIN: Duration = Duration::from_millis(50);

/// Logs a deed; says whether it was taken. Refused for now is the one other thing it may be.
fn logged(client: &mut Client, who: &str, next: &mut u64, ledger: &mut Ledger) -> bool {
    let key = key_of(0, *next);
    let answer = client.try_ask(&deed(who, &key)).unwrap();
    if answer.status == 503 {
        assert_eq!(answer.problem(), "outcome-unknown");
        assert!(answer.header("retry-after").is_some());
        return false;
    }
    ledger.note(&key, Promise::of(&answer));
    *next += 1;
    true
}

#[test]
fn a_full_disk_refuses_writes_and_loses_nothing() {
    let folder = tempfile::TempDir::new().unwrap();
    let Some(disk) = SmallDisk::mount(folder.path(), 6) else {
        // Without the right to mount there is another way to the same end: a bound on the size of files.
        return bounded_files();
    };
    disk.fill(4);
    refuses_and_recovers(folder.path(), Command::new(program()), || {
        disk.free();
        None
    });
}

/// The same under `ulimit -f`, which is lifted by starting again.
fn bounded_files() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut bounded = Command::new("bash");
    // Writing beyond the bound is an error and not a signal, once the signal is ignored.
    bounded.args(["-c", "trap '' XFSZ; ulimit -f 4096; exec \"$0\" \"$@\""]);
    bounded.arg(program());
    refuses_and_recovers(folder.path(), bounded, || Some(Command::new(program())));
}

/// `more_space` makes room; if it gives a command, the server is started again with it.
fn refuses_and_recovers(data: &Path, command: Command, more_space: impl FnOnce() -> Option<Command>) {
    let rules = data.join("rules.toml");
    fs::write(&rules, crate::given::rules::SMALL_SEASON_TOML).unwrap();
    run(["open", "--data", text(data), "--rules", text(&rules)]).done();
    let mut process = Process::start(data, command).unwrap_or_else(|ended| panic!("{ended:?}"));
    process.wait_ready();
    let mut client = process.client();
    let who = log_some(&mut client, 0);
    let (mut ledger, mut next) = (Ledger::default(), 1);
    while logged(&mut client, &who, &mut next, &mut ledger) {
        assert!(next < DEEDS_MAX, "the disk is never full");
    }
    assert!(ledger.len() > 100, "{} deeds fit", ledger.len());

    // Refused for now, again and again, while reading goes on.
    for _ in 0..20 {
        assert!(!logged(&mut client, &who, &mut next, &mut ledger));
    }
    let totals = client.json(&format!("{SMALL}/totals?at_least={}", ledger.last()));
    assert_eq!(totals["claimed"]["deeds"], ledger.len());
    assert_eq!(client.ask(&get("/healthz")).status, 200);

    if let Some(command) = more_space() {
        process.kill();
        process = Process::start(data, command).unwrap_or_else(|ended| panic!("{ended:?}"));
        process.wait_ready();
        client = process.client();
    }
    for _ in 0..20 {
        let mut tries = 0;
        while !logged(&mut client, &who, &mut next, &mut ledger) {
            tries += 1;
            assert!(tries < 100, "there is space again, and nothing is taken: {}", process.log());
            thread::sleep(TRY_AGAIN);
        }
    }
    let export = run(["export", "--data", text(data), "--marathon", "small"]).done();
    let export: Vec<Value> = export.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    ledger.check(&export, ledger.len());
}
