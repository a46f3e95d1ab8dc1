//! Judges: who scores what, who must not, and entries with too few scores.

use axum::response::Response;
use marathon_domain::{Action, JudgingAction};
use marathon_events::{EntrantId, PrincipalId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Write, write::Done};
use crate::{
    Problem,
    explain::{Field, Takes, optional, required},
    problem::ProblemDocument,
};

/// A judge for a nomination.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignRequest {
    /// Who; a judge by role.
    judge: Uuid,
    /// Which entries; left out or empty: all of the shortlist.
    #[serde(default)]
    entrants: Vec<Uuid>,
}

/// An interest of a judge in an entry.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecuseRequest {
    /// Who; left out: whoever asks.
    judge: Option<Uuid>,
    /// Which entry.
    entrant_id: Uuid,
    /// More about it; needed after judging closed.
    note: Option<String>,
}

/// An entry that may have a place with fewer scores.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaiveRequest {
    /// Which entry.
    entrant_id: Uuid,
    /// Why.
    reason: String,
}

/// Let a judge score entries. From those it owns or is a member of, it is recused at once.
#[utoipa::path(post, path = "/v1/marathons/{slug}/nominations/{id}/judges", tag = "judging",
    params(("slug" = String, Path), ("id" = String, Path, description = "The nomination"),
        ("Idempotency-Key" = String, Header)),
    request_body = AssignRequest,
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn assign(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 2] = [required("judge", Takes::Id), optional("entrants", Takes::Ids)];
    let body: AssignRequest = write.parse(&FIELDS)?;
    let nomination = write.path("id").to_owned();
    let (judge, entrants) = (PrincipalId(body.judge), body.entrants.iter().copied().map(EntrantId).collect());
    let action = JudgingAction::Assign { nomination: nomination.clone(), judge, entrants };
    write.done("judges", &(nomination, body), Action::Judging(action)).await
}

/// Declare that a judge must not score an entry: by the judge, or by an organiser who knows of it.
#[utoipa::path(post, path = "/v1/marathons/{slug}/nominations/{id}/recusals", tag = "judging",
    params(("slug" = String, Path), ("id" = String, Path, description = "The nomination"),
        ("Idempotency-Key" = String, Header)),
    request_body = RecuseRequest,
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn recuse(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 3] =
        [optional("judge", Takes::Id), required("entrant_id", Takes::Id), optional("note", Takes::Text)];
    let body: RecuseRequest = write.parse(&FIELDS)?;
    let nomination = write.path("id").to_owned();
    let judge = body.judge.map_or_else(|| write.who(), |judge| Ok(PrincipalId(judge)))?;
    let action = JudgingAction::Recuse {
        nomination: nomination.clone(),
        judge,
        entrant: EntrantId(body.entrant_id),
        note: body.note.clone(),
    };
    write.done("recusals", &(nomination, body), Action::Judging(action)).await
}

/// Let an entry have a place although fewer judges than the quorum scored it.
#[utoipa::path(post, path = "/v1/marathons/{slug}/nominations/{id}/quorum-waivers", tag = "judging",
    params(("slug" = String, Path), ("id" = String, Path, description = "The nomination"),
        ("Idempotency-Key" = String, Header)),
    request_body = WaiveRequest,
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn waive(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 2] = [required("entrant_id", Takes::Id), required("reason", Takes::Text)];
    let body: WaiveRequest = write.parse(&FIELDS)?;
    let (nomination, entrant) = (write.path("id").to_owned(), EntrantId(body.entrant_id));
    let action =
        JudgingAction::WaiveQuorum { nomination: nomination.clone(), entrant, reason: body.reason.clone() };
    write.done("quorum-waivers", &(nomination, body), Action::Judging(action)).await
}
