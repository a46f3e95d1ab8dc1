//! What may happen: given what happened, when a command comes, then this happens or is refused.

mod appeals;
mod challenges;
mod corrections;
mod days;
mod deeds;
mod field;
mod judging;
mod look_alikes;
mod opening;
mod people;
mod registration;
mod results;
mod roles;
mod rollback;
mod spec;
mod statuses;
