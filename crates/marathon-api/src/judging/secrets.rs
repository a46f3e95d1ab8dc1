//! Points before judging closes: they lie in the vault under the judge's own key, and the history has the commitment of
//! the vault, which is the commitment of the score.

use std::sync::Arc;

use axum::http::StatusCode;
use marathon_accounts::{
    Vault, VaultError,
    vault::{Commitment, Opened, PayloadPlace, Subject},
};
use marathon_events::{EntrantId, Hmac, Position, PrincipalId, Salt, Timestamp, scores_opened::OpenedScore};

use crate::{
    App, Marathon, Problem,
    access::fill,
    private::{POINTS_V1, refers},
};

fn place(judge: PrincipalId, commitment: Hmac) -> PayloadPlace {
    PayloadPlace { subject: Subject(judge.0), commitment: Commitment(commitment.0) }
}

async fn in_vault<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Vault) -> Result<T, VaultError> + Send + 'static,
) -> Result<T, Problem> {
    let missing = || Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no-vault");
    let vault = Arc::clone(app.access.vault.as_ref().ok_or_else(missing)?);
    let done = tokio::task::spawn_blocking(move || work(&vault)).await;
    done.map_err(|_| Problem::internal())?.map_err(|error| {
        tracing::error!(%error, "the vault could not be used");
        Problem::later("store-unavailable")
    })
}

/// Points that were stored.
pub(super) struct Sealed {
    /// What the history learns of them.
    pub(super) commitment: Hmac,
    /// Equal for equal points of this judge, whatever the salt, and no help to anybody who would try out which they are.
    pub(super) print: [u8; 32],
}

/// Stores points before anything about them is in the history.
pub(super) async fn seal(
    app: &App,
    judge: PrincipalId,
    points: &[u32],
    now: Timestamp,
) -> Result<Sealed, Problem> {
    let canonical = serde_json::to_vec(points).unwrap_or_else(|_| unreachable!("numbers serialise"));
    let seal = move |vault: &Vault| {
        let subject = Subject(judge.0);
        let commitment = vault.seal(subject, POINTS_V1, &canonical, now, &mut fill)?;
        let print = vault.fingerprint(subject, &canonical, &mut fill)?;
        Ok(Sealed { commitment: Hmac(commitment.0), print })
    };
    in_vault(app, seal).await
}

/// Whether the event at a position has the commitment. One that was recorded before may be this very one, if its first answer
/// was lost on the way.
pub(super) async fn is_recorded(
    marathon: &Marathon,
    position: Position,
    judge: PrincipalId,
    commitment: Hmac,
) -> Result<bool, Problem> {
    refers(marathon, position, place(judge, commitment)).await
}

/// The history has the commitment, or will never have it.
pub(super) async fn settle(
    app: &App,
    judge: PrincipalId,
    commitment: Hmac,
    recorded: bool,
) -> Result<(), Problem> {
    let place = place(judge, commitment);
    let settle = move |vault: &Vault| match recorded {
        true => vault.confirm(place),
        false => vault.remove_unconfirmed(place),
    };
    in_vault(app, settle).await.map(drop)
}

/// What a judge gave; `None` of each score that is not there any more.
pub(super) async fn open(
    app: &App,
    judge: PrincipalId,
    scores: Vec<(EntrantId, Hmac)>,
) -> Result<Vec<(EntrantId, Option<OpenedScore>)>, Problem> {
    let open = move |vault: &Vault| {
        let one = |(entrant_id, commitment): (EntrantId, Hmac)| {
            let opened = vault.open(place(judge, commitment))?;
            let Opened::Here { plaintext, salt, .. } = opened else { return Ok((entrant_id, None)) };
            let points = serde_json::from_slice(&plaintext).ok();
            let score = points.map(|points| OpenedScore { entrant_id, points, salt: Salt(*salt) });
            Ok((entrant_id, score))
        };
        scores.into_iter().map(one).collect()
    };
    in_vault(app, open).await
}
