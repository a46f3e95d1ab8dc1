//! Backup and restore by the program: beside a running server, damaged, broken off, in each other's way.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use super::{SMALL, served, text};
use crate::support::{
    client::{Answer, Ask, Client, get, post},
    given::{trees, with},
    process::{Process, program, run},
};

/// What clients were answered: repeated, they must be answered the same.
pub struct Answered(Vec<(Ask, Answer)>);

impl Answered {
    /// A deed that is taken, and one that is refused.
    pub fn by(client: &mut Client, who: &str) -> Self {
        let taken = post(format!("{SMALL}/deeds"), &trees(who, 7)).key("taken");
        let early = with(trees(who, 7), json!({ "done_on": "2019-01-01" }));
        let refused = post(format!("{SMALL}/deeds"), &early).key("refused");
        let answers = [(taken, 201), (refused, 422)].map(|(ask, status)| {
            let answer = client.ask(&ask);
            assert_eq!(answer.status, status, "{answer:?}");
            (ask, answer)
        });
        Self(answers.into())
    }

    /// Asks again, and asks something else under the same keys.
    pub fn check(&self, client: &mut Client) {
        for (ask, answer) in &self.0 {
            let again = client.ask(ask);
            assert_eq!((again.status, again.json()), (answer.status, answer.json()));
            let other =
                Ask { body: String::from_utf8_lossy(&ask.body).replace('7', "8").into(), ..ask.clone() };
            assert_eq!(client.ask(&other).problem(), "idempotency-key-reused");
        }
    }
}

/// Backs up, and gives what was printed.
pub fn backup(store: [&str; 2], file: &Path) -> Value {
    let out = run(["backup", "--json", store[0], store[1], "-o", text(file)]).done();
    serde_json::from_str(&out).unwrap()
}

/// Restores, and gives what was printed.
pub fn restore(store: [&str; 2], file: &Path) -> Value {
    let out = run(["restore", "--json", store[0], store[1], text(file)]).done();
    serde_json::from_str(&out).unwrap()
}

pub fn export(store: [&str; 2]) -> String {
    run(["export", store[0], store[1], "--marathon", "small"]).done()
}

pub fn who_is_registered(client: &mut Client) -> String {
    let who = client.ask(&get(format!("{SMALL}/events?type=entrant-registered"))).lines();
    who[0]["stream"].as_str().unwrap().to_owned()
}

#[test]
fn a_folder_is_restored_into_another_one() {
    let (folder, process) = served(40);
    let mut client = process.client();
    let who = who_is_registered(&mut client);
    let answered = Answered::by(&mut client, &who);
    let file = folder.path().join("small.backup");
    let from = ["--data", text(folder.path())];
    let written = backup(from, &file);
    assert_eq!(written["marathons"][0]["events"], 44);
    assert_eq!(written["marathons"][0]["refusals"], 1);
    client.settle();
    let digest = client.json(&format!("{SMALL}/digest"));
    assert_eq!(written["marathons"][0]["digest"], digest["digest"]);

    let other = tempfile::TempDir::new().unwrap();
    let to = ["--data", text(other.path())];
    assert_eq!(restore(to, &file), written);
    assert_eq!(export(from), export(to));
    // Once more changes nothing.
    assert_eq!(restore(to, &file), written);
    // Tokens are good where they were restored.
    fs::copy(folder.path().join("test-token"), other.path().join("test-token")).unwrap();
    let restored = Process::serve(other.path());
    restored.wait_ready();
    answered.check(&mut restored.client());
    assert_eq!(restored.client().json(&format!("{SMALL}/digest")), digest);
    // Its server has the folder.
    run(["restore", to[0], to[1], text(&file)]).failed(2);
    let told = run(["restore", "--check", text(&file)]).done();
    assert!(told.contains("small: 44 events, 1 refusals, digest "), "{told}");
}

