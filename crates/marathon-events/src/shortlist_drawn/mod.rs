//! The shortlist of a nomination was drawn. The stream is the nomination.

pub mod v1;

pub use v1::ShortlistDrawnV1 as ShortlistDrawn;
