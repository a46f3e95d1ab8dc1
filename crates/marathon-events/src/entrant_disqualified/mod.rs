//! An entrant does not compete any more, by decision. The stream is the entrant.

pub mod v1;

pub use v1::EntrantDisqualifiedV1 as EntrantDisqualified;
