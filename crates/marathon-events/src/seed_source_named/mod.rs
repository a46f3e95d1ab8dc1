//! It is public from now on where the bytes that draws lots come from. The stream is the marathon.

pub mod v1;

pub use v1::SeedSourceNamedV1 as SeedSourceNamed;
