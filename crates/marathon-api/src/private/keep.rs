//! From what was told to an event that commits to it.

use std::{ops::ControlFlow, sync::Arc};

use axum::http::{HeaderMap, StatusCode};
use marathon_accounts::{
    Fill, Vault, VaultError,
    vault::{PayloadPlace, Subject},
};
use marathon_domain::Action;
use marathon_engine::{Accepted, Answer, EngineError, decode_event};
use marathon_events::{Commitment, Hmac, Position, Timestamp};
use marathon_log::EventLog;
use serde::Serialize;

use super::{in_vault, payload_of};
use crate::{
    App, Caller, Marathon, Problem, access,
    operation::{self, accepted, fingerprint},
    reading::damaged,
};

/// What was told, ready to be sealed.
pub(crate) struct Parcel {
    subject: Subject,
    schema: u32,
    plaintext: Vec<u8>,
}

/// What was sealed.
struct Sealed {
    place: PayloadPlace,
    /// Equal for equal texts, whatever the salt.
    print: [u8; 32],
}

impl Parcel {
    pub(crate) fn of<T: Serialize>(subject: Subject, schema: u32, told: &T) -> Self {
        // Writing to memory fails only if a Serialize impl does, and none of ours can.
        let plaintext = serde_json::to_vec(told).unwrap_or_else(|_| unreachable!("what was told serialises"));
        Self { subject, schema, plaintext }
    }

    fn seal(&self, vault: &Vault, now: Timestamp, fill: &mut Fill<'_>) -> Result<Sealed, VaultError> {
        let Self { subject, schema, plaintext } = self;
        let commitment = vault.seal(*subject, *schema, plaintext, now, fill)?;
        let print = vault.fingerprint(*subject, plaintext, fill)?;
        Ok(Sealed { place: PayloadPlace { subject: *subject, commitment }, print })
    }
}

/// Submits a command of this caller with what was told beside it. `asked` is the rest of the request: with the same key it
/// must be the same again, and so must be what was told, while the salt never is.
pub(crate) async fn submit_with<T: Serialize>(
    app: &App,
    marathon: &Marathon,
    headers: &HeaderMap,
    caller: Caller,
    action: Action,
    (what, asked): (&str, &T),
    parcel: Parcel,
) -> Result<Accepted, Problem> {
    if is_erased(app, parcel.subject) {
        return Err(Problem::new(StatusCode::CONFLICT, "was-erased"));
    }
    let now = (app.now)();
    let sealed = in_vault(app, move |vault, _| parcel.seal(vault, now, &mut access::fill));
    let Sealed { place, print } = sealed.await?;
    let print = fingerprint(what, &(asked, const_hex::encode(print)));
    let mut request = operation::request(app, headers, caller, action, &print)?;
    request.private = Some(committed(place));
    match operation::ask(marathon, request).await {
        Ok(answer) => {
            settle(app, marathon, place, &answer).await?;
            accepted(answer)
        }
        Err(busy) => {
            remove(app, place).await;
            Err(busy)
        }
    }
}

/// Whether somebody was erased in any marathon.
fn is_erased(app: &App, subject: Subject) -> bool {
    app.site.all().iter().any(|marathon| marathon.read(|view| view.model.people.is_erased(subject.0)))
}

fn committed(place: PayloadPlace) -> Commitment {
    Commitment { subject: place.subject.0, commitment: Hmac(place.commitment.0) }
}

/// Keeps what an event commits to and nothing else.
async fn settle(app: &App, marathon: &Marathon, place: PayloadPlace, answer: &Answer) -> Result<(), Problem> {
    match answer {
        Answer::Accepted(accepted) if refers(marathon, accepted.position, place).await? => {
            confirm(app, place).await;
        }
        Answer::Accepted(_) | Answer::Refused { .. } | Answer::KeyReused => remove(app, place).await,
        // It may be in the history: what is left over is settled later.
        Answer::Retry => {}
    }
    Ok(())
}

/// Whether the event at a position commits to this. One that was told before commits to what was sealed then; only its own
/// first answer may have been lost on the way.
pub(crate) async fn refers(
    marathon: &Marathon,
    position: Position,
    place: PayloadPlace,
) -> Result<bool, Problem> {
    let log = Arc::clone(marathon.log());
    let read = tokio::task::spawn_blocking(move || commits_to(&*log, position)).await;
    let found = read.map_err(|_| Problem::internal())?.map_err(|error| damaged(&error))?;
    Ok(found == Some(place))
}

fn commits_to(log: &dyn EventLog, position: Position) -> Result<Option<PayloadPlace>, EngineError> {
    let mut found = Ok(None);
    log.scan(position, position.next(), &mut |row| {
        found = decode_event(&row).map(|event| payload_of(&event));
        ControlFlow::Break(())
    })?;
    found
}

/// What cannot be confirmed now is confirmed when the rest is settled.
async fn confirm(app: &App, place: PayloadPlace) {
    let _ = in_vault(app, move |vault, _| vault.confirm(place)).await;
}

async fn remove(app: &App, place: PayloadPlace) {
    let _ = in_vault(app, move |vault, _| vault.remove_unconfirmed(place)).await;
}
