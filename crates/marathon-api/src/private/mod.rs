//! Personal data: told with a command, kept in the vault, never in the history.
//!
//! ```text
//!  body ─► seal in the vault ─► command with the commitment ─► confirm
//!              │                      │ refused, or told before: removed again
//!              └── died in between ───┴─► settle: looked up in the history, confirmed or removed
//! ```

mod entrant;
pub(crate) mod erase;
mod keep;
pub(crate) mod read;
mod settle;
mod told;

pub(crate) use entrant::{new_subject, subject_of};
pub(crate) use keep::{Parcel, refers, submit_with};
pub use settle::{NotSettled, Settled, settle_private};
pub(crate) use told::{DEED_PRIVATE, ENTRANT_PRIVATE, ToldOfDeed, ToldOfEntrant};

use std::sync::Arc;

use axum::http::StatusCode;
use marathon_accounts::{
    Accounts, Vault, VaultError,
    vault::{Commitment, PayloadPlace, Subject},
};
use marathon_events::{Event, Recorded};

use crate::{App, Problem};

/// Version of what is told of an entrant, as it is sealed. A version never changes its meaning; the next one goes below.
pub(crate) const ENTRANT_V1: u32 = 1;
/// Version of what is told of a deed, as it is sealed.
pub(crate) const DEED_V1: u32 = 2;
/// Version of points of a judge, as they are sealed until judging closes: a JSON array.
pub(crate) const POINTS_V1: u32 = 3;
/// Every version there is. What is not known here is nobody's to remove.
const ALL: [u32; 3] = [ENTRANT_V1, DEED_V1, POINTS_V1];

/// The payload an event commits to.
pub(crate) fn payload_of(event: &Recorded) -> Option<PayloadPlace> {
    let (subject, commitment) = match (&event.event, event.private) {
        (Event::ScoreGiven(given), _) => (given.judge.0, given.commitment),
        (_, Some(private)) => (private.subject, private.commitment),
        (_, None) => return None,
    };
    Some(PayloadPlace { subject: Subject(subject), commitment: Commitment(commitment.0) })
}

/// The vault, where there is a key for it.
pub(crate) fn vault(app: &App) -> Result<Arc<Vault>, Problem> {
    app.access.vault.clone().ok_or_else(|| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no-vault"))
}

/// Asks the vault on a thread that may block.
pub(crate) async fn in_vault<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Vault, &Accounts) -> Result<T, VaultError> + Send + 'static,
) -> Result<T, Problem> {
    let (vault, accounts) = (vault(app)?, Arc::clone(&app.access.accounts));
    let done = tokio::task::spawn_blocking(move || work(&vault, &accounts)).await;
    done.map_err(|_| Problem::internal())?.map_err(|error| {
        tracing::warn!(%error, "personal data cannot be reached");
        Problem::later("store-unavailable")
    })
}
