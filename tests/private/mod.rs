//! Personal data, end to end: told, read by who may, erased; and what is left of it afterwards, which must be nothing.

mod awarded;
mod erasing;
mod promise;
mod reading;
mod settling;
mod telling;

use marathon_accounts::vault::Payload;
use serde_json::{Value, json};

use crate::support::{
    client::{Client, get},
    given::{M, person, with},
    server::Server,
};

/// A person who tells who they are.
pub fn telling(alias: &str, private: Value) -> Value {
    with(person(alias), json!({ "private": private }))
}

/// All that may be told of a person.
pub fn aigul() -> Value {
    json!({ "name": "Айгүл Серікқызы", "contact": "+7 701 000 00 01", "birth_date": "2011-03-08",
        "guardian": { "name": "Серік Омаров", "contact": "serik@example.kz" }, "consent": "2026-01" })
}

/// Everything in the vault, and whether it was confirmed.
pub fn kept(server: &Server) -> Vec<(Payload, bool)> {
    server.accounts().store().payloads(None, 1_000).unwrap()
}

/// The event at a position.
pub fn event(client: &mut Client, position: u64) -> Value {
    client.ask(&get(format!("{M}/events?from={position}&limit=1"))).lines().remove(0)
}

/// The id of whoever a client is for.
pub fn principal(client: &mut Client) -> String {
    client.json("/v1/me")["principal"].as_str().unwrap().to_owned()
}
