//! What may happen: given what happened, when a command comes, then this happens or is refused.

mod corrections;
mod days;
mod deeds;
mod look_alikes;
mod opening;
mod registration;
mod rollback;
mod spec;
mod statuses;
