//! Deciding about deeds: which decision is possible in which state, and what a deed's history tells.

use serde_json::{Value, json};

use crate::support::{
    client::{Client, get, post},
    given::{Logged, M, person, trees, waste},
    server::Server,
};

fn body_of(decision: &str) -> Value {
    match decision {
        "correct" => json!({ "trees": 11, "reason": "recount" }),
        _ => json!({ "reason": "looked" }),
    }
}

/// A deed in this state, by the shortest way.
fn deed_that_is(client: &mut Client, who: &str, state: &str) -> Logged {
    let deed = client.log(&trees(who, 12));
    let decision = match state {
        "verified" => "verify",
        "rejected" => "reject",
        "withdrawn" => "withdraw",
        _ => return deed,
    };
    client.decide(&deed.id, decision, &body_of(decision)).expect(200);
    deed
}

#[test]
fn every_state_allows_its_decisions_and_no_others() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let table = [
        ("claimed", [Some("verified"), Some("rejected"), Some("withdrawn"), Some("claimed")]),
        ("verified", [None, None, Some("withdrawn"), Some("claimed")]),
        ("rejected", [None; 4]),
        ("withdrawn", [None; 4]),
    ];
    for (state, outcomes) in table {
        for (decision, outcome) in ["verify", "reject", "withdraw", "correct"].into_iter().zip(outcomes) {
            let deed = deed_that_is(&mut client, &who, state);
            let head = client.settle();
            let answer = client.decide(&deed.id, decision, &body_of(decision));
            match outcome {
                Some(status) => {
                    let expected = json!({ "position": head + 1, "status": status });
                    assert_eq!(answer.expect(200), expected, "{decision} when {state}");
                    assert_eq!(client.json(&format!("{M}/deeds/{}", deed.id))["status"], status);
                }
                None => {
                    assert_eq!((answer.status, answer.problem().as_str()), (409, "wrong-state"));
                    assert_eq!(client.settle(), head, "{decision} when {state}");
                    assert_eq!(client.json(&format!("{M}/deeds/{}", deed.id))["status"], state);
                }
            }
        }
    }
}

#[test]
fn nothing_is_decided_about_a_deed_that_is_not_there() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let head = client.settle();
    // An entrant is no deed, either.
    for id in ["01907f3c-8a10-7cc3-98c4-1e2f3a4b5c6d", "7", "not-an-id", &who] {
        for decision in ["verify", "reject", "withdraw", "correct"] {
            let answer = client.decide(id, decision, &body_of(decision));
            assert_eq!((answer.status, answer.problem().as_str()), (404, "unknown-deed"), "{decision} {id}");
        }
        let found = client.ask(&get(format!("{M}/deeds/{id}")));
        assert_eq!((found.status, found.problem().as_str()), (404, "unknown-deed"), "{id}");
    }
    assert_eq!(client.settle(), head);
}

#[test]
fn a_decision_needs_no_body_and_a_correction_needs_quantities_and_a_reason() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let deed = client.log(&waste(&who, 500));
    let correct = |client: &mut Client, body: Value| client.decide(&deed.id, "correct", &body);
    for (body, status, field, code) in [
        (json!({ "reason": "recount" }), 400, "people", "nothing-to-correct"),
        (json!({ "type": "waste-collected", "reason": "recount" }), 400, "people", "nothing-to-correct"),
        (json!({ "grams": 400 }), 422, "reason", "reason-missing"),
        (json!({ "grams": 400, "reason": "  " }), 422, "reason", "reason-missing"),
        (json!({ "grams": 0, "reason": "recount" }), 422, "grams", "too-small"),
        (json!({ "trees": 4, "reason": "recount" }), 422, "trees", "kind-mismatch"),
        (
            json!({ "grams": 4, "weight": "1", "unit": "kg", "reason": "r" }),
            400,
            "grams",
            "either-grams-or-weight",
        ),
        (json!({ "grams": 4, "reason": "x".repeat(21) }), 422, "reason", "too-long"),
        (json!({ "species": "oak", "reason": "recount" }), 400, "species", "field-unknown"),
    ] {
        let answer = correct(&mut client, body.clone());
        assert_eq!(answer.status, status, "{body}: {answer:?}");
        assert_eq!(answer.field_errors(), [(field.to_owned(), code.to_owned())], "{body}");
    }
    correct(&mut client, json!({ "weight": "1.25", "unit": "kg", "people": 3, "reason": "scales" }))
        .expect(200);
    let found = client.json(&format!("{M}/deeds/{}", deed.id));
    assert_eq!((&found["grams"], &found["people"]), (&json!(1_250), &json!(3)));
    let bare = post(format!("{M}/deeds/{}/verify", deed.id), &json!({}));
    let bare = crate::support::client::Ask { body: Vec::new(), ..bare };
    client.ask(&bare.without("content-type")).expect(200);
}

#[test]
fn a_deed_tells_its_history_in_order_and_as_of_any_position() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let deed = client.log(&trees(&who, 12));
    client.decide(&deed.id, "verify", &json!({ "reason": "seen" })).expect(200);
    client.log(&trees(&who, 77));
    client.decide(&deed.id, "correct", &json!({ "trees": 10, "reason": "two died" })).expect(200);
    client.decide(&deed.id, "withdraw", &json!({})).expect(200);
    let path = format!("{M}/deeds/{}", deed.id);
    let found = client.json(&path);
    let history = found["history"].as_array().unwrap();
    let told: Vec<_> =
        history.iter().map(|e| (e["position"].as_u64().unwrap(), e["type"].as_str().unwrap())).collect();
    let expected = [(3, "trees-planted"), (4, "deed-verified"), (6, "deed-corrected"), (7, "deed-withdrawn")];
    assert_eq!(told, expected);
    let log = client.ask(&get(format!("{M}/events?stream={}", deed.id))).lines();
    for (event, mut line) in history.iter().zip(log) {
        line.as_object_mut().unwrap().remove("entry");
        assert_eq!(*event, line);
    }
    for (at, status, trees) in [
        (3, "claimed", 12),
        (4, "verified", 12),
        (5, "verified", 12),
        (6, "claimed", 10),
        (7, "withdrawn", 10),
    ] {
        let then = client.json(&format!("{path}?at={at}"));
        assert_eq!((&then["status"], &then["trees"]), (&json!(status), &json!(trees)), "at {at}");
        assert_eq!(then["as_of"]["position"], at);
    }
    assert_eq!(client.ask(&get(format!("{path}?at=2"))).status, 404);
}
