//! The first difference between two results, in words.

use std::collections::BTreeSet;

use marathon_events::award_decided::{AwardResult, Entry};
use serde::Serialize;

use crate::ensure::Checked;

/// Entrants outside the shortlist change nothing; a result may leave them out.
pub(super) fn compare(expected: &AwardResult, found: &AwardResult) -> Checked {
    let named: BTreeSet<_> = found.entries.iter().map(|entry| entry.entrant).collect();
    let needed = |entry: &&Entry| entry.metric_part.is_some() || named.contains(&entry.entrant);
    let expected_entries: Vec<_> = expected.entries.iter().filter(needed).collect();
    for (expected, found) in expected_entries.iter().zip(&found.entries) {
        let (is, must) = (found.entrant, expected.entrant);
        ensure!(is == must, "entrant {is} stands where entrant {must} is expected");
        entry(expected, found)?;
    }
    let (is, must) = (found.entries.len(), expected_entries.len());
    ensure!(is == must, "{is} entrants, and {must} are expected");
    same("winners", &expected.winners, &found.winners)?;
    same("flags", &expected.flags, &found.flags)
}

fn entry(expected: &Entry, found: &Entry) -> Checked {
    let id = found.entrant;
    let value = |name: &str| format!("{name} of entrant {id}");
    same(&value("metric"), &expected.metric, &found.metric)?;
    same(&value("record"), &expected.record, &found.record)?;
    same(&value("metric_part"), &expected.metric_part, &found.metric_part)?;
    same(&value("jury"), &expected.jury, &found.jury)?;
    same(&value("standing"), &expected.standing, &found.standing)?;
    same(&value("outcome"), &expected.outcome, &found.outcome)
}

fn same<T: PartialEq + Serialize>(what: &str, expected: &T, found: &T) -> Checked {
    let text = |value: &T| serde_json::to_string(value).unwrap_or_else(|e| e.to_string());
    ensure!(found == expected, "{what} is {}, and {} is expected", text(found), text(expected));
    Ok(())
}
