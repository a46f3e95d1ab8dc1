//! Erasing somebody, for good.

use std::{sync::Arc, thread, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use marathon_accounts::{
    AccountStore, Principal, StoreError,
    vault::{Commitment, PayloadPlace, Subject},
};
use marathon_domain::{Action, RoleAction};
use marathon_engine::{EngineError, Request, idempotency};
use marathon_events::{PrincipalId, Revision, StreamId};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::entrant;
use crate::{
    App, Caller, Marathon, Problem,
    access::session_cookie,
    accounts::blocking,
    boards::no_such_entrant,
    body,
    entrants::entrant_id,
    operation,
    problem::ProblemDocument,
    query::InPath,
    reading::{damaged, json},
};

/// Pieces counted at a time.
const PIECES: u32 = 500;
/// How often the store is asked to erase somebody, and what passes in between.
const ATTEMPTS_MAX: u32 = 6;
const ATTEMPT_PAUSE: Duration = Duration::from_millis(100);

/// What was erased.
#[derive(Serialize, ToSchema)]
pub(crate) struct Erased {
    /// Whose data it was.
    subject: Uuid,
    /// Whether there was an account; it is gone with its sessions, identities, tokens and links.
    account: bool,
    /// How many pieces of personal data there were.
    pieces: u64,
    /// The histories that say so now.
    marathons: Vec<ErasedIn>,
}

/// A history that says that somebody was erased.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErasedIn {
    slug: String,
    /// Where it says so.
    position: u64,
}

/// Erase all that is kept about you outside the histories: account, sessions, and what was told privately. It cannot be
/// undone. What you did still counts, under the public name.
#[utoipa::path(delete, path = "/v1/me", tag = "personal data",
    responses((status = 200, body = Erased),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn erase_me(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let who = caller.known()?;
    let mut response = json(StatusCode::OK, &erase(&app, Subject(who.0), who, None).await?);
    response.headers_mut().insert(header::SET_COOKIE, session_cookie(None));
    Ok(response)
}

/// Erase all that is kept outside the histories about whomever an entrant belongs to, or about the entrant if it belongs to
/// nobody; when they ask for it. It cannot be undone.
#[utoipa::path(post, path = "/v1/marathons/{slug}/entrants/{id}/erase", tag = "personal data",
    params(("slug" = String, Path), ("id" = Uuid, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Erased),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn erase_entrant(
    State(app): State<App>,
    InPath((slug, id)): InPath<(String, String)>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (marathon, who) = (app.marathon(&slug)?, caller.known()?);
    body::idempotency_key(&headers)?;
    let subject = entrant::subject_of(&marathon, entrant_id(&id)?).await?;
    let subject = subject.ok_or_else(|| no_such_entrant(&id))?;
    Ok(json(StatusCode::OK, &erase(&app, subject, who, Some(&marathon)).await?))
}

/// Histories first: whoever dies in between leaves somebody who can ask again, and what they say is carried out when the
/// server starts.
async fn erase(
    app: &App,
    subject: Subject,
    by: PrincipalId,
    at: Option<&Marathon>,
) -> Result<Erased, Problem> {
    let mut marathons = Vec::new();
    for marathon in app.site.all() {
        let here = at.is_some_and(|at| at.name() == marathon.name());
        if !here && !appears(&marathon, subject).await? {
            continue;
        }
        // An organiser of one marathon is perhaps nobody in another, where the same person is erased all the same.
        let actor = (here || by.0 == subject.0).then_some(by);
        let request = Request {
            at: (app.now)(),
            actor,
            correlation_id: None,
            // One key for ever, whoever asks: it is said once.
            command: idempotency(&format!("erase {subject}"), subject.0.as_bytes()),
            private: None,
            action: Arc::new(Action::Role(RoleAction::ErasePersonalData {
                principal: PrincipalId(subject.0),
            })),
        };
        let said = operation::send(&marathon, request).await?;
        marathons.push(ErasedIn { slug: marathon.name().to_string(), position: said.position.0 });
    }
    let (account, pieces) = blocking(app, move |accounts| {
        let store = accounts.store();
        let found = (store.account(Principal(subject.0))?.is_some(), count(&**store, subject)?);
        erase_for_good(&**store, subject)?;
        Ok(found)
    })
    .await?;
    app.access.known.forget(PrincipalId(subject.0));
    tracing::info!(%subject, by = %by.0, "personal data were erased");
    Ok(Erased { subject: subject.0, account, pieces, marathons })
}

/// Whether a history has something of somebody: an entrant, or an event about a role.
async fn appears(marathon: &Arc<Marathon>, subject: Subject) -> Result<bool, Problem> {
    if marathon.read(|view| view.model.people.owned_by(PrincipalId(subject.0)).next().is_some()) {
        return Ok(true);
    }
    let log = Arc::clone(marathon.log());
    let read = tokio::task::spawn_blocking(move || -> Result<bool, EngineError> {
        let mut any = false;
        log.scan_stream(StreamId(subject.0), Revision(0), &mut |_| {
            any = true;
            std::ops::ControlFlow::Break(())
        })?;
        Ok(any)
    });
    read.await.map_err(|_| Problem::internal())?.map_err(|error| damaged(&error))
}

/// Who reads the store at that moment holds up forgetting; it is done again then. Blocks for half a second at most, and for
/// as long as the store takes.
pub(super) fn erase_for_good(store: &dyn AccountStore, subject: Subject) -> Result<(), StoreError> {
    for _ in 1..ATTEMPTS_MAX {
        match store.erase(subject) {
            Err(StoreError::Unknown { .. }) => thread::sleep(ATTEMPT_PAUSE),
            done => return done,
        }
    }
    store.erase(subject)
}

fn count(store: &dyn AccountStore, subject: Subject) -> Result<u64, StoreError> {
    let (mut pieces, mut after) = (0, PayloadPlace { subject, commitment: Commitment([0; 32]) });
    loop {
        let page = store.payloads(Some(after), PIECES)?;
        let own = page.iter().filter(|(payload, _)| payload.place.subject == subject).count();
        pieces += own as u64;
        match page.last() {
            Some((last, _)) if own == PIECES as usize => after = last.place,
            _ => return Ok(pieces),
        }
    }
}
