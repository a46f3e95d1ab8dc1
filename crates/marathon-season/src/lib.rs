//! The demonstration season: a plan of who registers, logs, verifies, rejects, withdraws and corrects what in
//! the marathon of 2024, ending every published day exactly at the published counters.
//!
//! Pure: rules, a seed and a scale in, the same steps out on every machine. Entrants and deeds are numbered in
//! the order in which they appear; whoever plays the plan to an engine puts the engine's ids in their place.
//! Everyone and everything in it is invented; only the counters are not.

mod calendar;
mod ceremony;
mod challenges;
mod counters;
mod deeds;
mod figures;
mod inseparable;
mod moderation;
mod names;
mod panel;
mod people;
mod plan;
mod pools;
mod principals;
mod random;
mod share_out;
mod step;
mod texts;
mod themes;

pub use ceremony::{Act, Ceremony, Dispute};
pub use counters::{COUNTERS, Counter, Quantities};
pub use plan::{Season, Steps};
pub use step::{PlannedDeed, Step, What};
