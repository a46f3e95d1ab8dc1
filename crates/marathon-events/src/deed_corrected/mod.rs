//! The figures of a deed were replaced, so it waits for verification again. The stream names the deed.

pub mod v1;

pub use v1::DeedCorrectedV1 as DeedCorrected;
