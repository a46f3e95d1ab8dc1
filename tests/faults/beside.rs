//! Reading beside a running server, and building the season twice.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use serde_json::{Value, json};

use super::{SMALL, served, text};
use crate::support::{
    client::{get, post},
    given::{trees, with},
    process::run,
};

#[test]
fn an_export_beside_a_running_server_replays_to_its_digest() {
    let (folder, process) = served(60);
    let who = process.client().ask(&get(format!("{SMALL}/events?type=entrant-registered"))).lines();
    let who = who[0]["stream"].as_str().unwrap().to_owned();
    let done = AtomicBool::new(false);
    let data = text(folder.path());
    thread::scope(|scope| {
        let (mut client, done_writing) = (process.client(), &done);
        scope.spawn(move || {
            for n in 1.. {
                let deed = with(trees(&who, n % 5_000 + 1), json!({ "people": 3 }));
                client.ask(&post(format!("{SMALL}/deeds"), &deed)).expect(201);
                if done_writing.load(Ordering::Relaxed) {
                    return;
                }
            }
        });
        for n in 0..4 {
            let file = folder.path().join(format!("{n}.ndjson"));
            run(["export", "--data", data, "--marathon", "small", "-o", text(&file)]).done();
            let report = run(["replay", "--json", text(&file)]).done();
            let report: Value = serde_json::from_str(&report).unwrap();
            let at = report["position"].as_u64().unwrap();
            assert_eq!(report["events"], at + 1);
            let mut client = process.client();
            let digest = client.json(&format!("{SMALL}/digest?at={at}"));
            assert_eq!(report["digest"], digest["digest"], "at {at}");
            let totals = client.json(&format!("{SMALL}/totals?at={at}"));
            assert_eq!(report["totals"]["claimed"], totals["claimed"]);
            assert_eq!(report["totals"]["verified"], totals["verified"]);
            let beside =
                run(["replay", "--json", "--data", data, "--marathon", "small", "--at", &at.to_string()]);
            assert_eq!(serde_json::from_str::<Value>(&beside.done()).unwrap(), report);
            let earlier = run(["replay", "--json", text(&file), "--at", "20"]).done();
            let earlier: Value = serde_json::from_str(&earlier).unwrap();
            assert_eq!(earlier["digest"], client.json(&format!("{SMALL}/digest?at=20"))["digest"]);
        }
        done.store(true, Ordering::Relaxed);
    });
    let part = run(["export", "--data", data, "--marathon", "small", "--from", "5", "--to", "9"]).done();
    let served = process.client().ask(&get(format!("{SMALL}/events?from=5&limit=5")));
    assert_eq!(part, served.text(), "the program and the server write the same lines");
}

#[test]
fn the_demo_goes_on_where_it_stands() {
    let folder = tempfile::TempDir::new().unwrap();
    let data = text(folder.path());
    let told = run(["demo", "--exit", "--data", data]).done();
    let replay = || run(["replay", "--json", "--data", data, "--marathon", "2024"]).done();
    let first = replay();
    let again = run(["demo", "--exit", "--data", data]).done();
    assert_eq!(told, again);
    assert_eq!(first, replay());

    // Begun anew somewhere else, it is the same history, byte by byte.
    let other = tempfile::TempDir::new().unwrap();
    run(["demo", "--exit", "--data", text(other.path())]).done();
    let export = |data: &str| run(["export", "--data", data, "--marathon", "2024"]).done();
    assert!(export(data) == export(text(other.path())));
    let report: Value = serde_json::from_str(&first).unwrap();
    assert!(report["totals"]["verified"]["deeds"].as_u64().unwrap() > 1_000, "{report}");
}

#[test]
fn a_file_is_imported_by_the_program_once() {
    let (folder, process) = served(1);
    let who = process.client().ask(&get(format!("{SMALL}/events?type=entrant-registered"))).lines();
    let who = who[0]["stream"].as_str().unwrap().to_owned();
    let data = text(folder.path());
    let file = folder.path().join("deeds.csv");
    let header = "idempotency_key,type,entrant_id,region,sector,done_on,people,trees\n";
    let row =
        |n: u64, trees: &str| format!("row {n},trees-planted,{who},KZ-71,ecological,2024-07-14,9,{trees}\n");
    let rows: String = (1..=500).map(|n| row(n, &n.to_string())).collect();
    std::fs::write(&file, format!("{header}{rows}{}", row(501, "many"))).unwrap();
    let import = || run(["import", "--data", data, "--marathon", "small", text(&file)]);
    // The server has the folder.
    import().failed(2);
    assert!(process.stop().success());
    for _ in 0..2 {
        let ended = import();
        let refused: Value = serde_json::from_str(&ended.out).unwrap();
        assert_eq!(refused["line"], 502);
        assert!(ended.failed(1).contains("500 lines are in the history"));
    }
    std::fs::write(&file, format!("{header}{rows}{}", row(501, "501"))).unwrap();
    assert!(import().err.contains("501 lines are in the history"));
    let report = run(["replay", "--json", "--data", data, "--marathon", "small"]).done();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["totals"]["claimed"]["deeds"], 502);
}
