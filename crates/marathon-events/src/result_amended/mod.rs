//! The award of a nomination was decided anew after an appeal; the first one stays in the history. The
//! stream is the nomination.

pub mod v1;

pub use v1::ResultAmendedV1 as ResultAmended;
