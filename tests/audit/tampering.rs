//! A history that somebody touched: exit code 3, and the position of the first thing that is off.

use marathon_audit::Auditor;
use marathon_events::{Event, LeafHash, Recorded};
use serde_json::Value;

use super::{events, lines, position_of, verified};

/// The first finding of the program, which must fail: its position and what it says.
fn found(lines: &[String]) -> (u64, String) {
    let (report, code) = verified(lines);
    assert_eq!(code, Some(3), "{report}");
    let first = &report["findings"][0];
    (first["position"].as_u64().unwrap(), first["what"].as_str().unwrap().to_owned())
}

/// With the event at a position edited, and every hash of its line made to fit.
pub fn edited(at: usize, edit: impl FnOnce(&mut Event)) -> Vec<String> {
    let mut recorded = events()[at].clone();
    edit(&mut recorded.event);
    let mut changed = lines().to_vec();
    let fields: Value = serde_json::from_str(&changed[at]).unwrap();
    let entry = String::from_utf8(recorded.encode()).unwrap();
    let head = changed[at].split_once(",\"data\":").unwrap().0.to_owned();
    let data = entry.split_once(",\"data\":").unwrap().1.strip_suffix('}').unwrap();
    let hash = LeafHash::of(entry.as_bytes());
    assert_ne!(fields["leaf_hash"], hash.to_string(), "nothing was edited at {at}");
    let text = serde_json::to_string(&entry).unwrap();
    changed[at] = format!("{head},\"data\":{data},\"leaf_hash\":\"{hash}\",\"entry\":{text}}}\n");
    changed
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
    let at = position_of(|event| matches!(event, Event::TreesPlanted(_)));
    let (position, what) = found(&edited(at, |event| match event {
        Event::TreesPlanted(planted) => planted.trees.0 = 9_999_999,
        other => panic!("{other:?}"),
    }));
    assert_eq!(position, at as u64);
    assert!(what.contains("amount 9999999"), "{what}");
}

#[test]
fn an_edited_award_is_found_although_every_hash_fits() {
    let at = position_of(|event| matches!(event, Event::AwardDecided(_)));
    let winners = |event: &mut Event| match event {
        Event::AwardDecided(award) => {
            award.result.winners.reverse();
            award.result_hash = award.result.hash();
        }
        other => panic!("{other:?}"),
    };
    let (position, what) = found(&edited(at, winners));
    assert_eq!(position, at as u64);
    assert!(what.contains("winners is"), "{what}");
}

#[test]
fn a_deed_that_somebody_made_larger_is_found_where_it_decides_something_and_by_its_root() {
    // It is allowed as it is now, looks like no other, and was never changed: only what follows from it can tell.
    let at = position_of(|event| matches!(event, Event::FieldFrozen(_)));
    let listed = events().iter().find_map(|recorded| match &recorded.event {
        Event::ShortlistDrawn(list) if list.nomination == "clean-country" => Some(&list.entrants),
        _ => None,
    });
    let alone = |deed: &Recorded| {
        let twins = events().iter().filter_map(|e| e.event.deed()?.possible_duplicate_of);
        let corrected =
            events().iter().any(|e| e.stream == deed.stream && matches!(e.event, Event::DeedCorrected(_)));
        !corrected && twins.into_iter().all(|twin| twin.0 != deed.stream.0)
    };
    let deed = events()[..at].iter().position(|recorded| match &recorded.event {
        Event::WasteCollected(waste) => {
            listed.unwrap().contains(&waste.entrant_id) && waste.grams.0 < 1_000_000 && alone(recorded)
        }
        _ => false,
    });
    let (position, what) = found(&edited(deed.unwrap(), |event| match event {
        Event::WasteCollected(waste) => waste.grams.0 = 4_999_999,
        other => panic!("{other:?}"),
    }));
    assert!(position > at as u64, "{position}: {what}");
    assert!(what.contains("shortlist") || what.contains("metric"), "{what}");
    // Where it decides nothing, only the root tells that this is another history.
    let unnoticed =
        edited(position_of(|event| matches!(event, Event::DeedWithdrawn(_))), |event| match event {
            Event::DeedWithdrawn(withdrawn) => withdrawn.reason = Some("for no reason".into()),
            other => panic!("{other:?}"),
        });
    let (report, code) = verified(&unnoticed);
    assert_eq!(code, Some(0), "{report}");
    let (of_all, _) = verified(lines());
    assert_ne!(report["root_hash"], of_all["root_hash"]);
    assert_eq!(report["leaf_hash"], of_all["leaf_hash"]);
}
