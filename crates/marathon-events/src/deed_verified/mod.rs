//! A deed was checked and found true. The stream names the deed.

pub mod v1;

pub use v1::DeedVerifiedV1 as DeedVerified;
