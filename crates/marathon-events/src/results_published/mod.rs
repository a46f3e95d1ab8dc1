//! Results were published. The stream is the marathon.

pub mod v1;

pub use v1::{PublishedResult, ResultsPublishedV1 as ResultsPublished};
