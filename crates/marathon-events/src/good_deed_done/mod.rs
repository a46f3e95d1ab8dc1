//! Help given to people.

pub mod v1;

pub use v1::GoodDeedDoneV1 as GoodDeedDone;
