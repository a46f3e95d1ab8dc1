//! Somebody appeals against a result. The stream is the appeal.

pub mod v1;

pub use v1::AppealLodgedV1 as AppealLodged;
