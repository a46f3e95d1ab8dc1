//! Scores: a judge gives points, and the history learns only that it did.

use axum::response::Response;
use marathon_domain::{Action, JudgingAction, Refusal, Refusals};
use marathon_events::{EntrantId, marathon_opened::Nomination};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Write, secrets, write::Done};
use crate::{
    Problem,
    explain::{Field, Takes, required},
    nominations::find,
    operation::mark_repeated,
    problem::ProblemDocument,
    reading::json,
    shapes::rules_of,
};
use axum::http::StatusCode;

/// What a judge gives an entry.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "points": [8, 5, 9] }))]
pub(crate) struct ScoreRequest {
    /// Points for each criterion of the nomination, in their order.
    points: Vec<u32>,
}

/// Score an entry, or score it anew, until judging closes. Nobody sees the points before that.
#[utoipa::path(post, path = "/v1/marathons/{slug}/nominations/{id}/scores/{entrant_id}", tag = "judging",
    params(("slug" = String, Path), ("id" = String, Path, description = "The nomination"),
        ("entrant_id" = uuid::Uuid, Path, description = "The entry"), ("Idempotency-Key" = String, Header)),
    request_body = ScoreRequest,
    responses((status = 200, body = Done), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn score(write: Write) -> Result<Response, Problem> {
    const FIELDS: [Field; 1] = [required("points", Takes::Points)];
    let body: ScoreRequest = write.parse(&FIELDS)?;
    let (judge, entrant) = (write.who()?, write.entrant()?);
    let rules = rules_of(&write.marathon);
    let no = find(rules.as_ref(), write.path("id"))?;
    let Some(rules) = rules else { return Err(Problem::internal()) };
    let nomination = &rules.set().nominations[no];
    check(nomination, entrant, &body.points)?;
    let secrets::Sealed { commitment, print } =
        secrets::seal(&write.app, judge, &body.points, (write.app.now)()).await?;
    let id = nomination.id.clone();
    let action = JudgingAction::Score { nomination: id.clone(), judge, entrant, commitment };
    // The points themselves are left out: whoever holds the log could try which fit.
    let asked = (id, entrant, const_hex::encode(print));
    let submitted = write.submit("scores", &asked, Action::Judging(action)).await;
    let recorded = match &submitted {
        Ok(accepted) => secrets::is_recorded(&write.marathon, accepted.position, judge, commitment).await?,
        Err(_) => false,
    };
    // An unknown outcome leaves the payload where it is: the history may refer to it.
    if submitted.as_ref().map_or_else(|problem| !problem.status.is_server_error(), |_| true) {
        secrets::settle(&write.app, judge, commitment, recorded).await?;
    }
    let accepted = submitted?;
    let done = Done { position: accepted.position.0, event: accepted.event };
    let mut response = json(StatusCode::OK, &done);
    mark_repeated(&mut response, &accepted);
    Ok(response)
}

/// What the decision cannot see: points are opened only after judging closed, and then it is too late to mend them.
fn check(nomination: &Nomination, id: EntrantId, points: &[u32]) -> Result<(), Problem> {
    let criteria = &nomination.jury.criteria;
    let needed = criteria.len() as u64;
    let mut refusals = Vec::new();
    if points.len() != criteria.len() {
        refusals.push(Refusal::WrongNumberOfPoints { id, needed });
    }
    for (_, criterion) in points.iter().zip(criteria).filter(|(points, c)| **points > c.score_max) {
        let (field, max) = (format!("points.{}", criterion.id), u64::from(criterion.score_max));
        refusals.push(Refusal::TooLarge { field, max });
    }
    if refusals.is_empty() { Ok(()) } else { Err(Problem::refused(&Refusals(refusals))) }
}
