//! Awards of which one figure, one word or one line was edited, whichever it is, every hash made to fit.

use marathon_audit::Auditor;
use marathon_events::{Event, award_decided::AwardDecided};
use serde_json::{Value, json};

use crate::{
    given::{History, line, nomination},
    season::{all_open, award, result},
};

/// Words that stand in results, each in place of every other.
const WORDS: [&str; 12] = [
    "placed",
    "awaits-draw",
    "quorum-missing",
    "withdrawn",
    "disqualified",
    "not-shortlisted",
    "not-eligible",
    "standing",
    "jury-standing",
    "counted-deeds",
    "earliest-completion",
    "draw",
];

/// Where every part of a value is, as a pointer.
fn places(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, part)| places(part, format!("{at}/{key}"), all));
        }
        Value::Array(parts) => {
            parts.iter().enumerate().for_each(|(no, part)| places(part, format!("{at}/{no}"), all));
        }
        _ => {}
    }
    all.push(at);
}

/// Other values in place of one.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Number(number) => {
            let number = number.as_u64().unwrap();
            vec![json!(number + 1), json!(number.saturating_sub(1)), json!(0), json!(u32::MAX)]
        }
        Value::String(text) => {
            let (head, last) = text.split_at(text.len().saturating_sub(1));
            let other = format!("{head}{}", if last == "0" { "1" } else { "0" });
            let longer = format!("{text}0");
            WORDS.iter().map(|word| json!(word)).chain([json!(other), json!(longer), json!("1")]).collect()
        }
        Value::Array(parts) => {
            let (mut fewer, mut turned) = (parts.clone(), parts.clone());
            fewer.pop();
            turned.reverse();
            let doubled = parts.iter().chain(parts.first()).cloned().collect();
            vec![Value::Array(fewer), Value::Array(turned), Value::Array(doubled), json!([])]
        }
        Value::Object(_) => vec![Value::Null],
        other => panic!("{other} in a result"),
    }
}

/// Every award that differs from this one in one place.
fn edited(award: &AwardDecided) -> Vec<(String, AwardDecided)> {
    let whole = serde_json::to_value(award).unwrap();
    let mut all = Vec::new();
    places(&whole, String::new(), &mut all);
    let mut edited = Vec::new();
    for place in all {
        let mut changes: Vec<_> = others(whole.pointer(&place).unwrap())
            .into_iter()
            .map(|other| {
                let mut changed = whole.clone();
                *changed.pointer_mut(&place).unwrap() = other;
                changed
            })
            .collect();
        let (parent, key) = place.rsplit_once('/').unwrap_or_default();
        let mut without = whole.clone();
        if let Some(Value::Object(fields)) = without.pointer_mut(parent) {
            fields.remove(key);
            changes.push(without);
        }
        let events = changes.into_iter().filter_map(|changed| {
            // What is no award any more is no event, and found as that.
            let mut changed: AwardDecided = serde_json::from_value(changed).ok()?;
            if place != "/result_hash" {
                changed.result_hash = changed.result.hash();
            }
            (changed != *award).then(|| (place.clone(), changed))
        });
        edited.extend(events);
    }
    edited
}

/// The award as the next event of a history.
fn next(history: &History, award: AwardDecided) -> String {
    let mut history = history.clone();
    let stream = nomination(&award.nomination);
    history.add("olga", stream, Event::AwardDecided(Box::new(award)));
    line(history.events.last().unwrap())
}

#[test]
fn every_part_of_every_award_follows_from_the_history() {
    let history = all_open();
    let mut before = Auditor::default();
    assert!(history.lines().iter().all(|line| before.line(line.as_bytes())));
    let at = history.events.len() as u64;
    let found = |award: AwardDecided| {
        let mut auditor = before.clone();
        auditor.line(next(&history, award).as_bytes());
        auditor.finish().findings
    };
    let mut count = 0;
    for id in ["green", "heart", "region"] {
        let right = award(&history, id, result(id));
        assert_eq!(found(right.clone()), [], "{id}");
        // The last event before is about `green`: the others were the same without it.
        let as_true = |award: &AwardDecided| id != "green" && award.position.next() == right.position;
        for (place, award) in edited(&right).into_iter().filter(|(_, award)| !as_true(award)) {
            let findings = found(award);
            let first = findings.first().unwrap_or_else(|| panic!("{id}: an edit of {place} passed unseen"));
            assert_eq!(first.position.0, at, "{id}, {place}: {}", first.what);
            count += 1;
        }
    }
    assert!(count > 300, "{count} edits");
}
