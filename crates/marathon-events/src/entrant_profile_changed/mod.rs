//! What an entrant tells about itself changed. The stream is the entrant.

pub mod v1;

pub use v1::EntrantProfileChangedV1 as EntrantProfileChanged;
