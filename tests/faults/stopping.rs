//! Stopping in order: who is connected is let go, nothing is lost, and it ends.

use std::{
    io::{BufRead, Read},
    thread,
};

use super::{SMALL, served, text};
use crate::support::{
    client::{get, post},
    given::{trees, with},
    process::{Process, run},
};

#[test]
fn a_stop_ends_streams_and_loses_nothing() {
    let (folder, process) = served(5);
    let client = process.client();
    let who = process.client().ask(&get(format!("{SMALL}/events?type=entrant-registered"))).lines();
    let who = who[0]["stream"].as_str().unwrap().to_owned();
    let live = get(format!("{SMALL}/events")).header("accept", "text/event-stream");
    let (_, mut stream) = client.open(&live).unwrap();
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    assert_eq!(line, "retry: 1000\n");
    let mut writer = process.client();
    let writing = thread::spawn(move || {
        let mut acknowledged = 0_u64;
        loop {
            let deed = with(trees(&who, acknowledged + 1), serde_json::json!({ "people": 7 }));
            match writer.try_ask(&post(format!("{SMALL}/deeds"), &deed)) {
                Ok(answer) if answer.status == 201 => acknowledged += 1,
                Ok(answer) => assert_eq!(answer.status, 503),
                Err(_) => return acknowledged,
            }
        }
    });
    while process.client().head() < 50 {
        thread::yield_now();
    }
    let status = process.stop();
    assert_eq!(status.code(), Some(0));
    // Nothing has to be repaired: everything is in the file, no write-ahead log is left.
    assert!(!folder.path().join("logs/small.sqlite-wal").exists());
    // A stream that is ended is ended by the rules, not broken.
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    let acknowledged = writing.join().unwrap();
    let history = run(["export", "--data", text(folder.path()), "--marathon", "small"]).done();
    let kept = history.lines().filter(|line| line.contains(r#""people":7"#)).count() as u64;
    assert!(kept >= acknowledged && kept <= acknowledged + 1, "{acknowledged} acknowledged, {kept} kept");
    Process::serve(folder.path()).wait_ready();
}
