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
pub(crate) use keep::{Parcel, submit_with};
pub use settle::{NotSettled, Settled, settle_private};
pub(crate) use told::{DEED_PRIVATE, ENTRANT_PRIVATE, ToldOfDeed, ToldOfEntrant};

use std::sync::Arc;

use axum::http::StatusCode;
use marathon_accounts::{Accounts, Vault, VaultError};

use crate::{App, Problem};

/// Version of what is told of an entrant, as it is sealed. A version never changes its meaning; the next one goes below.
pub(crate) const ENTRANT_V1: u32 = 1;
/// Version of what is told of a deed, as it is sealed.
pub(crate) const DEED_V1: u32 = 2;
/// Version of a judge's points, as they are sealed: a JSON array in the order of the criteria.
pub(crate) const POINTS_V1: u32 = 3;

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
