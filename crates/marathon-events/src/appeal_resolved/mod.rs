//! An appeal was decided. The stream is the appeal.

pub mod v1;

pub use v1::AppealResolvedV1 as AppealResolved;
