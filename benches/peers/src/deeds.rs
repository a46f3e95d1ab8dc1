//! The event that every side makes durable: number in, deed out, about 290 bytes of JSON.

use std::io::Write;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A deed, as a client of the product sends it and as peers store it.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct Deed {
    #[serde(rename = "type")]
    kind: String,
    entrant_id: Uuid,
    region: String,
    sector: String,
    done_on: String,
    people: u64,
    evidence: [Photo; 1],
    people_helped: u64,
    person_minutes: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
struct Photo {
    sha256: String,
}

/// The most minutes of a deed.
pub(crate) const MINUTES_MAX: u64 = 5_999;

/// The deed of this number, of one of these entrants. Every photo is a new one.
pub(crate) fn deed(no: u64, entrants: &[Uuid]) -> Deed {
    let random = mix(no);
    let photo = (0..4).map(|part| format!("{:016x}", mix(no.wrapping_mul(4).wrapping_add(part)))).collect();
    Deed {
        kind: "good-deed-done".to_owned(),
        entrant_id: entrants[no as usize % entrants.len()],
        region: "KZ-75".to_owned(),
        sector: "social".to_owned(),
        done_on: format!("2024-{:02}-{:02}", 8 + random % 3, 1 + (random >> 8) % 30),
        people: 1 + (random >> 16) % 9,
        evidence: [Photo { sha256: photo }],
        people_helped: 1 + (random >> 24) % 49,
        person_minutes: 1 + (random >> 32) % MINUTES_MAX,
    }
}

/// Its JSON.
pub(crate) fn json(no: u64, entrants: &[Uuid]) -> Vec<u8> {
    serde_json::to_vec(&deed(no, entrants)).unwrap_or_else(|e| unreachable!("a deed is JSON: {e}"))
}

/// Invented entrants, for stores that know of none.
pub(crate) fn entrants() -> Vec<Uuid> {
    (0..1_024).map(|_| Uuid::now_v7()).collect()
}

/// Mixes a number well: the same in, the same out, and neighbours end up far apart.
pub(crate) fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Writes a number in digits.
pub(crate) fn write_number(number: u64, out: &mut Vec<u8>) {
    let _ = write!(out, "{number}");
}
