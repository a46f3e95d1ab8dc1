//! A history that nobody touched.

use marathon_events::LeafHash;
use serde_json::{Value, json};

use super::{demo, file, lines, text, verified};
use crate::support::process::run;

fn entry(line: &str) -> String {
    let line: Value = serde_json::from_str(line).unwrap();
    line["entry"].as_str().unwrap().to_owned()
}

fn of_type(names: &[&str]) -> usize {
    let is =
        |line: &&String| names.iter().any(|name| line.contains(&format!(r#""type":"{name}","version""#)));
    lines().iter().filter(is).count()
}

#[test]
fn the_demonstration_season_is_fine_and_the_report_says_what_was_checked() {
    let (report, code) = verified(lines());
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(report["findings"], json!([]));
    assert_eq!(report["events"], lines().len());
    assert_eq!(report["position"], lines().len() - 1);
    assert_eq!(report["marathon"], "2024");
    let kinds = ["good-deed-done", "trees-planted", "waste-collected", "animals-helped"];
    assert_eq!(report["deeds"], of_type(&kinds));
    let head = LeafHash::of(entry(lines().last().unwrap()).as_bytes());
    assert_eq!(report["leaf_hash"], head.to_string());
    assert_eq!(report["awards"].as_array().unwrap().len(), of_type(&["award-decided"]));
}

#[test]
fn the_store_and_its_export_are_the_same_to_an_auditor() {
    let of_store = run(["verify", "--json", "--data", text(demo()), "--marathon", "2024"]).done();
    let of_store: Value = serde_json::from_str(&of_store).unwrap();
    assert_eq!(of_store, verified(lines()).0);
}

#[test]
fn people_are_told_in_words() {
    let file = file(&lines()[..200]);
    let told = run(["verify", text(file.path())]).done();
    let head = LeafHash::of(entry(&lines()[199]).as_bytes()).to_string();
    for words in ["events    200", "head      position 199", &head, "every line is what was written"] {
        assert!(told.contains(words), "{told}");
    }
    let file = super::file(&lines()[1..200]);
    let ended = run(["verify", text(file.path())]);
    assert!(ended.out.starts_with("position 0: position 0 is expected here"), "{}", ended.out);
    assert!(!ended.out.contains("every line"), "{}", ended.out);
    let told = ended.failed(3);
    assert!(
        told.contains("at position 0: position 0 is expected here, and position 1 stands here"),
        "{told}"
    );
}

#[test]
fn what_cannot_be_verified_is_wrong_usage() {
    let nowhere = tempfile::TempDir::new().unwrap();
    run(["verify", text(&nowhere.path().join("missing.ndjson"))]).failed(2);
    run(["verify", "--data", text(demo()), "--marathon", "1999"]).failed(2);
    let neither = run(["verify"]);
    assert_eq!(neither.code, Some(2), "{neither:?}");
}
