//! Whose data it is.

use std::{ops::ControlFlow, sync::Arc};

use marathon_accounts::vault::Subject;
use marathon_engine::{EngineError, decode_event};
use marathon_events::{EntrantId, Event, PrincipalId, Recorded, Revision};
use marathon_log::EventLog;
use sha2::{Digest, Sha256};
use uuid::Builder;

use crate::{Marathon, Problem, reading::damaged};

/// The subject of an entrant that nobody owns. Its id is not known before the command is decided, so it follows from
/// what makes the command happen once: trying again is about the same subject.
pub(crate) fn new_subject(marathon: &Marathon, caller: PrincipalId, idempotency_key: &str) -> Subject {
    let mut hash = Sha256::new_with_prefix(b"marathon subject");
    hash.update(caller.0.as_bytes());
    hash.update([marathon.name().as_str().len() as u8]);
    hash.update(marathon.name().as_str());
    hash.update(idempotency_key);
    let digest: [u8; 32] = hash.finalize().into();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    Subject(Builder::from_custom_bytes(id).into_uuid())
}

/// An entrant as it was registered; `None` if nobody is under this id.
pub(super) async fn registration(
    marathon: &Marathon,
    entrant: EntrantId,
) -> Result<Option<Recorded>, Problem> {
    let log = Arc::clone(marathon.log());
    let read = tokio::task::spawn_blocking(move || first_event(&*log, entrant)).await;
    let first = read.map_err(|_| Problem::internal())?.map_err(|error| damaged(&error))?;
    Ok(first.filter(|event| matches!(event.event, Event::EntrantRegistered(_))))
}

fn first_event(log: &dyn EventLog, entrant: EntrantId) -> Result<Option<Recorded>, EngineError> {
    let mut first = None;
    log.scan_stream(entrant.into(), Revision(0), &mut |row| {
        first = Some(decode_event(&row));
        ControlFlow::Break(())
    })?;
    first.transpose()
}

/// Whose data is that of an entrant: its owner's, or else the subject it was registered with, or its own.
pub(super) fn of(registered: &Recorded) -> Subject {
    let owner = match &registered.event {
        Event::EntrantRegistered(registered) => registered.owner.map(|owner| owner.0),
        _ => None,
    };
    let told = registered.private.map(|private| private.subject);
    Subject(owner.or(told).unwrap_or(registered.stream.0))
}

/// The same, of an entrant by its id.
pub(crate) async fn subject_of(marathon: &Marathon, entrant: EntrantId) -> Result<Option<Subject>, Problem> {
    Ok(registration(marathon, entrant).await?.as_ref().map(of))
}
