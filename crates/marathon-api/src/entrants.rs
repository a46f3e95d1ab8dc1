//! Registering entrants.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use marathon_domain::{Action, NewEntrant};
use marathon_events::{EntrantKind, People, RegionCode};
use serde::Deserialize;

use crate::{
    App, Caller, Problem, body,
    explain::{Field, Takes, optional, required},
    operation::{fingerprint, mark_repeated, submit},
    query::InPath,
    reading::json,
    requests::{EntrantRequest, Registered},
};

const FIELDS: [Field; 4] = [
    required("kind", Takes::Words(&["person", "team", "organisation", "institution"])),
    required("alias", Takes::Text),
    required("region", Takes::Region),
    optional("members", Takes::Whole32),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntrantBody {
    kind: EntrantKind,
    alias: String,
    region: RegionCode,
    members: Option<People>,
}

/// Enter the marathon under a public name. No personal data belongs here.
#[utoipa::path(post, path = "/v1/marathons/{slug}/entrants", tag = "entrants",
    params(("slug" = String, Path, description = "The marathon"),
        ("Idempotency-Key" = String, Header, description = "One key, one entrant")),
    request_body = EntrantRequest,
    responses((status = 201, body = Registered), (status = "4XX", body = crate::problem::ProblemDocument)))]
pub(crate) async fn register(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    body::idempotency_key(&headers)?;
    let EntrantBody { kind, alias, region, members } = body::parse(&body::read(request).await?, &FIELDS)?;
    let entrant = NewEntrant::new(kind, alias, region, members);
    let print = fingerprint("entrant", &entrant);
    let accepted =
        submit(&app, &marathon, &headers, caller, Action::RegisterEntrant(entrant), &print).await?;
    let body = Registered { entrant_id: accepted.stream.0, position: accepted.position.0 };
    let mut response = json(StatusCode::CREATED, &body);
    mark_repeated(&mut response, &accepted);
    Ok(response)
}
