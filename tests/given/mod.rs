//! What suites begin with: ids, deeds, facts and histories in the words of the marathon.

pub mod actions;
pub mod deeds;
pub mod facts;
pub mod history;
pub mod ids;
pub mod random;
pub mod rules;
pub mod season;
