//! Lines that are not what was written.

use marathon_audit::{Auditor, FINDINGS_MAX, audit};
use marathon_events::{LeafHash, Position, Sha256Hash};

use crate::{
    given::{report, rules},
    season::{appealed, deeds, result, rules_hash},
};

fn lines() -> Vec<String> {
    deeds().lines()
}

/// Where the first finding is.
fn found(lines: &[String]) -> Option<u64> {
    report(lines).findings.first().map(|finding| finding.position.0)
}

#[test]
fn a_whole_season_is_fine() {
    let history = appealed();
    let report = history.report();
    assert_eq!(report.findings, []);
    assert!(report.is_fine());
    assert_eq!(report.events, history.events.len() as u64);
    assert_eq!(report.position, Some(Position(report.events - 1)));
    assert_eq!((report.marathon, report.rules_hash), (Some(rules().slug), Some(rules_hash())));
    let awards: Vec<_> = report.awards.iter().map(|award| award.nomination.as_str()).collect();
    assert_eq!(awards, ["green", "heart", "region"]);
    // Three teams, three persons, two regions; and seven deeds.
    assert_eq!(report.awards.iter().map(|award| award.standings).collect::<Vec<_>>(), [3, 3, 2]);
    assert_eq!(report.deeds, 7);
    let head = LeafHash::of(&history.events.last().unwrap().encode());
    assert_eq!(report.leaf_hash, Some(Sha256Hash(head.0)));
    assert_eq!(report.awards[0].winners, result("green").winners);
}

#[test]
fn any_changed_byte_is_found_in_its_line() {
    let file = lines().concat().into_bytes();
    // What came before the line is audited once for all its bytes.
    let (mut before, mut start) = (Auditor::default(), 0);
    for (at, line) in lines().iter().enumerate() {
        for byte in (at % 11..line.len()).step_by(11).chain([line.len() - 1]) {
            for flip in [1, 0x20] {
                let mut changed = file[start..].to_vec();
                changed[byte] ^= flip;
                let end = changed.iter().position(|b| *b == b'\n').map_or(changed.len(), |end| end + 1);
                let mut auditor = before.clone();
                auditor.line(&changed[..end]);
                let report = auditor.finish();
                let first = report.findings.first();
                let first = first.unwrap_or_else(|| panic!("line {at}, byte {byte} ^ {flip}: nothing"));
                assert_eq!(first.position.0, at as u64, "byte {byte} ^ {flip}: {}", first.what);
            }
        }
        assert!(before.line(line.as_bytes()));
        start += line.len();
    }
}

#[test]
fn a_removed_line_is_found_where_it_was() {
    for at in 0..lines().len() - 1 {
        let mut lines = lines();
        lines.remove(at);
        assert_eq!(found(&lines), Some(at as u64));
    }
}

#[test]
fn a_doubled_line_is_found_where_it_comes_again() {
    for at in 0..lines().len() {
        let mut lines = lines();
        lines.insert(at + 1, lines[at].clone());
        assert_eq!(found(&lines), Some(at as u64 + 1));
    }
}

#[test]
fn swapped_lines_are_found() {
    for at in 1..lines().len() {
        let mut lines = lines();
        lines.swap(at - 1, at);
        assert_eq!(found(&lines), Some(at as u64 - 1));
    }
}

#[test]
fn a_cut_off_or_empty_file_is_found() {
    let file = lines().concat();
    let cut = audit(&file.as_bytes()[..file.len() - 1]).unwrap();
    assert_eq!(cut.findings.len(), 1);
    assert_eq!(cut.findings[0].position.0, lines().len() as u64 - 1);
    assert_eq!(audit(&b""[..]).unwrap().findings.len(), 1);
}

#[test]
fn a_history_that_contradicts_itself_is_found_although_every_hash_fits() {
    type Forge = fn(&mut crate::given::History);
    let forgeries: [(&str, Forge); 5] = [
        ("event id", |h| h.events[20].event_id = h.events[19].event_id),
        ("recorded at", |h| h.events[20].recorded_at.0 -= 1_000_001),
        ("revision", |h| h.events[20].revision.0 += 1),
        ("unknown deed", |h| h.events[20].stream = h.events[1].stream),
        ("position", |h| h.events[20].position.0 += 1),
    ];
    for (what, forge) in forgeries {
        let mut history = deeds();
        forge(&mut history);
        let report = history.report();
        assert_eq!(report.findings[0].position.0, 20, "{what}: {:?}", report.findings);
        assert!(report.findings.iter().any(|f| f.what.contains(what)), "{what}: {:?}", report.findings);
    }
}

#[test]
fn findings_are_bounded() {
    let lines = vec!["{}\n".to_owned(); 1_000];
    assert_eq!(report(&lines).findings.len(), FINDINGS_MAX);
}

#[test]
fn a_report_is_json() {
    let json = serde_json::to_value(appealed().report()).unwrap();
    assert_eq!(json["marathon"], "small");
    assert_eq!(json["awards"][0]["nomination"], "green");
    assert_eq!(json["findings"], serde_json::json!([]));
}
