//! The field: lots, freeze, shortlists, and rules that change before the first score.

use axum::response::Response;
use marathon_domain::{Action, FieldAction, Rules};
use marathon_events::{Seed, marathon_opened::RuleSet};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{Write, standing::Standing, write::Done};
use crate::{
    Problem,
    explain::{Field, Takes, optional, required},
    problem::{FieldError, ProblemDocument},
};
use axum::http::StatusCode;

/// Where lots come from.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "source": "the drand beacon, first round after 1 December 2026, 12:00 UTC" }))]
pub(crate) struct SeedSourceRequest {
    /// Where anybody finds the bytes, and at which moment they count.
    source: String,
}

/// The bytes that draw lots.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "seed": "9f86d081884c7d659a2feaa0c55ad015" }))]
pub(crate) struct SeedRequest {
    /// 16 to 64 bytes in lower-case hex.
    seed: String,
}

/// A reason, which may be left out.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FreezeRequest {
    /// Why.
    reason: Option<String>,
}

/// Rules to replace those in force.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RulesRequest {
    /// Every rule, as `marathon-opened` has them.
    #[schema(value_type = Object)]
    rules: Map<String, Value>,
    /// Why.
    reason: String,
}

/// Say where the bytes that draw lots will come from, before metrics are taken.
#[utoipa::path(post, path = "/v1/marathons/{slug}/seed-source", tag = "judging",
    params(("slug" = String, Path), ("Idempotency-Key" = String, Header)), request_body = SeedSourceRequest,
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn seed_source(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 1] = [required("source", Takes::Text)];
    let body: SeedSourceRequest = write.parse(&FIELDS)?;
    let action = FieldAction::NameSeedSource { source: body.source.clone() };
    write.done("seed-source", &body, Action::Field(action)).await
}

/// Take the metrics, here and never again: no deed and no entrant changes any more.
#[utoipa::path(post, path = "/v1/marathons/{slug}/freeze", tag = "judging",
    params(("slug" = String, Path), ("Idempotency-Key" = String, Header)), request_body = FreezeRequest,
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn freeze(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 1] = [optional("reason", Takes::Text)];
    let body: FreezeRequest = write.parse_if_any(&FIELDS)?;
    let action = FieldAction::Freeze { reason: body.reason.clone() };
    write.done("freeze", &body, Action::Field(action)).await
}

/// Say which bytes draw lots.
#[utoipa::path(post, path = "/v1/marathons/{slug}/seed", tag = "judging",
    params(("slug" = String, Path), ("Idempotency-Key" = String, Header)), request_body = SeedRequest,
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn seed(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 1] = [required("seed", Takes::Text)];
    let body: SeedRequest = write.parse(&FIELDS)?;
    let seed = Seed::parse(&body.seed)
        .ok_or_else(|| Problem::malformed(vec![FieldError::new("seed", "not-a-seed")]))?;
    write.done("seed", &body, Action::Field(FieldAction::RecordSeed { seed })).await
}

/// Amend rules, before the first score and only where nothing has been counted by them.
#[utoipa::path(post, path = "/v1/marathons/{slug}/rules", tag = "judging",
    params(("slug" = String, Path), ("Idempotency-Key" = String, Header)), request_body = RulesRequest,
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn rules(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 2] = [required("rules", Takes::Anything), required("reason", Takes::Text)];
    let body: RulesRequest = write.parse(&FIELDS)?;
    let unsound =
        |why: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "rules-unsound").with("why", why);
    let set: RuleSet =
        serde_json::from_value(Value::Object(body.rules.clone())).map_err(|e| unsound(e.to_string()))?;
    let rules = Rules::new(set).map_err(|e| unsound(e.to_string()))?;
    let action = FieldAction::AmendRules { rules, reason: body.reason.clone() };
    write.done("rules", &body, Action::Field(action)).await
}

/// Draw the shortlist of a nomination: it is worked out here from the views at the freeze.
#[utoipa::path(post, path = "/v1/marathons/{slug}/nominations/{id}/shortlist", tag = "judging",
    params(("slug" = String, Path), ("id" = String, Path, description = "The nomination"),
        ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn shortlist(write: Write) -> Result<Response, Problem> {
    let nomination = write.path("id").to_owned();
    let entrants = Standing::of(&write.marathon, &nomination).await?.shortlist().await?;
    let action = FieldAction::DrawShortlist { nomination: nomination.clone(), entrants };
    write.done("shortlist", &nomination, Action::Field(action)).await
}
