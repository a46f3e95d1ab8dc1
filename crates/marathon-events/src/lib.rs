//! Every event of a marathon that was ever persisted: versions, envelope, ids, units, upcasters, catalogue.
//!
//! This crate depends on nothing of the project: what is stored outlives what reads it.

#![deny(clippy::float_arithmetic)]

pub mod animals_helped;
pub mod appeal_lodged;
pub mod appeal_resolved;
pub mod award_decided;
mod canonical;
pub mod catalogue;
pub mod challenge_resolved;
mod deed;
pub mod deed_challenged;
pub mod deed_corrected;
pub mod deed_rejected;
pub mod deed_verified;
pub mod deed_withdrawn;
pub mod entrant_disqualified;
pub mod entrant_profile_changed;
pub mod entrant_registered;
pub mod entrant_withdrawn;
mod envelope;
pub mod field_frozen;
pub mod good_deed_done;
mod hex;
mod ids;
pub mod intake_closed;
pub mod judge_assigned;
pub mod judge_recused;
pub mod judging_closed;
pub mod marathon_opened;
pub mod member_joined;
pub mod member_left;
pub mod personal_data_erased;
pub mod publication_announced;
pub mod quorum_waived;
pub mod result_amended;
pub mod results_published;
mod role;
pub mod role_granted;
pub mod role_revoked;
pub mod rules_amended;
pub mod score_given;
pub mod scores_opened;
pub mod seed_recorded;
pub mod seed_source_named;
pub mod shortlist_drawn;
mod time;
pub mod trees_planted;
mod values;
pub mod waste_collected;

pub use catalogue::Event;
pub use deed::DeedFacts;
pub use envelope::{Commitment, DecodeError, LeafHash, Recorded};
pub use hex::{Hmac, Salt, Seed, Sha256Hash};
pub use ids::{AppealId, DeedId, EntrantId, EventId, Position, PrincipalId, Revision, StreamId};
pub use role::Role;
pub use time::{Day, Timestamp};
pub use values::{
    Animals, BasisPoints, DeedKind, EntrantKind, Evidence, Figures, Grams, People, PersonMinutes, RegionCode,
    Sector, Trees,
};
