//! Waste collected.

pub mod v1;
pub mod v2;

pub use v2::WasteCollectedV2 as WasteCollected;

/// Kilograms become grams; nothing else changed.
#[must_use]
pub fn v1_to_v2(old: v1::WasteCollectedV1) -> v2::WasteCollectedV2 {
    v2::WasteCollectedV2 {
        entrant_id: old.entrant_id,
        region: old.region,
        sector: old.sector,
        done_on: old.done_on,
        people: old.people,
        companions: old.companions,
        evidence: old.evidence,
        possible_duplicate_of: None,
        grams: crate::Grams(u64::from(old.kilograms) * 1_000),
    }
}
