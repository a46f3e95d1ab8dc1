//! The contracts in `schemas/`: written from the code, except that what was released is never written again.
//!
//! `cargo xtask schemas` writes what is missing or outdated; without that, a difference is a failure.

use std::{collections::BTreeSet, env, fs, path::PathBuf};

use marathon_domain::{DEFAULT_RULES_TOML, Rules};
use marathon_events::{Event, Recorded, catalogue, marathon_opened::RuleSet};
use serde_json::Value;

use super::{assert_none, files_in, root};
use crate::support::process::run;

/// Set to `write` by `cargo xtask schemas`.
const MODE: &str = "MARATHON_SCHEMAS";

/// Whether a contract may become another one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What is stored follows it, so it stays as it is for ever.
    Released,
    /// Follows the code.
    Current,
}

#[test]
fn released_schemas_are_those_of_the_catalogue() {
    let mut problems = Vec::new();
    let mut expected = BTreeSet::new();
    for (name, version, schema) in catalogue::schemas() {
        let file = format!("{name}.v{version}.json");
        problems.extend(keep(&format!("events/{file}"), &schema.to_value(), Kind::Released));
        expected.insert(file);
    }
    let strangers = files_in("schemas/events").into_iter().filter(|file| !expected.contains(file));
    problems.extend(strangers.map(|file| {
        format!("schemas/events/{file} has no line in the catalogue, but a released version never goes away")
    }));
    assert_none(&problems);
}

#[test]
fn documents_say_what_the_code_says() {
    let openapi: Value = serde_json::from_str(&marathon_api::openapi_json()).unwrap();
    let rules = schemars::schema_for!(RuleSet).to_value();
    let config: Value = serde_json::from_str(&run(["config", "--schema"]).done()).unwrap();
    let problems = [
        keep("openapi.json", &openapi, Kind::Current),
        keep("rules.json", &rules, Kind::Current),
        keep("config.json", &config, Kind::Current),
    ];
    assert_none(&problems.into_iter().flatten().collect::<Vec<_>>());
}

#[test]
fn the_shipped_rules_follow_their_schema() {
    let rules: Value = toml::from_str(DEFAULT_RULES_TOML).unwrap();
    assert_none(&violations(&schemars::schema_for!(RuleSet).to_value(), &rules));
}

#[test]
fn every_version_of_an_event_has_an_example_that_holds() {
    let mut problems = Vec::new();
    let mut expected = BTreeSet::new();
    for (name, version, schema) in catalogue::schemas() {
        let file = format!("{name}.v{version}.json");
        match fs::read_to_string(path(&format!("examples/{file}"))) {
            Ok(text) => {
                let wrong = example_problems(name, version, &schema.to_value(), &text);
                problems.extend(wrong.into_iter().map(|why| format!("schemas/examples/{file}: {why}")));
            }
            Err(_) => problems.push(format!(
                "schemas/examples/{file} is missing: write a whole entry of this version into it by hand"
            )),
        }
        expected.insert(file);
    }
    let strangers = files_in("schemas/examples").into_iter().filter(|file| !expected.contains(file));
    problems.extend(strangers.map(|file| format!("schemas/examples/{file} has no line in the catalogue")));
    assert_none(&problems);
}

#[test]
fn an_example_that_does_not_hold_is_noticed() {
    let (name, version, schema) = catalogue::schemas().into_iter().find(|s| s.0 == "trees-planted").unwrap();
    let schema = schema.to_value();
    let text = fs::read_to_string(path("examples/trees-planted.v1.json")).unwrap();
    let problems = |text: &str| example_problems(name, version, &schema, text);
    assert_none(&problems(&text));
    for (right, wrong) in [
        (r#""trees": "#, r#""trees": -"#),
        (r#""region": "KZ-"#, r#""region": "kz-"#),
        (r#""trees""#, r#""shrubs""#),
        (r#""version": 1"#, r#""version": 9"#),
        (r#""type": "trees-planted""#, r#""type": "animals-helped""#),
        (r#""position": "#, r#""actor": null, "position": "#),
    ] {
        assert!(text.contains(right), "{right}");
        assert!(!problems(&text.replacen(right, wrong, 1)).is_empty(), "{wrong}");
    }
}

#[test]
fn compacting_leaves_texts_as_they_are() {
    assert_eq!(compact("{ \"a b\" : [ 1,\n\t2 ], \"c\\\" d\" : \"\" }\n"), r#"{"a b":[1,2],"c\" d":""}"#);
}

fn path(file: &str) -> PathBuf {
    root().join("schemas").join(file)
}

/// Compares a file with what it should say, and writes it if that is wanted and allowed. What is compared is the
/// meaning: neither white space nor the order of keys is part of a contract.
fn keep(file: &str, wanted: &Value, kind: Kind) -> Option<String> {
    let write = env::var(MODE).is_ok_and(|mode| mode == "write");
    let there = fs::read_to_string(path(file)).ok();
    let is = there.as_deref().map(|text| serde_json::from_str::<Value>(text).ok());
    match is {
        Some(Some(is)) if is == *wanted => None,
        Some(_) if kind == Kind::Released => Some(format!(
            "schemas/{file} is not what the code says any more: a released version never changes. Take the change back \
             and add a version (docs/HOW-TO.md). Only if it was never released: delete the file, `cargo xtask schemas`"
        )),
        _ if write => {
            let text = serde_json::to_string_pretty(wanted).unwrap() + "\n";
            fs::create_dir_all(path(file).parent().unwrap()).unwrap();
            fs::write(path(file), text).unwrap();
            None
        }
        Some(_) => Some(format!("schemas/{file} is outdated: `cargo xtask schemas` writes it")),
        None => Some(format!("schemas/{file} is missing: `cargo xtask schemas` writes it")),
    }
}

fn example_problems(name: &str, version: u16, schema: &Value, text: &str) -> Vec<String> {
    let entry = compact(text);
    let recorded = match Recorded::decode(entry.as_bytes()) {
        Ok(recorded) => recorded,
        Err(e) => return vec![format!("{e}: {}", std::error::Error::source(&e).unwrap())],
    };
    let value: Value = serde_json::from_str(text).unwrap();
    let mut problems = violations(schema, &value["data"]);
    if (value["type"].as_str(), value["version"].as_u64()) != (Some(name), Some(version.into())) {
        problems.push(format!("is not an entry of {name} version {version}"));
    }
    // Of an earlier version only the decoding is left; the latest is written exactly as it was read.
    if recorded.event.name_and_version() == (name, version) && recorded.encode() != entry.as_bytes() {
        problems.push("is not in canonical form".to_owned());
    }
    if let Event::MarathonOpened(opened) = recorded.event
        && let Err(e) = Rules::new(opened.rules)
    {
        problems.push(e.to_string());
    }
    problems
}

fn violations(schema: &Value, instance: &Value) -> Vec<String> {
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(schema).unwrap();
    validator.iter_errors(instance).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

/// JSON without white space between its parts, everything else as it stands.
fn compact(json: &str) -> String {
    let (mut in_text, mut escaped) = (false, false);
    json.chars()
        .filter(|c| {
            match (in_text, escaped, c) {
                (true, true, _) => escaped = false,
                (true, false, '\\') => escaped = true,
                (_, _, '"') => in_text = !in_text,
                _ => (),
            }
            in_text || !c.is_ascii_whitespace()
        })
        .collect()
}
