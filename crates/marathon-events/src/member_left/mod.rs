//! A person is no member any more. The stream is the team, organisation or institution.

pub mod v1;

pub use v1::MemberLeftV1 as MemberLeft;
