//! A deed was taken back. The stream names the deed.

pub mod v1;

pub use v1::DeedWithdrawnV1 as DeedWithdrawn;
