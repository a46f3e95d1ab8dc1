//! The audit of whole histories.

mod awards;
mod edits;
mod forbidden;
mod given;
mod golden;
mod lines;
mod season;
