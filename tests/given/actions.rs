//! What is asked: `log(trees(12))`, `verify(1)`, `correct(1, people(3))`.

use marathon_domain::{Action, Correction, NewEntrant};
use marathon_events::{EntrantKind, People};

use super::{deeds::Deed, ids};

/// Registers entrant `e<NEW>` of Astana.
pub fn register(kind: EntrantKind, members: Option<u32>) -> NewEntrant {
    let alias = format!("e{}", ids::NEW);
    NewEntrant::new(kind, alias, ids::region("KZ-71"), members.map(People))
}

pub fn log(deed: Deed) -> Action {
    Action::LogDeed(deed.new)
}

pub fn verify(n: u32) -> Action {
    Action::Verify { deed: ids::deed(n), reason: None }
}

pub fn verify_because(n: u32, reason: &str) -> Action {
    Action::Verify { deed: ids::deed(n), reason: Some(reason.into()) }
}

pub fn reject(n: u32) -> Action {
    Action::Reject { deed: ids::deed(n), reason: None }
}

pub fn withdraw(n: u32) -> Action {
    Action::Withdraw { deed: ids::deed(n), reason: None }
}

/// Corrects a deed after a recount.
pub fn correct(n: u32, correction: Correction) -> Action {
    Action::Correct { deed: ids::deed(n), correction, reason: Some("recount".into()) }
}

pub fn close_intake() -> Action {
    Action::CloseIntake { reason: None }
}
