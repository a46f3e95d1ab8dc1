//! The arithmetic of shares, caps, metrics, juries, standings and ties. Whole numbers and exact fractions only;
//! nothing is rounded.
//!
//! No clock, no randomness, no storage, no rules beyond those handed in: whoever hands in the same data, in any
//! order, gets the same answer. The engine, its read models and an independent auditor all count with this crate.

#![deny(clippy::float_arithmetic)]

mod award;
mod bands;
mod caps;
mod flags;
mod fraction;
mod inputs;
mod jury;
mod metric;
mod percentile;
mod rational;
mod shares;
mod shortlist;
mod stored;
mod ties;

pub use award::{Award, Entry, Outcome};
pub use bands::{FULL_RATE_BPS, through_bands};
pub use caps::{Caps, CountedDeed, CreditedDeed, Cut, Record};
pub use flags::{COMMON_ENTRIES_MIN, Flag};
pub use fraction::Fraction;
pub use inputs::{Entrant, Gone, InputError, NominationInputs};
pub use jury::{Judge, JudgeId, JuryStanding, Score, total_of};
pub use metric::{Measured, measure};
pub use rational::Rational;
pub use shares::{share, shares};
pub use shortlist::shortlist;
pub use ties::{Link, draw};
