//! An entrant does not compete any more, of its own will. The stream is the entrant.

pub mod v1;

pub use v1::EntrantWithdrawnV1 as EntrantWithdrawn;
