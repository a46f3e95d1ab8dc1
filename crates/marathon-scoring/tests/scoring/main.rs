//! Awards worked out by hand, and properties that hold for all of them.

#![deny(clippy::float_arithmetic)]

mod caps;
mod flags;
mod given;
mod juries;
mod panels;
mod properties;
mod refused;
mod shortlists;
mod ties;
