//! A judge is to score entries of a nomination. The stream is the nomination.

pub mod v1;

pub use v1::JudgeAssignedV1 as JudgeAssigned;
