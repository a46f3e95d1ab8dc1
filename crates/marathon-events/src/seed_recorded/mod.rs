//! The bytes that draw lots are known. The stream is the marathon.

pub mod v1;

pub use v1::SeedRecordedV1 as SeedRecorded;
