//! Every event of a marathon that was ever persisted: versions, envelope, ids, units, upcasters, catalogue.
//!
//! This crate depends on nothing of the project: what is stored outlives what reads it.

#![deny(clippy::float_arithmetic)]

pub mod animals_helped;
mod canonical;
pub mod catalogue;
mod deed;
pub mod deed_corrected;
pub mod deed_rejected;
pub mod deed_verified;
pub mod deed_withdrawn;
pub mod entrant_registered;
mod envelope;
pub mod good_deed_done;
mod ids;
pub mod intake_closed;
pub mod marathon_opened;
mod time;
pub mod trees_planted;
mod values;
pub mod waste_collected;

pub use catalogue::Event;
pub use deed::DeedFacts;
pub use envelope::{DecodeError, LeafHash, Recorded};
pub use ids::{DeedId, EntrantId, EventId, Position, Revision, StreamId};
pub use time::{Day, Timestamp};
pub use values::{
    Animals, BasisPoints, DeedKind, EntrantKind, Evidence, Figures, Grams, People, PersonMinutes, RegionCode,
    Sector, Sha256Hash, Trees,
};
