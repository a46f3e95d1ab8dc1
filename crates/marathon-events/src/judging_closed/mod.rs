//! No score is given or changed from here on. The stream is the marathon.

pub mod v1;

pub use v1::JudgingClosedV1 as JudgingClosed;
