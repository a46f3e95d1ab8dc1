//! The rules were replaced before the first score. The stream is the marathon.

pub mod v1;

pub use v1::RulesAmendedV1 as RulesAmended;
