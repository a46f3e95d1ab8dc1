//! What may happen in a marathon: rules, commands and pure decisions.
//!
//! No clock, no randomness, no storage: the time and the id of a command are handed in with it. State at a
//! position is a function of the events up to there and of nothing else.

#![deny(clippy::float_arithmetic)]

mod check;
mod command;
mod decide;
mod refusal;
mod rules;
mod state;

pub use check::RuleProblem;
pub use command::{Action, Command, Correction, Fact, NewDeed, NewEntrant};
pub use decide::Marathon;
pub use refusal::{Refusal, RefusalClass, Refusals};
pub use rules::{DEFAULT_RULES_TOML, RegionNo, Rules, RulesError, SectorNo};
pub use state::{DeedStatus, State};
