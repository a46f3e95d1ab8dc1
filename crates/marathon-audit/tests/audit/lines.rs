//! Lines that are not what was written.

use marathon_audit::{Auditor, FINDINGS_MAX, audit};
use marathon_events::{LeafHash, Position, Sha256Hash};

use crate::{
    given::{report, rules},
    season::{appealed, deeds, result, rules_hash},
};

/// A whole season, from its opening to an appeal.
fn lines() -> Vec<String> {
    appealed().lines()
}

/// What is found first of some lines, by an auditor who came so far.
fn first(before: &Auditor, lines: &[&[u8]]) -> Option<(u64, String)> {
    let mut auditor = before.clone();
    lines.iter().all(|line| auditor.line(line));
    auditor.finish().findings.into_iter().next().map(|finding| (finding.position.0, finding.what))
}

/// Every line with the auditor who has read those before it.
fn each_line(lines: &[String], mut visit: impl FnMut(usize, &Auditor)) {
    let mut before = Auditor::default();
    for (at, line) in lines.iter().enumerate() {
        visit(at, &before);
        assert!(before.line(line.as_bytes()));
    }
    assert_eq!(before.finish().findings, []);
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

/// Of a line that is longer, as many bytes are changed.
const BYTES_CHANGED_MAX: usize = 1_000;

#[test]
fn any_changed_byte_of_any_line_is_found_in_its_line() {
    let lines = lines();
    let file = lines.concat().into_bytes();
    let mut start = 0;
    each_line(&lines, |at, before| {
        let line = &file[start..start + lines[at].len()];
        for byte in (0..line.len()).step_by(1 + line.len() / BYTES_CHANGED_MAX).chain([line.len() - 1]) {
            let mut changed = line.to_vec();
            changed[byte] ^= 1 << (byte % 7);
            // A line whose end is lost is one with the next; one that has an end in its middle ends there.
            if byte == line.len() - 1 {
                changed.extend(lines.get(at + 1).into_iter().flat_map(|next| next.bytes()));
            }
            let end = changed.iter().position(|b| *b == b'\n').map_or(changed.len(), |end| end + 1);
            let (position, what) = first(before, &[&changed[..end]])
                .unwrap_or_else(|| panic!("line {at}, byte {byte}: nothing"));
            assert_eq!(position, at as u64, "byte {byte}: {what}");
        }
        start += line.len();
    });
}

#[test]
fn every_removed_line_is_found_where_it_was() {
    let lines = lines();
    each_line(&lines, |at, before| {
        // That the last line is there only others can say.
        let Some(next) = lines.get(at + 1) else { return };
        assert_eq!(first(before, &[next.as_bytes()]).map(|found| found.0), Some(at as u64));
    });
}

#[test]
fn every_doubled_line_is_found_where_it_comes_again() {
    let lines = lines();
    each_line(&lines, |at, before| {
        let line = lines[at].as_bytes();
        assert_eq!(first(before, &[line, line]).map(|found| found.0), Some(at as u64 + 1));
    });
    // And a copy of any line anywhere else.
    for (from, to) in (0..lines.len()).flat_map(|from| (0..lines.len()).map(move |to| (from, to))) {
        let mut doubled = lines.clone();
        doubled.insert(to, lines[from].clone());
        if doubled[to] != lines[to] && (from + to) % 7 == 0 {
            assert_eq!(found(&doubled), Some(to as u64), "{from} at {to}");
        }
    }
}

#[test]
fn any_two_swapped_lines_are_found() {
    let lines = lines();
    each_line(&lines, |at, before| {
        for later in &lines[at + 1..] {
            assert_eq!(first(before, &[later.as_bytes()]).map(|found| found.0), Some(at as u64));
        }
    });
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