#[test]
fn a_backup_under_load_is_a_beginning() {
    let (folder, process) = served(10);
    let who = who_is_registered(&mut process.client());
    let done = AtomicBool::new(false);
    let from = ["--data", text(folder.path())];
    let other = tempfile::TempDir::new().unwrap();
    let to = ["--data", text(other.path())];
    thread::scope(|scope| {
        for writer in 0..4 {
            let (mut client, done, who) = (process.client(), &done, &who);
            scope.spawn(move || {
                for n in 0.. {
                    let deed = with(trees(who, n % 4_000 + 1), json!({ "people": writer + 2 }));
                    client.ask(&post(format!("{SMALL}/deeds"), &deed)).expect(201);
                    if done.load(Ordering::Relaxed) {
                        return;
                    }
                }
            });
        }
        let mut last = 0;
        for n in 0..4 {
            let file = folder.path().join(format!("{n}.backup"));
            let written = backup(from, &file);
            let events = written["marathons"][0]["events"].as_u64().unwrap();
            assert!(events > last, "{events} after {last}");
            last = events;
            let ask = format!("{SMALL}/digest?at={}", events - 1);
            assert_eq!(written["marathons"][0]["digest"], process.client().json(&ask)["digest"]);
            // Onto what the last one restored: it goes on from there.
            assert_eq!(restore(to, &file), written);
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(export(from).starts_with(&export(to)));
    // An older one does not take back what came after it.
    let older = run(["restore", to[0], to[1], text(&folder.path().join("0.backup"))]).failed(2);
    assert!(older.contains("nothing was restored"), "{older}");
}

#[test]
fn a_damaged_backup_restores_nothing() {
    let (folder, process) = served(100);
    let file = folder.path().join("small.backup");
    backup(["--data", text(folder.path())], &file);
    drop(process);
    let whole = fs::read(&file).unwrap();
    let other = tempfile::TempDir::new().unwrap();
    let refused = || {
        let said = run(["restore", "--data", text(other.path()), text(&file)]).failed(3);
        assert!(fs::read_dir(other.path()).unwrap().next().is_none(), "something was restored");
        said
    };
    for n in 0..20 {
        let mut damaged = whole.clone();
        damaged[(n * 7_919 + 3) % whole.len()] ^= 1 << (n % 8);
        fs::write(&file, damaged).unwrap();
        refused();
    }
    for left in [0, 15, 16, 1_000, whole.len() / 2, whole.len() - 1] {
        fs::write(&file, &whole[..left]).unwrap();
        refused();
    }
    let needle = br#""position":50,"#;
    let place = whole.windows(needle.len()).position(|window| window == needle).unwrap();
    let mut damaged = whole.clone();
    damaged[place + 3] ^= 1;
    fs::write(&file, damaged).unwrap();
    let said = refused();
    assert!(said.contains("marathon `small`, position 50,"), "{said}");
    fs::write(&file, "idempotency_key,type\n").unwrap();
    refused();
    fs::remove_file(&file).unwrap();
    run(["restore", "--data", text(other.path()), text(&file)]).failed(2);
}

#[test]
fn a_restore_that_is_killed_goes_on() {
    let folder = tempfile::TempDir::new().unwrap();
    let data = text(folder.path());
    run(["demo", "--exit", "--data", data]).done();
    let file = folder.path().join("all.backup");
    let written = backup(["--data", data], &file);
    assert_eq!(written["marathons"].as_array().unwrap().len(), 2);
    let other = tempfile::TempDir::new().unwrap();
    let to = ["--data", text(other.path())];
    let mut broken_off = 0;
    for n in 1..=20 {
        let mut restoring = Command::new(program());
        restoring.args(["restore", to[0], to[1], text(&file)]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut restoring = restoring.spawn().unwrap();
        thread::sleep(Duration::from_millis(n * n * 2));
        restoring.kill().unwrap();
        broken_off += u32::from(!restoring.wait().unwrap().success());
    }
    assert!(broken_off > 0);
    assert_eq!(restore(to, &file), written);
}

#[test]
fn another_history_stays() {
    let (folder, process) = served(5);
    let file = folder.path().join("small.backup");
    backup(["--data", text(folder.path())], &file);
    drop(process);
    let (other, process) = served(5);
    drop(process);
    let to = ["--data", text(other.path())];
    let before = export(to);
    let refused = run(["restore", to[0], to[1], text(&file)]).failed(2);
    assert!(refused.contains("event 0 is another one"), "{refused}");
    assert_eq!(before, export(to));
    let missing = run(["backup", to[0], to[1], "--marathon", "2019", "-o", text(&file)]).failed(2);
    assert!(missing.contains("no marathon `2019`"), "{missing}");
}
