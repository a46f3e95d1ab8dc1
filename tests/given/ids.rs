//! Ids, days and photos that follow from small numbers and texts.

use marathon_events::{
    AppealId, Day, DeedId, EntrantId, Evidence, PrincipalId, RegionCode, Sha256Hash, StreamId, Timestamp,
};
use uuid::Uuid;

/// The number of whatever a command under test creates; greater than any number given before.
pub const NEW: u32 = 9_999;

fn id(family: u128, n: u32) -> Uuid {
    Uuid::from_u128(0x0190_8000_0000_7000_8000_0000_0000_0000 | family << 32 | u128::from(n))
}

/// The stream of the marathon itself.
pub fn marathon() -> StreamId {
    StreamId(id(0, 0))
}

/// Entrant `n`.
pub fn entrant(n: u32) -> EntrantId {
    EntrantId(id(1, n))
}

/// Deed `n`.
pub fn deed(n: u32) -> DeedId {
    DeedId(id(2, n))
}

/// Principal `n`.
pub fn principal(n: u32) -> PrincipalId {
    PrincipalId(id(3, n))
}

/// Appeal `n`.
pub fn appeal(n: u32) -> AppealId {
    AppealId(id(4, n))
}

/// The stream of a nomination.
pub fn nomination(name: &str) -> StreamId {
    StreamId::of_nomination(marathon(), name)
}

/// A day as `2024-07-14`.
pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A moment in RFC 3339.
pub fn moment(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap()
}

/// A region as `KZ-71`.
pub fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

/// The hash of photo `n`.
pub fn photo_hash(n: u8) -> Sha256Hash {
    Sha256Hash([n; 32])
}

/// Photo `n`, not public.
pub fn photo(n: u8) -> Evidence {
    Evidence { sha256: photo_hash(n), url: None }
}
