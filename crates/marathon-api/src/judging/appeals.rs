//! Appeals against published results.

use axum::{http::StatusCode, response::Response};
use marathon_domain::{Action, AppealAction};
use marathon_events::{AppealId, EntrantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Write, write::Done};
use crate::{
    Problem,
    explain::{Field, Takes, required},
    operation::mark_repeated,
    problem::ProblemDocument,
    query::shortened,
    reading::json,
};

/// An appeal against a result.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppealRequest {
    /// Which nomination.
    nomination: String,
    /// Whose standing it is about.
    entrant_id: Uuid,
    /// Why.
    reason: String,
}

/// An appeal that was lodged.
#[derive(Serialize, ToSchema)]
pub(crate) struct Lodged {
    appeal_id: Uuid,
    /// Its position in the history.
    position: u64,
}

/// What becomes of an appeal.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResolveRequest {
    /// Whether the result has to change.
    upheld: bool,
    /// Why.
    reason: String,
}

/// Appeal against a published result; who owns the entrant may.
#[utoipa::path(post, path = "/v1/marathons/{slug}/appeals", tag = "judging",
    params(("slug" = String, Path), ("Idempotency-Key" = String, Header)), request_body = AppealRequest,
    responses((status = 201, body = Lodged), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn lodge(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 3] = [
        required("nomination", Takes::Text),
        required("entrant_id", Takes::Id),
        required("reason", Takes::Text),
    ];
    let body: AppealRequest = write.parse(&FIELDS)?;
    let (nomination, reason) = (body.nomination.clone(), body.reason.clone());
    let action = AppealAction::Lodge { nomination, entrant: EntrantId(body.entrant_id), reason };
    let accepted = write.submit("appeals", &body, Action::Appeal(action)).await?;
    let lodged = Lodged { appeal_id: accepted.stream.0, position: accepted.position.0 };
    let mut response = json(StatusCode::CREATED, &lodged);
    mark_repeated(&mut response, &accepted);
    Ok(response)
}

/// Decide about an appeal. Whoever decides is named.
#[utoipa::path(post, path = "/v1/marathons/{slug}/appeals/{id}/resolve", tag = "judging",
    params(("slug" = String, Path), ("id" = Uuid, Path), ("Idempotency-Key" = String, Header)),
    request_body = ResolveRequest,
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn resolve(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 2] = [required("upheld", Takes::Flag), required("reason", Takes::Text)];
    let body: ResolveRequest = write.parse(&FIELDS)?;
    let text = write.path("id");
    let unknown = |_| Problem::not_found("unknown-appeal").with("id", shortened(text));
    let appeal = Uuid::try_parse(text).map(AppealId).map_err(unknown)?;
    let (reviewer, upheld, reason) = (write.who()?, body.upheld, body.reason.clone());
    let action = AppealAction::Resolve { appeal, reviewer, upheld, reason };
    write.done("resolve-appeal", &(appeal, body), Action::Appeal(action)).await
}
