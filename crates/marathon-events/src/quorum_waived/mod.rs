//! An entry may have a place with fewer scores than the quorum. The stream is the nomination.

pub mod v1;

pub use v1::QuorumWaivedV1 as QuorumWaived;
