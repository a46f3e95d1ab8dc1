//! Points before judging closes: they lie in the vault under the judge's own key, and the history has the commitment of
//! the vault, which is the commitment of the score.

use std::sync::Arc;

use axum::http::StatusCode;
use marathon_accounts::{
    Vault, VaultError,
    vault::{Commitment, Opened, PayloadPlace, Subject},
};
use marathon_events::{EntrantId, Hmac, PrincipalId, Salt, Timestamp, scores_opened::OpenedScore};

use crate::{App, Problem, access::fill, private::POINTS_V1};

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

/// Stores points before anything about them is in the history. Gives the commitment to them.
pub(super) async fn seal(
    app: &App,
    judge: PrincipalId,
    points: &[u32],
    now: Timestamp,
) -> Result<Hmac, Problem> {
    let canonical = serde_json::to_vec(points).unwrap_or_else(|_| unreachable!("numbers serialise"));
    let seal = move |vault: &Vault| vault.seal(Subject(judge.0), POINTS_V1, &canonical, now, &mut fill);
    Ok(Hmac(in_vault(app, seal).await?.0))
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
