//! What may happen in a marathon: rules, commands and pure decisions.
//!
//! No clock, no randomness, no storage: the time and the id of a command are handed in with it. State at a
//! position is a function of the events up to there and of nothing else.

#![deny(clippy::float_arithmetic)]

mod appeals;
mod case;
mod challenges;
mod check;
mod checks;
mod command;
mod decide;
mod deeds;
mod entrants;
mod field;
mod judging;
mod refusal;
mod refusal_class;
mod results;
mod roles;
mod rules;
mod state;
mod step;

pub use appeals::AppealAction;
pub use challenges::ChallengeAction;
pub use command::{Action, Command, Correction, Fact, NewDeed, NewEntrant, Occasion};
pub use decide::Marathon;
pub use entrants::{EntrantAction, ProfileChange};
pub use field::FieldAction;
pub use judging::JudgingAction;
pub use refusal::{Refusal, Refusals};
pub use refusal_class::RefusalClass;
pub use results::{NewResult, ResultAction};
pub use roles::RoleAction;
pub use rules::{DEFAULT_RULES_TOML, RegionNo, Rules, RulesError, SectorNo};
pub use state::{DeedStatus, State};
pub use step::Step;
