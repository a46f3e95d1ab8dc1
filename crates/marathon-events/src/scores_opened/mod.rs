//! The points a judge gave in a nomination are public. The stream is the nomination.

pub mod v1;

pub use v1::{OpenedScore, ScoresOpenedV1 as ScoresOpened};
