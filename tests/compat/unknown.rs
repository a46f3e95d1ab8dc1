//! What this program does not know is an error that says so, never skipped.

use std::error::Error;

use marathon_events::Recorded;

use super::golden::lines;

fn why_not(entry: &str) -> String {
    let error = Recorded::decode(entry.as_bytes()).expect_err("decoded");
    error.source().unwrap().to_string()
}

fn first() -> String {
    lines()[1].0.clone()
}

#[test]
fn an_unknown_name_is_named() {
    let entry = first().replace("\"entrant-registered\"", "\"entrant-knighted\"");
    let why = why_not(&entry);
    assert!(why.contains("`entrant-knighted` version 1 is not in the catalogue"), "{why}");
    assert!(why.contains("newer"), "{why}");
}

#[test]
fn an_unknown_version_is_named() {
    for version in [0, 3, 65_535] {
        let why = why_not(&first().replace("\"version\":1", &format!("\"version\":{version}")));
        assert!(
            why.contains(&format!("`entrant-registered` version {version} is not in the catalogue")),
            "{why}"
        );
    }
    assert!(!why_not(&first().replace("\"version\":1", "\"version\":65536")).is_empty());
}

#[test]
fn unknown_fields_are_named_wherever_they_stand() {
    let in_envelope = first().replace("\"revision\":0", "\"revision\":0,\"weather\":\"fine\"");
    assert!(why_not(&in_envelope).contains("`weather`"), "{}", why_not(&in_envelope));
    let in_data = first().replace("\"kind\":\"person\"", "\"kind\":\"person\",\"weather\":\"fine\"");
    assert!(why_not(&in_data).contains("`weather`"), "{}", why_not(&in_data));
}

#[test]
fn no_field_of_an_entry_may_be_missing() {
    let entry: serde_json::Map<_, _> = serde_json::from_str(&first()).unwrap();
    for field in ["position", "event_id", "stream", "revision", "type", "version", "recorded_at", "data"] {
        let mut without = entry.clone();
        without.remove(field);
        let why = why_not(&ordered(&without));
        assert!(why.contains(&format!("`{field}`")), "{field}: {why}");
    }
    for (entry, _) in lines() {
        let cut = &entry[..entry.len() - 1];
        assert!(Recorded::decode(cut.as_bytes()).is_err());
    }
}

/// Fields in the order of an entry, whatever the order of the map.
fn ordered(entry: &serde_json::Map<String, serde_json::Value>) -> String {
    let order = ["position", "event_id", "stream", "revision", "type", "version", "recorded_at", "data"];
    let fields = order.iter().filter_map(|name| entry.get(*name).map(|value| format!("\"{name}\":{value}")));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}
