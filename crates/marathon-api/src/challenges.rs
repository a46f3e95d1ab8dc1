//! Doubts about verified deeds.

use axum::response::Response;
use marathon_domain::{Action, ChallengeAction, DeedStatus};
use marathon_engine::Accepted;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Problem,
    deeds::deed_id,
    explain::{Field, Takes, required},
    judging::Write,
    operation::mark_repeated,
    problem::ProblemDocument,
    reading::json,
    requests::Decided,
};
use axum::http::StatusCode;

/// Why a deed is doubted.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "the photo is of another place" }))]
pub(crate) struct ChallengeRequest {
    /// Why.
    reason: String,
}

/// Whether a doubt was right.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "upheld": false, "reason": "the place was visited" }))]
pub(crate) struct ResolveChallengeRequest {
    /// Whether the doubt was right: then the deed is rejected, otherwise it is verified again.
    upheld: bool,
    /// Why.
    reason: String,
}

/// Doubt a verified deed, while its challenge window is open. It counts for no award until somebody has decided.
#[utoipa::path(post, path = "/v1/marathons/{slug}/deeds/{id}/challenge", tag = "deeds",
    params(("slug" = String, Path), ("id" = uuid::Uuid, Path), ("Idempotency-Key" = String, Header)),
    request_body = ChallengeRequest,
    responses((status = 200, body = Decided), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn challenge(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 1] = [required("reason", Takes::Text)];
    let deed = deed_id(write.path("id"))?;
    let body: ChallengeRequest = write.parse(&FIELDS)?;
    let action = ChallengeAction::Lodge { deed, reason: body.reason.clone() };
    let accepted = write.submit("challenge", &(deed, body), Action::Challenge(action)).await?;
    Ok(decided(&accepted, DeedStatus::Challenged))
}

/// Decide about a doubt; neither who verified the deed nor who doubts it does.
#[utoipa::path(post, path = "/v1/marathons/{slug}/deeds/{id}/resolve-challenge", tag = "deeds",
    params(("slug" = String, Path), ("id" = uuid::Uuid, Path), ("Idempotency-Key" = String, Header)),
    request_body = ResolveChallengeRequest,
    responses((status = 200, body = Decided), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn resolve(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 2] = [required("upheld", Takes::Flag), required("reason", Takes::Text)];
    let deed = deed_id(write.path("id"))?;
    let body: ResolveChallengeRequest = write.parse(&FIELDS)?;
    let status = if body.upheld { DeedStatus::Rejected } else { DeedStatus::Verified };
    let action = ChallengeAction::Resolve { deed, upheld: body.upheld, reason: body.reason.clone() };
    let accepted = write.submit("resolve-challenge", &(deed, body), Action::Challenge(action)).await?;
    Ok(decided(&accepted, status))
}

fn decided(accepted: &Accepted, status: DeedStatus) -> Response {
    let mut response =
        json(StatusCode::OK, &Decided { position: accepted.position.0, status: status.name() });
    mark_repeated(&mut response, accepted);
    response
}
