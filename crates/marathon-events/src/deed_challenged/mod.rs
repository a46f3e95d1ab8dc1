//! Somebody doubts a verified deed; it does not count until that is resolved. The stream names the deed.

pub mod v1;

pub use v1::DeedChallengedV1 as DeedChallenged;
