//! What clients were promised, and whether a history keeps it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::SMALL;
use crate::support::{
    client::{Answer, Ask, post},
    given::{trees, with},
};

/// Trees of a deed go up to this; the rules take somewhat more.
const TREES_MAX: u64 = 4_000;
/// People on a deed go up to this, as the rules have it.
const PEOPLE_MAX: u64 = 1_000;
/// Writers at once. Each of them has numbers for some 28 000 deeds.
const WRITERS_MAX: u64 = 128;

/// An answer that a client got.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    deed: String,
    position: u64,
}

impl Promise {
    /// What a deed that was taken is answered with.
    #[track_caller]
    pub fn of(answer: &Answer) -> Self {
        let body = answer.expect(201);
        let deed = body["deed_id"].as_str().unwrap().to_owned();
        Self { deed, position: body["position"].as_u64().unwrap() }
    }
}

/// Promises by idempotency key.
#[derive(Debug, Default)]
pub struct Ledger(BTreeMap<String, Promise>);

impl Ledger {
    /// Notes an answer. The same key must never be answered in two ways.
    pub fn note(&mut self, key: &str, promise: Promise) {
        let earlier = self.0.insert(key.to_owned(), promise.clone());
        assert!(earlier.as_ref().is_none_or(|e| *e == promise), "{key} was {earlier:?}, now {promise:?}");
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The last position promised.
    pub fn last(&self) -> u64 {
        self.0.values().map(|promise| promise.position).max().unwrap_or_default()
    }

    pub fn keys(&self) -> impl Iterator<Item = (&String, &Promise)> {
        self.0.iter()
    }

    /// Takes over what another client was promised.
    pub fn add(&mut self, other: Self) {
        for (key, promise) in other.0 {
            self.note(&key, promise);
        }
    }

    /// Every promise is in the history once, where and as it was given; the history has no holes, no wrong hashes,
    /// and `deeds` deeds: none is there that nobody sent, and no key made two.
    pub fn check(&self, export: &[Value], deeds: usize) {
        let mut places = BTreeMap::new();
        let mut events = BTreeSet::new();
        for (position, line) in export.iter().enumerate() {
            assert_eq!(line["position"], position, "a hole before {line}");
            let entry = line["entry"].as_str().unwrap();
            let hash = Sha256::new().chain_update([0]).chain_update(entry).finalize();
            let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(line["leaf_hash"], hash);
            assert!(events.insert(line["event_id"].to_string()), "twice: {line}");
            let told: Value = serde_json::from_str(entry).unwrap();
            assert_eq!((&told["position"], &told["data"]), (&line["position"], &line["data"]));
            if line["type"] == "trees-planted" {
                let trees = told["data"]["trees"].as_u64().unwrap();
                let people = told["data"]["people"].as_u64().unwrap();
                let stream = line["stream"].as_str().unwrap().to_owned();
                let earlier = places.insert((people, trees), (stream, position as u64));
                assert!(earlier.is_none(), "logged twice, at {earlier:?} and {position}");
            }
        }
        for (key, promise) in &self.0 {
            let expected = (promise.deed.clone(), promise.position);
            assert_eq!(places.get(&number_of(key)), Some(&expected), "{key}: {promise:?}");
        }
        assert_eq!(places.len(), deeds);
        assert_eq!(self.0.len(), deeds, "every deed in the history was promised to somebody");
    }
}

/// The key of deed `n` of a writer.
pub fn key_of(writer: usize, n: u64) -> String {
    format!("{writer}/{n}")
}

/// People and trees of a deed, which tell it from every other.
fn number_of(key: &str) -> (u64, u64) {
    let (writer, n) = key.split_once('/').unwrap();
    let (writer, n) = (writer.parse::<u64>().unwrap(), n.parse::<u64>().unwrap());
    let people = 1 + writer + WRITERS_MAX * (n / TREES_MAX);
    assert!(writer < WRITERS_MAX && people <= PEOPLE_MAX, "{key} has no number of its own");
    (people, 1 + n % TREES_MAX)
}

/// The deed of this key, as it is sent.
pub fn deed(who: &str, key: &str) -> Ask {
    let (people, number) = number_of(key);
    post(format!("{SMALL}/deeds"), &with(trees(who, number), json!({ "people": people }))).key(key)
}
