//! A judge scored an entry, or scored it anew; the points are secret until judging closes. The stream is
//! the nomination.

pub mod v1;

pub use v1::ScoreGivenV1 as ScoreGiven;
