//! Somebody entered the marathon. The stream is the entrant.

pub mod v1;
pub mod v2;

pub use v2::{AgeClass, EntrantRegisteredV2 as EntrantRegistered};

/// Accounts and ages were not recorded before.
#[must_use]
pub fn v1_to_v2(old: v1::EntrantRegisteredV1) -> v2::EntrantRegisteredV2 {
    v2::EntrantRegisteredV2 {
        kind: old.kind,
        alias: old.alias,
        region: old.region,
        members: old.members,
        owner: None,
        age: None,
        guardian_consent: false,
        silver: false,
    }
}
