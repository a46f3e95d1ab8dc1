//! Histories of released versions.

use crate::given::{line_of, report};

const HISTORY: &str = include_str!("../../../../tests/fixtures/v0.1/history.ndjson");

fn entries() -> Vec<String> {
    let entry = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["entry"].as_str().unwrap().to_owned()
    };
    HISTORY.lines().map(entry).collect()
}

#[test]
fn a_history_of_0_1_is_fine() {
    let lines: Vec<_> = entries().iter().map(|entry| line_of(entry)).collect();
    let report = report(&lines);
    assert_eq!(report.findings, []);
    assert_eq!((report.events, report.marathon.as_deref()), (24, Some("golden")));
}

#[test]
fn old_versions_come_from_old_marathons_alone() {
    // The rules in their old version are the new ones without anything new.
    let renewed =
        |(i, entry): (usize, &String)| match i {
            0 => line_of(&entry.replace(
                r#""type":"marathon-opened","version":1"#,
                r#""type":"marathon-opened","version":2"#,
            )),
            _ => line_of(entry),
        };
    let lines: Vec<_> = entries().iter().enumerate().map(renewed).collect();
    let finding = &report(&lines).findings[0];
    assert_eq!(finding.position.0, 1);
    assert!(finding.what.contains("version 1"), "{}", finding.what);
}
