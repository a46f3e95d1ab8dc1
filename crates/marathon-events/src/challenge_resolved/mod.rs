//! The doubt about a deed was decided. The stream names the deed.

pub mod v1;

pub use v1::ChallengeResolvedV1 as ChallengeResolved;
