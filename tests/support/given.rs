//! Entrants and deeds as requests, and the writes that suites begin with.

use serde_json::{Value, json};

use super::client::{Answer, Client, post};

/// The small season.
pub const M: &str = "/v1/marathons/small";

pub fn person(alias: &str) -> Value {
    json!({ "kind": "person", "alias": alias, "region": "KZ-71" })
}

pub fn team(alias: &str, members: u32) -> Value {
    json!({ "kind": "team", "alias": alias, "region": "KZ-75", "members": members })
}

/// Trees planted by this entrant, alone, in Astana on 14 July.
pub fn trees(entrant: &str, trees: u64) -> Value {
    json!({ "type": "trees-planted", "entrant_id": entrant, "region": "KZ-71", "sector": "ecological",
        "done_on": "2024-07-14", "people": 1, "trees": trees, "evidence": [] })
}

pub fn waste(entrant: &str, grams: u64) -> Value {
    json!({ "type": "waste-collected", "entrant_id": entrant, "region": "KZ-75", "sector": "ecological",
        "done_on": "2024-07-15", "people": 2, "grams": grams, "evidence": [] })
}

pub fn animals(entrant: &str, animals: u64) -> Value {
    json!({ "type": "animals-helped", "entrant_id": entrant, "region": "KZ-10", "sector": "animal-protection",
        "done_on": "2024-07-16", "people": 3, "animals": animals, "evidence": [] })
}

pub fn help(entrant: &str, helped: u64, minutes: u64) -> Value {
    json!({ "type": "good-deed-done", "entrant_id": entrant, "region": "KZ-71", "sector": "social",
        "done_on": "2024-07-17", "people": 4, "people_helped": helped, "person_minutes": minutes,
        "evidence": [] })
}

/// The same value with these fields instead.
pub fn with(mut value: Value, fields: Value) -> Value {
    let fields = fields.as_object().unwrap().clone();
    value.as_object_mut().unwrap().extend(fields);
    value
}

/// The same value without this field.
pub fn without(mut value: Value, field: &str) -> Value {
    value.as_object_mut().unwrap().remove(field).unwrap();
    value
}

/// A deed that is in the history.
#[derive(Clone, Debug)]
pub struct Logged {
    pub id: String,
    pub position: u64,
}

impl Client {
    /// Registers an entrant and gives its id.
    #[track_caller]
    pub fn register(&mut self, entrant: &Value) -> String {
        let body = self.ask(&post(format!("{M}/entrants"), entrant)).expect(201);
        body["entrant_id"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn log(&mut self, deed: &Value) -> Logged {
        let body = self.ask(&post(format!("{M}/deeds"), deed)).expect(201);
        Logged {
            id: body["deed_id"].as_str().unwrap().to_owned(),
            position: body["position"].as_u64().unwrap(),
        }
    }

    /// Decides about a deed: `verify`, `reject`, `withdraw` or `correct`.
    #[track_caller]
    pub fn decide(&mut self, deed: &str, decision: &str, body: &Value) -> Answer {
        self.ask(&post(format!("{M}/deeds/{deed}/{decision}"), body))
    }

    /// Logs a deed and verifies it; gives the position of the verification.
    #[track_caller]
    pub fn log_verified(&mut self, deed: &Value) -> u64 {
        let deed = self.log(deed);
        let verified = self.decide(&deed.id, "verify", &json!({ "reason": "seen" })).expect(200);
        verified["position"].as_u64().unwrap()
    }

    /// Position of the last event of the small season.
    #[track_caller]
    pub fn head(&mut self) -> u64 {
        self.json(M)["head"].as_u64().unwrap()
    }

    /// Waits until everything written so far can be read.
    #[track_caller]
    pub fn settle(&mut self) -> u64 {
        let head = self.head();
        self.json(&format!("{M}/totals?at_least={head}"));
        head
    }
}
