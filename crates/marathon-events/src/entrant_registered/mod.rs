//! Somebody entered the marathon. The stream is the entrant.

pub mod v1;

pub use v1::EntrantRegisteredV1 as EntrantRegistered;
