//! A history that somebody touched: exit code 3, and the position of the first thing that is off.

use marathon_audit::Auditor;
use marathon_events::LeafHash;
use serde_json::Value;

use super::{lines, verified};

/// The first finding of the program, which must fail: its position and what it says.
fn found(lines: &[String]) -> (u64, String) {
    let (report, code) = verified(lines);
    assert_eq!(code, Some(3), "{report}");
    let first = &report["findings"][0];
    (first["position"].as_u64().unwrap(), first["what"].as_str().unwrap().to_owned())
}

/// The line of an entry that somebody wrote anew, every hash made to fit.
fn line_of(entry: &str, before: &str) -> String {
    let hash = |entry: &str| LeafHash::of(entry.as_bytes()).to_string();
    let (start, old) = before.trim_end().split_once(",\"data\":").unwrap();
    let old: String =
        serde_json::from_str(old.rsplit_once(",\"entry\":").unwrap().1.strip_suffix('}').unwrap()).unwrap();
    assert!(before.contains(&hash(&old)));
    let data = entry.split_once(",\"data\":").unwrap().1.strip_suffix('}').unwrap();
    let text = serde_json::to_string(entry).unwrap();
    format!("{start},\"data\":{data},\"leaf_hash\":\"{}\",\"entry\":{text}}}\n", hash(entry))
}

/// With the entry at a position written anew.
fn rewritten(at: usize, edit: impl FnOnce(&str) -> String) -> Vec<String> {
    let mut changed = lines().to_vec();
    let line: Value = serde_json::from_str(&changed[at]).unwrap();
    let before = line["entry"].as_str().unwrap();
    let after = edit(before);
    assert_ne!(before, after, "nothing was edited at {at}");
    changed[at] = line_of(&after, &changed[at]);
    changed
}

fn position_of(name: &str) -> usize {
    let name = format!(r#""type":"{name}","version""#);
    lines().iter().position(|line| line.contains(&name)).unwrap()
}

#[test]
fn a_changed_byte_anywhere_is_found_at_its_position() {
    // The auditor goes on from each place it has come to, as the program does.
    let mut before = Auditor::default();
    let mut places = 0;
    for (at, line) in lines().iter().enumerate() {
        // A prime, so that every part of a line has its turn.
        for byte in (0..line.len()).filter(|byte| (byte + 131 * at) % 40_009 == 0) {
            let mut changed = line.clone().into_bytes();
            changed[byte] ^= 1;
            if changed[byte] == b'\n' || line.as_bytes()[byte] == b'\n' {
                continue;
            }
            let mut auditor = before.clone();
            auditor.line(&changed);
            let report = auditor.finish();
            let first = report.findings.first().unwrap_or_else(|| panic!("{at}: byte {byte} passed unseen"));
            assert_eq!(first.position.0, at as u64, "byte {byte}: {}", first.what);
            places += 1;
        }
        assert!(before.line(line.as_bytes()));
    }
    assert!(places > 300, "{places} bytes were changed");
}

#[test]
fn the_program_names_the_position_of_a_changed_byte() {
    for (at, byte) in [(0, 40), (1, 0), (lines().len() / 2, 300), (lines().len() - 1, 90)] {
        let mut changed = lines().to_vec();
        let mut bytes = changed[at].clone().into_bytes();
        bytes[byte] ^= 1;
        changed[at] = String::from_utf8(bytes).unwrap();
        assert_eq!(found(&changed).0, at as u64);
    }
}

#[test]
fn a_line_removed_doubled_or_swapped_is_found() {
    let at = lines().len() / 3;
    let mut removed = lines().to_vec();
    removed.remove(at);
    assert_eq!(found(&removed).0, at as u64);
    let mut doubled = lines().to_vec();
    doubled.insert(at + 1, lines()[at].clone());
    assert_eq!(found(&doubled).0, at as u64 + 1);
    let mut swapped = lines().to_vec();
    swapped.swap(at, at + 1);
    assert_eq!(found(&swapped).0, at as u64);
}

#[test]
fn an_event_that_was_not_allowed_is_found_although_every_hash_fits() {
    let at = position_of("trees-planted");
    let (position, what) = found(&rewritten(at, |entry| {
        let (before, after) = entry.split_once(r#""trees":"#).unwrap();
        let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        format!("{before}\"trees\":9999999{rest}")
    }));
    assert_eq!(position, at as u64);
    assert!(what.contains("amount 9999999"), "{what}");
}
