//! Results that somebody edited, every hash made to fit.

use marathon_events::{
    Event, Position,
    award_decided::{AwardDecided, AwardResult, ExactFraction},
    entrant_disqualified::EntrantDisqualified,
    entrant_withdrawn::EntrantWithdrawn,
    quorum_waived::QuorumWaived,
    result_amended::ResultAmended,
};
use marathon_scoring::{Award, Gone};

use crate::{
    given::{History, entrant, nomination, principal},
    season::{
        all_open, appeal, appeal_stream, appealed, award, by_hand, frozen, lodged, published, resolved,
        result, rules_hash, shortlist,
    },
};

/// What is said about an award of `green` that was edited.
fn said(edit: impl FnOnce(&mut AwardDecided)) -> String {
    let mut h = all_open();
    let mut decided = award(&h, "green", result("green"));
    edit(&mut decided);
    let at = h.add("olga", nomination("green"), Event::AwardDecided(Box::new(decided)));
    let report = h.report();
    let first = report.findings.first().expect("an edited award is found");
    assert_eq!(first.position, at, "{}", first.what);
    first.what.clone()
}

/// What is said about an edited result whose hash was made to fit.
fn said_of(edit: impl FnOnce(&mut AwardResult)) -> String {
    said(|award| {
        edit(&mut award.result);
        award.result_hash = award.result.hash();
    })
}

#[test]
fn an_edited_result_is_found_whatever_its_hash() {
    type Edit = fn(&mut AwardResult, ExactFraction);
    let swapped = said_of(|r| r.winners = vec![r.entries[1].entrant]);
    assert!(swapped.contains("winners is") && swapped.contains("is expected"), "{swapped}");
    let third = || ExactFraction::new("1".into(), "3".into()).unwrap();
    let cases: [(&str, Edit); 8] = [
        ("metric of", |r, f| r.entries[0].metric = f),
        ("metric_part of", |r, f| r.entries[1].metric_part = Some(f)),
        ("standing of", |r, f| r.entries[0].standing = Some(f)),
        ("jury of", |r, f| r.entries[2].jury.as_mut().unwrap().part = f),
        ("jury of", |r, _| r.entries[0].jury.as_mut().unwrap().scores[0].total += 1),
        ("record of", |r, _| r.entries[0].record.active_days += 1),
        ("stands where", |r, _| r.entries.swap(0, 1)),
        ("entrants, and 3", |r, _| r.entries.truncate(2)),
    ];
    let flagged = said_of(|r| {
        let flag = serde_json::json!([{ "judge": principal("jack"), "common_entries": 5, "concordant": 1, "discordant": 2 }]);
        r.flags = serde_json::from_value(flag).unwrap();
    });
    assert!(flagged.contains("flags is"), "{flagged}");
    for (what, edit) in cases {
        let said = said_of(|r| edit(r, third()));
        assert!(said.contains(what), "{what}: {said}");
    }
}

#[test]
fn what_an_award_says_about_itself_is_checked() {
    type Edit = fn(&mut AwardDecided);
    let cases: [(&str, Edit); 4] = [
        ("result_hash", |a| a.result_hash.0[0] ^= 1),
        ("rules_hash", |a| a.rules_hash.0[31] ^= 1),
        ("not there yet", |a| a.position = a.position.next()),
        ("changed it", |a| a.position.0 -= 1),
    ];
    for (what, edit) in cases {
        let said = said(edit);
        assert!(said.contains(what), "{what}: {said}");
    }
}

#[test]
fn a_shortlist_follows_from_the_metrics() {
    let drawn = |teams: &[u128]| {
        let mut h = frozen();
        let teams: Vec<_> = teams.iter().map(|team| entrant(*team)).collect();
        h.add("olga", nomination("green"), shortlist("green", &teams));
        h.report().findings.first().map(|finding| finding.what.clone()).unwrap_or_default()
    };
    assert_eq!(drawn(&[1, 3, 2]), "");
    assert!(drawn(&[1, 3]).contains("is not on the shortlist"));
    assert!(drawn(&[1, 3, 2, 4]).contains("its metric is too low"));
    assert!(drawn(&[1, 2, 3]).contains("order of metrics"));
    assert!(drawn(&[1, 3, 2, 2]).contains("twice"));
}

fn amended(h: &History, result: AwardResult) -> Event {
    Event::ResultAmended(Box::new(ResultAmended {
        nomination: "green".into(),
        position: Position(h.events.len() as u64 - 1),
        rules_hash: rules_hash(),
        result_hash: result.hash(),
        result,
        appeal: appeal(),
        reason: "disqualified".into(),
    }))
}

#[test]
fn an_amendment_follows_from_what_changed() {
    let disqualified = || {
        let mut h = appealed();
        let reason = "not theirs".to_owned();
        h.add("olga", entrant(1).into(), Event::EntrantDisqualified(EntrantDisqualified { reason }));
        h
    };
    let mut inputs = by_hand("green");
    inputs.entrants[0].gone = Some(Gone::Disqualified);
    let new: AwardResult = Award::decide(&inputs).unwrap().into();
    assert_ne!(new.winners, result("green").winners);

    let mut h = disqualified();
    let at = h.add("olga", nomination("green"), amended(&disqualified(), new));
    let report = h.report();
    assert_eq!(report.findings, []);
    assert_eq!(report.awards[0].decided_at, at);

    let mut h = disqualified();
    let at = h.add("olga", nomination("green"), amended(&disqualified(), result("green")));
    assert_eq!(h.report().findings[0].position, at);
}

#[test]
fn who_withdrew_and_who_was_waived_is_in_the_award() {
    let mut h = all_open();
    h.add("dan", entrant(3).into(), Event::EntrantWithdrawn(EntrantWithdrawn { reason: None }));
    let waived = QuorumWaived { nomination: "green".into(), entrant_id: entrant(2), reason: "few".into() };
    h.add("olga", nomination("green"), Event::QuorumWaived(waived));
    let mut inputs = by_hand("green");
    inputs.entrants[2].gone = Some(Gone::Withdrawn);
    inputs.waived = [entrant(2)].into();
    let decided = award(&h, "green", Award::decide(&inputs).unwrap().into());
    h.add("olga", nomination("green"), Event::AwardDecided(Box::new(decided)));
    assert_eq!(h.report().findings, []);
    assert_ne!(Award::decide(&inputs).unwrap(), Award::decide(&by_hand("green")).unwrap());
}

#[test]
fn an_amendment_needs_an_appeal_that_was_upheld() {
    let amend = |mut h: History| {
        let amended = amended(&h, result("green"));
        let at = h.add("olga", nomination("green"), amended);
        let findings = h.report().findings;
        assert_eq!((findings.len(), findings[0].position), (1, at));
        findings[0].what.clone()
    };
    assert!(amend(published()).contains("unknown appeal"));
    let mut dismissed = published();
    dismissed.add("bob", appeal_stream(), lodged());
    dismissed.add("olga", appeal_stream(), resolved(false));
    assert!(amend(dismissed).contains("was not upheld"));
    let mut twice = appealed();
    let once = amended(&twice, result("green"));
    twice.add("olga", nomination("green"), once);
    assert!(amend(twice).contains("an amendment already"));
}
