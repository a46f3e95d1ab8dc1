//! A person became a member. The stream is the team, organisation or institution.

pub mod v1;

pub use v1::MemberJoinedV1 as MemberJoined;
