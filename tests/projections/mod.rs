//! What views say: given events, expected answers, whatever way the events arrived; and naive models of the same
//! answers that look at every deed.

mod active;
mod answers;
mod awards;
mod boards;
mod delivery;
mod group_deeds;
mod judging;
pub mod naive;
mod nominations;
mod people;
mod properties;
mod queue;
mod totals;
