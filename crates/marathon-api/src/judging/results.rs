//! Results: decided, announced, published, amended.

use axum::response::Response;
use marathon_domain::{Action, ResultAction};
use marathon_events::{AppealId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Write, standing::Standing, write::Done};
use crate::{
    Problem,
    explain::{Field, Takes, required},
    problem::{FieldError, ProblemDocument},
};

/// When results will be published.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "at": "2026-12-20T10:00:00+05:00" }))]
pub(crate) struct AnnounceRequest {
    /// RFC 3339.
    at: String,
}

/// Why a result is decided anew.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmendRequest {
    /// The appeal that was upheld.
    appeal_id: Uuid,
    /// Why.
    reason: String,
}

/// Decide the award of a nomination: it is worked out here from the views at the freeze and the opened scores.
#[utoipa::path(post, path = "/v1/marathons/{slug}/nominations/{id}/award", tag = "judging",
    params(("slug" = String, Path), ("id" = String, Path, description = "The nomination"),
        ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn decide(write: Write) -> Result<Response, Problem> {
    let nomination = write.path("id").to_owned();
    let result = Standing::of(&write.marathon, &nomination).await?.result().await?;
    write.done("award", &nomination, Action::Result(ResultAction::Decide(result))).await
}

/// Say when results will be published; it can be put off until then.
#[utoipa::path(post, path = "/v1/marathons/{slug}/announcement", tag = "judging",
    params(("slug" = String, Path), ("Idempotency-Key" = String, Header)), request_body = AnnounceRequest,
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn announce(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 1] = [required("at", Takes::Text)];
    let body: AnnounceRequest = write.parse(&FIELDS)?;
    let at = Timestamp::parse_rfc3339(&body.at)
        .ok_or_else(|| Problem::malformed(vec![FieldError::new("at", "not-a-time")]))?;
    write.done("announcement", &body, Action::Result(ResultAction::Announce { at })).await
}

/// Publish all results, at the announced moment or later.
#[utoipa::path(post, path = "/v1/marathons/{slug}/publish", tag = "judging",
    params(("slug" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn publish(write: Write) -> Result<Response, Problem> {
    write.done("publish", &(), Action::Result(ResultAction::Publish)).await
}

/// Decide an award anew after an appeal that was upheld. The first result stays beside it.
#[utoipa::path(post, path = "/v1/marathons/{slug}/nominations/{id}/amend", tag = "judging",
    params(("slug" = String, Path), ("id" = String, Path, description = "The nomination"),
        ("Idempotency-Key" = String, Header)),
    request_body = AmendRequest,
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn amend(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 2] = [required("appeal_id", Takes::Id), required("reason", Takes::Text)];
    let body: AmendRequest = write.parse(&FIELDS)?;
    let nomination = write.path("id").to_owned();
    let result = Standing::of(&write.marathon, &nomination).await?.result().await?;
    let (appeal, reason) = (AppealId(body.appeal_id), body.reason.clone());
    let action = ResultAction::Amend { result, appeal, reason };
    write.done("amend", &(nomination, body), Action::Result(action)).await
}
