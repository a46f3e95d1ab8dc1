//! Animals helped.

pub mod v1;

pub use v1::AnimalsHelpedV1 as AnimalsHelped;
