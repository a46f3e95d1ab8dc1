//! Members of teams, organisations and institutions: invited, joining, leaving.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use marathon_accounts::{LinkPurpose, Principal, Secret};
use marathon_domain::{Action, EntrantAction};
use marathon_engine::{Request, idempotency};
use marathon_events::{EntrantId, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    App, Caller, Problem, access,
    accounts::blocking,
    boards::no_such_entrant,
    body,
    entrants::{change_entrant, entrant_id},
    explain::{Field, Takes, required},
    operation::{self, fingerprint, mark_repeated},
    problem::ProblemDocument,
    query::InPath,
    reading::json,
    requests::Changed,
};

/// How long an invitation is good for.
const INVITATION_LIFE: Duration = Duration::from_secs(14 * 86_400);

/// An invitation into a team.
#[derive(Serialize, ToSchema)]
pub(crate) struct Invitation {
    /// For one person, within two weeks. It is never shown again.
    invitation: String,
}

const JOIN: [Field; 1] = [required("invitation", Takes::Text)];

/// Joining a team.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JoinRequest {
    /// What the captain gave you.
    invitation: String,
}

/// What a link of an invitation carries: which team of which marathon.
fn payload(slug: &str, team: EntrantId) -> Vec<u8> {
    format!("{slug}/{team}").into_bytes()
}

/// Make an invitation into a team, organisation or institution, for one person.
#[utoipa::path(post, path = "/v1/marathons/{slug}/entrants/{id}/invitations", tag = "entrants",
    params(("slug" = String, Path), ("id" = Uuid, Path, description = "The team")),
    responses((status = 201, body = Invitation), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn invite(
    State(app): State<App>,
    InPath((slug, id)): InPath<(String, String)>,
    caller: Caller,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let (team, who) = (entrant_id(&id)?, caller.known()?);
    let may = marathon.read(|view| {
        let no = view.model.book.entrants().find(team.0)?;
        let people = &view.model.people;
        Some(people.owner(no) == Some(who) || people.holds(who, Role::Organiser))
    });
    if !may.ok_or_else(|| no_such_entrant(&id))? {
        return Err(Problem::new(StatusCode::FORBIDDEN, "not-yours").with("roles", Role::Organiser.name()));
    }
    let (about, carried, now) = (Some(Principal(who.0)), payload(&slug, team), (app.now)());
    let made = blocking(&app, move |accounts| {
        let purpose = LinkPurpose::TeamInvitation;
        accounts.make_link(purpose, about, &carried, INVITATION_LIFE, now, &mut access::fill)
    });
    let secret = made.await?.ok_or_else(Problem::internal)?;
    Ok(json(StatusCode::CREATED, &Invitation { invitation: secret.text().to_string() }))
}

/// Join a team, organisation or institution as the person you are.
#[utoipa::path(post, path = "/v1/marathons/{slug}/entrants/{id}/members", tag = "entrants",
    params(("slug" = String, Path), ("id" = Uuid, Path, description = "The team"), ("Idempotency-Key" = String, Header)),
    request_body = JoinRequest,
    responses((status = 201, body = Changed), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn join(
    State(app): State<App>,
    InPath((slug, id)): InPath<(String, String)>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let (team, who) = (entrant_id(&id)?, caller.known()?);
    body::idempotency_key(&headers)?;
    let JoinRequest { invitation } = body::parse(&body::read(request).await?, &JOIN)?;
    let unknown = || Problem::new(StatusCode::FORBIDDEN, "link-unknown");
    let secret = Secret::parse(&invitation).ok_or_else(unknown)?;
    let (looked, now) = (secret.clone(), (app.now)());
    let purpose = LinkPurpose::TeamInvitation;
    let link = blocking(&app, move |accounts| accounts.look_at_link(&looked, purpose, now)).await?;
    link.filter(|link| link.payload == payload(&slug, team)).ok_or_else(unknown)?;
    let person = marathon.read(|view| {
        let book = &view.model.book;
        view.model.people.person(who, book).map(|no| book.entrants().get(no).id)
    });
    let person = person.ok_or_else(|| Problem::new(StatusCode::CONFLICT, "not-a-person-here"))?;
    // The key is that of the invitation, whoever uses it: so it has one outcome for ever, and is used up by it.
    let key = format!("invitation {}", const_hex::encode(secret.hash().0));
    let request = Request {
        at: now,
        actor: caller.actor(),
        correlation_id: body::correlation_id(&headers)?,
        command: idempotency(&key, &fingerprint("join", &(team, person))),
        private: None,
        action: Arc::new(Action::Entrant(EntrantAction::Join { team, person })),
    };
    let accepted = operation::send(&marathon, request).await?;
    let body = Changed { entrant_id: accepted.stream.0, position: accepted.position.0 };
    let mut response = json(StatusCode::CREATED, &body);
    mark_repeated(&mut response, &accepted);
    Ok(response)
}

/// End a membership: the member does, or the captain.
#[utoipa::path(post, path = "/v1/marathons/{slug}/entrants/{id}/members/{person}/leave", tag = "entrants",
    params(("slug" = String, Path), ("id" = Uuid, Path, description = "The team"),
        ("person" = Uuid, Path, description = "Who leaves"), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn leave(
    State(app): State<App>,
    InPath((slug, id, person)): InPath<(String, String, String)>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (team, person) = (entrant_id(&id)?, entrant_id(&person)?);
    body::idempotency_key(&headers)?;
    let print = fingerprint("leave", &(team, person));
    change_entrant(&app, &slug, caller, &headers, EntrantAction::Leave { team, person }, &print).await
}
