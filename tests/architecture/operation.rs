//! What operators are given against what the program measures: every metric that a dashboard or an alert names exists,
//! and every metric that exists is on the dashboard.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use super::{assert_none, root};

/// Metrics that are on no dashboard, on purpose.
const NOT_SHOWN: [&str; 0] = [];

/// What Prometheus appends to the name of a histogram.
const OF_HISTOGRAMS: [&str; 3] = ["_bucket", "_sum", "_count"];

#[test]
fn every_metric_is_on_the_dashboard_and_nothing_else_is() {
    let dashboard: Value = serde_json::from_str(&read("grafana-dashboard.json")).unwrap();
    let mut expressions = Vec::new();
    collect(&dashboard, &mut expressions);
    assert!(expressions.len() > 10, "the dashboard asks for {} things", expressions.len());
    let shown: BTreeSet<_> = expressions.iter().flat_map(|text| names_in(text)).collect();
    let measured = measured();
    let mut problems: Vec<_> = shown
        .difference(&measured)
        .map(|name| format!("the dashboard shows {name}, which is not measured"))
        .collect();
    let listed = |name: &&String| !NOT_SHOWN.contains(&name.as_str());
    let hidden = measured.difference(&shown).filter(listed);
    problems.extend(hidden.map(|name| {
        format!(
            "{name} is measured and not in docs/operation/grafana-dashboard.json; show it or list it here"
        )
    }));
    assert_none(&problems);
}

#[test]
fn every_metric_of_an_alert_is_measured() {
    let measured = measured();
    for file in ["alerts.yml", "alerts.test.yml"] {
        let text = read(file);
        let named = names_in(&text);
        assert!(!named.is_empty());
        let strangers =
            named.difference(&measured).map(|name| format!("{file} names {name}, which is not measured"));
        assert_none(&strangers.collect::<Vec<_>>());
    }
}

#[test]
fn every_alert_is_tested() {
    let alert = |line: &str| line.trim().strip_prefix("- alert: ").map(str::to_owned);
    let alerts: Vec<_> = read("alerts.yml").lines().filter_map(alert).collect();
    let tests = read("alerts.test.yml");
    let untested: Vec<_> =
        alerts.iter().filter(|name| !tests.contains(&format!("alertname: {name}\n"))).collect();
    assert!(alerts.len() >= 8 && untested.is_empty(), "no case for {untested:?}");
}

#[test]
fn what_operations_quotes_is_what_the_program_says() {
    let mut said = String::new();
    visit(&root().join("crates"), &mut |text| said.push_str(&unbroken(text)));
    let text = fs::read_to_string(root().join("docs/OPERATIONS.md")).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("- Log: "));
    let quoted: Vec<_> = lines.flat_map(|line| line.split('`').skip(1).step_by(2)).collect();
    assert!(quoted.len() > 15, "{} messages are quoted", quoted.len());
    let parts = quoted.iter().flat_map(|message| message.split('…').map(str::trim));
    let unsaid = parts.filter(|part| part.len() > 2 && !said.contains(part));
    assert_none(&unsaid.map(|part| format!("nothing says `{part}`")).collect::<Vec<_>>());
    let strangers: Vec<_> = names_in(&text).difference(&measured()).cloned().collect();
    let roles = ["marathon_owner", "marathon_node"];
    let strangers = strangers.into_iter().filter(|name| !roles.contains(&name.as_str()) && !is_crate(name));
    assert_none(&strangers.map(|name| format!("{name} is not measured")).collect::<Vec<_>>());
}

fn is_crate(name: &str) -> bool {
    root().join("crates").join(name.replace('_', "-")).exists()
}

/// Source whose texts are not broken over lines, and name no fields.
fn unbroken(text: &str) -> String {
    let mut lines = text.split("\\\n").map(str::trim_start);
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |joined, line| joined + line)
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join("docs/operation").join(file)).unwrap()
}

/// Every metric that the code makes, by the macros that make them.
fn measured() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    visit(&root().join("crates"), &mut |text| {
        for made in ["counter!(", "gauge!(", "histogram!("] {
            for (at, _) in text.match_indices(made).filter(|(at, _)| !text[..*at].ends_with("describe_")) {
                let named = text[at + made.len()..].trim_start().strip_prefix('"');
                names.extend(named.and_then(|rest| rest.split_once('"')).map(|(name, _)| name.to_owned()));
            }
        }
    });
    assert!(names.len() > 8, "only {names:?} are measured");
    names
}

/// Names of metrics in a text, as the code has them.
fn names_in(text: &str) -> BTreeSet<String> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = text.split(|c| !is_of_name(c)).filter(|word| word.starts_with("marathon_"));
    let plain = |word: &str| {
        let histogram = OF_HISTOGRAMS.iter().find_map(|end| word.strip_suffix(end));
        histogram.unwrap_or(word).to_owned()
    };
    words.map(plain).collect()
}

/// The expressions of a dashboard, and what its variables ask for.
fn collect(value: &Value, expressions: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                match inner.as_str().filter(|_| name == "expr" || name == "query") {
                    Some(expression) => expressions.push(expression.to_owned()),
                    None => collect(inner, expressions),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, expressions)),
        _ => {}
    }
}

fn visit(folder: &Path, look: &mut impl FnMut(&str)) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        match path.is_dir() {
            true => visit(&path, look),
            false if path.extension().is_some_and(|e| e == "rs") => look(&fs::read_to_string(&path).unwrap()),
            false => {}
        }
    }
}
