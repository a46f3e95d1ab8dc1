//! Trees planted.

pub mod v1;

pub use v1::TreesPlantedV1 as TreesPlanted;
