//! A deed was checked and refused. The stream names the deed.

pub mod v1;

pub use v1::DeedRejectedV1 as DeedRejected;
