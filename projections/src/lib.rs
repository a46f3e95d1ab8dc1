//! The read models of a marathon. One folder each: fold, queries, digest, README.
//!
//! ```text
//!  event ──► book ──► change ──► totals
//!            (what a deed    ├──► leaderboards
//!             was and is)    ├──► rankings
//!        │                   └──► queue
//!        └─► judging ─► awards (a function of the views at the freeze, and of judging)
//! ```
//!
//! The book resolves an event into what changed about one deed; the other folds add and subtract. They run in
//! lockstep, so all of them always stand at the same position and can be read together.

#![deny(clippy::float_arithmetic)]

pub mod awards;
pub mod book;
mod difference;
mod digest;
mod indexes;
pub mod judging;
pub mod leaderboards;
pub mod order;
pub mod people;
pub mod queue;
pub mod rankings;
mod tables;
pub mod totals;
mod touched;
mod views;

pub use difference::{
    AwardChange, Between, Both, CAUSES_MAX, Difference, Moment, Move, PlaceMove, Value, difference,
};
pub use tables::Tables;
pub use views::{PROJECTIONS, Views};
