//! From a command to its answer.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use marathon_domain::Action;
use marathon_engine::{Accepted, Answer, Request, idempotency_of};
use serde::Serialize;

use crate::{App, Caller, Marathon, Problem, body};

/// Says that an answer was given before to the same request under the same key.
const REPEATED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Bytes that are equal exactly for equal requests: what is asked, in one canonical form.
pub(crate) fn fingerprint<T: Serialize>(what: &str, request: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(512);
    bytes.extend_from_slice(what.as_bytes());
    bytes.push(0);
    // Writing to memory fails only if a Serialize impl does, and none of ours can.
    if serde_json::to_writer(&mut bytes, request).is_err() {
        unreachable!("a request serialises");
    }
    bytes
}

/// Submits one command of this caller and waits until its outcome is durable. Keys of different callers never meet.
pub(crate) async fn submit(
    app: &App,
    marathon: &Marathon,
    headers: &HeaderMap,
    caller: Caller,
    action: Action,
    fingerprint: &[u8],
) -> Result<Accepted, Problem> {
    send(marathon, request(app, headers, caller, action, fingerprint)?).await
}

/// A command of this caller.
pub(crate) fn request(
    app: &App,
    headers: &HeaderMap,
    caller: Caller,
    action: Action,
    fingerprint: &[u8],
) -> Result<Request, Problem> {
    // Without an actor it would be the program's, which may do everything.
    let actor = Some(caller.known()?);
    Ok(Request {
        at: (app.now)(),
        actor,
        correlation_id: body::correlation_id(headers)?,
        command: idempotency_of(actor, body::idempotency_key(headers)?, fingerprint),
        private: None,
        action: Arc::new(action),
    })
}

/// Submits a request and waits until its outcome is durable.
pub(crate) async fn send(marathon: &Marathon, request: Request) -> Result<Accepted, Problem> {
    accepted(ask(marathon, request).await?)
}

/// The same, for who tells the outcomes apart. A problem if nothing was asked, because there is no room.
pub(crate) async fn ask(marathon: &Marathon, request: Request) -> Result<Answer, Problem> {
    let answers = marathon.submit(vec![request]).map_err(|_| Problem::later("too-many-commands"))?;
    Ok(answers.await.ok().and_then(|mut answers| answers.pop()).unwrap_or(Answer::Retry))
}

/// Where an accepted command stands; a problem for any other outcome.
pub(crate) fn accepted(answer: Answer) -> Result<Accepted, Problem> {
    match answer {
        Answer::Accepted(accepted) => Ok(accepted),
        Answer::Refused { why, .. } => Err(Problem::refused(&why)),
        Answer::KeyReused => Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency-key-reused")),
        Answer::Retry => Err(Problem::later("outcome-unknown")),
    }
}

/// Marks an answer that was given before.
pub(crate) fn mark_repeated(response: &mut Response, accepted: &Accepted) {
    if accepted.repeated {
        response.headers_mut().insert(REPEATED, HeaderValue::from_static("true"));
    }
}
