//! What the vault held about a principal was erased. The stream is the principal.

pub mod v1;

pub use v1::PersonalDataErasedV1 as PersonalDataErased;
