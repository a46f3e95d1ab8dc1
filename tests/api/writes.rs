//! Registering entrants and logging deeds: what is answered, and what is found afterwards.

use serde_json::json;

use crate::support::{
    client::{get, post},
    given::{M, animals, help, person, team, trees, waste, with, without},
    server::Server,
};

#[test]
fn an_entrant_is_registered() {
    let server = Server::start();
    let mut client = server.client();
    let entrants = [
        person("Қызғалдақ"),
        team("Жас", 12),
        json!({ "kind": "organisation", "alias": "Org", "region": "KZ-10", "members": 3 }),
        json!({ "kind": "institution", "alias": "School", "region": "KZ-71", "members": 50 }),
    ];
    for (place, entrant) in (2..).zip(&entrants) {
        let answer = client.ask(&post(format!("{M}/entrants"), entrant));
        let body = answer.expect(201);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("idempotency-replayed"), None);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let id = body["entrant_id"].as_str().unwrap();
        assert_eq!(uuid::Uuid::parse_str(id).unwrap().get_version_num(), 7);
        assert_eq!(body, json!({ "entrant_id": id, "position": place }));
    }
}

#[test]
fn a_deed_of_every_kind_is_logged_and_found_at_its_location() {
    let server = Server::start();
    let mut client = server.client();
    let (who, friend) = (client.register(&person("Tulip")), client.register(&person("Rose")));
    let weight = |weight: &str, unit: &str| {
        with(without(waste(&who, 0), "grams"), json!({ "weight": weight, "unit": unit }))
    };
    let photo = json!({ "sha256": "0a".repeat(32), "url": "https://example.org/1" });
    let cases = [
        (help(&who, 5, 90), json!({ "people": 4, "people_helped": 5, "person_minutes": 90 })),
        (trees(&who, 12), json!({ "people": 1, "trees": 12 })),
        (with(trees(&who, 13), json!({ "species": "дуб" })), json!({ "trees": 13, "species": "дуб" })),
        (waste(&who, 2_500), json!({ "people": 2, "grams": 2_500 })),
        (weight("2.5", "kg"), json!({ "grams": 2_500 })),
        (weight("0.0125", "t"), json!({ "grams": 12_500 })),
        (weight("7", "g"), json!({ "grams": 7 })),
        (animals(&who, 3), json!({ "people": 3, "animals": 3 })),
        (with(trees(&who, 9), json!({ "evidence": [photo] })), json!({ "evidence": [photo] })),
        (with(trees(&who, 8), json!({ "companions": [friend] })), json!({ "companions": [friend] })),
        (without(without(trees(&who, 7), "evidence"), "people"), json!(null)),
    ];
    for (deed, expected) in cases {
        let answer = client.ask(&post(format!("{M}/deeds"), &deed));
        if expected.is_null() {
            assert_eq!(answer.status, 400, "{deed}");
            continue;
        }
        let mut logged = answer.expect(201);
        let id = logged["deed_id"].as_str().unwrap().to_owned();
        let location = format!("{M}/deeds/{id}");
        assert_eq!(answer.header("location"), Some(location.as_str()));
        let position = logged["position"].as_u64().unwrap();
        logged.as_object_mut().unwrap().remove("possible_duplicate_of");
        assert_eq!(logged, json!({ "deed_id": id, "position": position, "status": "claimed" }));

        let found = client.json(&location);
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(found[field], *value, "{field} of {found}");
        }
        for field in ["type", "entrant_id", "region", "sector", "done_on"] {
            assert_eq!(found[field], deed[field], "{field} of {found}");
        }
        assert_eq!((&found["deed_id"], &found["status"]), (&json!(id), &json!("claimed")));
        assert_eq!(found["position"], position);
        let history = found["history"].as_array().unwrap();
        assert_eq!((history.len(), &history[0]["position"]), (1, &json!(position)));
    }
}

#[test]
fn a_deed_like_another_one_is_taken_and_verified_only_with_a_reason() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let first = client.log(&trees(&who, 12));
    let second = client.ask(&post(format!("{M}/deeds"), &trees(&who, 12))).expect(201);
    assert_eq!(second["possible_duplicate_of"], first.id);
    let second = second["deed_id"].as_str().unwrap();
    assert_eq!(client.json(&format!("{M}/deeds/{second}"))["possible_duplicate_of"], first.id);
    let refused = client.decide(second, "verify", &json!({}));
    assert_eq!((refused.status, refused.problem().as_str()), (422, "refused"));
    assert_eq!(refused.field_errors(), [("reason".to_owned(), "duplicate-needs-reason".to_owned())]);
    client.decide(second, "verify", &json!({ "reason": "another row" })).expect(200);
    client.decide(&first.id, "verify", &json!({})).expect(200);
}

#[test]
fn after_the_close_no_deed_is_taken_and_those_there_are_still_decided() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let deed = client.log(&trees(&who, 12));
    let closed = client.ask(&post(format!("{M}/close"), &json!({ "reason": "over" })));
    assert_eq!(closed.expect(200), json!({ "position": deed.position + 1, "status": "closed" }));
    let late = client.ask(&post(format!("{M}/deeds"), &trees(&who, 1)));
    assert_eq!((late.status, late.problem().as_str()), (409, "intake-closed"));
    let again = client.ask(&post(format!("{M}/close"), &json!({})));
    assert_eq!((again.status, again.problem().as_str()), (409, "intake-closed"));
    client.decide(&deed.id, "verify", &json!({})).expect(200);
    client.settle();
    assert_eq!(client.json(M)["state"], "closed");
}

#[test]
fn a_correlation_id_is_kept_and_a_false_one_refused() {
    let server = Server::start();
    let mut client = server.client();
    let id = "01907f3c-0000-7000-8000-000000000000";
    let ask = post(format!("{M}/entrants"), &person("Tulip"));
    client.ask(&ask.clone().header("x-correlation-id", id)).expect(201);
    let events = client.ask(&get(format!("{M}/events?from=2"))).lines();
    assert_eq!(events[0]["correlation_id"], id);
    let refused = client.ask(&post(format!("{M}/entrants"), &person("Rose")).header("x-correlation-id", "7"));
    assert_eq!((refused.status, refused.problem().as_str()), (400, "correlation-id-malformed"));
    assert_eq!(client.settle(), 2);
}
