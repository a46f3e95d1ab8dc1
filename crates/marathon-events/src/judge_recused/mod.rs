//! A judge must not score an entry. The stream is the nomination.

pub mod v1;

pub use v1::{JudgeRecusedV1 as JudgeRecused, RecusalGround};
