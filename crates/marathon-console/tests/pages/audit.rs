//! The audit room, as HTML.

use marathon_console::{
    Audit, AuditedEvent, Compared, Difference, EventChoice, Events, Inner, JudgeProgress, JuryProgress,
    Language, render_audit,
};
use marathon_events::{
    DeedId, Event, EventId, LeafHash, Position, PrincipalId, Recorded, Revision, Timestamp,
    deed_verified::DeedVerified,
    marathon_opened::{Metric, QuantityUnit},
};
use serde_json::json;
use uuid::Uuid;

use crate::{html, sample};

/// A verification, a difference in which a team overtook another, and what an auditor sees.
pub fn audit() -> Audit {
    let title = sample::rules().nominations.iter().find(|n| n.id == "green-country").unwrap().title.clone();
    let metric = Metric::Sum { unit: QuantityUnit::Trees };
    Audit {
        season: sample::season(),
        roles: vec!["auditor".to_owned()],
        events: Events {
            choice: EventChoice { kind: Some("deed-verified".to_owned()), ..EventChoice::default() },
            kinds: vec!["deed-logged", "deed-verified"][1..].to_vec(),
            found: vec![AuditedEvent { recorded: verified(), leaf_hash: LeafHash::of(b"entry") }],
            earlier: None,
            later: Some(Position(42)),
        },
        digest: Some("ab".repeat(32)),
        compared: Some(Compared {
            before: "40".to_owned(),
            after: "2024-08-02T09:00:00+05:00".to_owned(),
            found: Ok(difference()),
        }),
        nominations: [("green-country".to_owned(), (title, metric))].into(),
        regions: sample::rules().regions.iter().map(|r| (r.code, r.name.clone())).collect(),
        inner: Some(Inner {
            holders: vec![(Uuid::from_u128(5), vec!["judge".to_owned()])],
            juries: vec![JuryProgress {
                nomination: "green-country".to_owned(),
                judges: vec![JudgeProgress { to_score: 4, scored: 3 }],
            }],
        }),
    }
}

fn verified() -> Recorded {
    Recorded {
        position: Position(41),
        event_id: EventId(Uuid::from_u128(1)),
        stream: DeedId(Uuid::from_u128(1_001)).into(),
        revision: Revision(1),
        recorded_at: Timestamp::parse_rfc3339("2024-08-02T04:05:06Z").unwrap(),
        actor: Some(PrincipalId(Uuid::from_u128(3))),
        correlation_id: None,
        causation_id: None,
        private: None,
        event: Event::DeedVerified(DeedVerified { reason: Some("Seen <b>".to_owned()) }),
    }
}

fn difference() -> Difference {
    let sums = |deeds| {
        let counters = json!({ "deeds": deeds, "people": 9, "trees": 40, "grams": 0, "animals": 0, "people_helped": 0,
            "person_minutes": 0 });
        json!({ "claimed": counters, "verified": counters })
    };
    let moved = json!({ "entrant_id": Uuid::from_u128(7), "alias": "Таза <b>",
        "rank": { "before": 2, "after": 1 }, "because": [41], "more": 3,
        "value": { "before": { "numerator": 28, "denominator": 1 }, "after": { "numerator": 40, "denominator": 1 } } });
    let found = json!({
        "as_of": { "before": { "position": 40, "time": "2024-08-02T04:00:00.000000Z" },
            "after": { "position": 41, "time": "2024-08-02T04:05:06.000000Z" } },
        "events": { "deed-verified": 1 },
        "totals": { "before": sums(3), "after": sums(4) },
        "leaderboards": {},
        "nominations": { "green-country": [moved] },
        "awards": [],
    });
    serde_json::from_value(found).unwrap()
}

#[test]
fn an_event_says_everything_and_leads_to_what_belongs_to_it() {
    let html = render_audit(&audit(), Language::En).unwrap();
    html::check("audit", &html);
    let stream = Uuid::from_u128(1_001);
    for expected in [
        "<option value=\"deed-verified\" selected>Deed verified</option>".to_owned(),
        format!("/en/2024/audit?stream={stream}"),
        "href=\"/en/2024?at=41\"".to_owned(),
        "href=\"/v1/marathons/2024/events?from=41&#38;limit=1\"".to_owned(),
        "<bdi>Seen &#60;b&#62;</bdi>".to_owned(),
        LeafHash::of(b"entry").to_string(),
        PrincipalId(Uuid::from_u128(3)).to_string(),
        "href=\"/en/2024/audit?type=deed-verified&#38;from=42\"".to_owned(),
    ] {
        assert!(html.contains(&expected), "{expected} in {html}");
    }
}

#[test]
fn a_difference_names_who_moved_and_why() {
    let html = render_audit(&audit(), Language::En).unwrap();
    for expected in [
        "2 → 1",
        "28 trees → 40 trees",
        "<a href=\"/en/2024/audit?from=41\">41</a> and 3 more",
        "Deed verified: 1",
        "3 deeds → 4 deeds",
        "value=\"2024-08-02T09:00:00+05:00\"",
    ] {
        assert!(html.contains(expected), "{expected} in {html}");
    }
    assert!(!html.contains("40 trees → 40 trees"), "what stayed is left out");
    let mut wrong = audit();
    wrong.compared.as_mut().unwrap().found = Err("The earlier moment comes first.".to_owned());
    let html = render_audit(&wrong, Language::En).unwrap();
    assert!(html.contains("role=\"alert\">The earlier moment comes first.") && !html.contains("28 trees"));
}

#[test]
fn the_commands_are_of_this_marathon_and_moment() {
    let html = render_audit(&audit(), Language::En).unwrap();
    for command in [
        "marathon export --marathon 2024 -o 2024.ndjson",
        "marathon verify 2024.ndjson",
        "marathon replay 2024.ndjson --at 20418",
    ] {
        assert!(html.contains(command), "{command}");
    }
    assert!(html.contains(&"ab".repeat(32)) && html.contains("/v1/marathons/2024/digest?at=20418"));
}

#[test]
fn only_auditors_see_roles_and_juries() {
    let inner = |html: &str| html.contains("id=\"inner\"") && html.contains("3 of 4 scored");
    let mut audit = audit();
    assert!(inner(&render_audit(&audit, Language::En).unwrap()));
    audit.inner = None;
    let html = render_audit(&audit, Language::En).unwrap();
    assert!(!inner(&html) && !html.contains(&Uuid::from_u128(5).to_string()));
}
