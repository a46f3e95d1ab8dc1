//! No deed is logged from here on; deeds already logged can still be decided.

pub mod v1;

pub use v1::IntakeClosedV1 as IntakeClosed;
