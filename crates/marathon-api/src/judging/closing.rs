//! Closing: no score is taken any more, and every judge's come out.

use std::sync::Arc;

use axum::{http::StatusCode, response::Response};
use marathon_domain::{Action, JudgingAction};
use marathon_engine::{Request, idempotency_of};
use marathon_events::{EntrantId, Hmac, PrincipalId, scores_opened::OpenedScore};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Write, secrets, standing::settle};
use crate::{Problem, body, operation::send, problem::ProblemDocument, reading::json};

/// What came of closing.
#[derive(Serialize, ToSchema)]
pub(crate) struct Closed {
    /// Position at which judging was closed.
    position: u64,
    /// Judges and nominations whose scores were opened now.
    opened: u64,
    /// Scores that are lost. Recuse their judges with a note, then close again.
    lost: Vec<LostScore>,
}

/// A score that cannot be opened any more, so all of its judge in that nomination stay secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct LostScore {
    nomination: String,
    judge: Uuid,
    entrant_id: Uuid,
}

/// What a judge has to open in a nomination.
struct Secret {
    nomination: String,
    judge: PrincipalId,
    scores: Vec<(EntrantId, Hmac)>,
}

/// Take no more scores, and open those that were given. Asked again, it opens what is still secret.
#[utoipa::path(post, path = "/v1/marathons/{slug}/judging/close", tag = "judging",
    params(("slug" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Closed), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn close(write: Write) -> Result<Response, Problem> {
    settle(&write.marathon).await?;
    let closed = write.marathon.read(|view| view.model.judging.steps().judging_closed);
    let position = match closed {
        Some(at) => at.position,
        None => write.submit("close-judging", &(), Action::Judging(JudgingAction::Close)).await?.position,
    };
    settle(&write.marathon).await?;
    let mut closed = Closed { position: position.0, opened: 0, lost: Vec::new() };
    for secret in secrets_of(&write) {
        open(&write, secret, &mut closed).await?;
    }
    Ok(json(StatusCode::OK, &closed))
}

fn secrets_of(write: &Write) -> Vec<Secret> {
    write.marathon.read(|view| {
        let nominations = view.model.rules().map_or(&[][..], |rules| &rules.set().nominations);
        let juries = nominations.iter().filter_map(|n| Some((&n.id, view.model.judging.jury(&n.id)?)));
        let judges =
            juries.flat_map(|(id, jury)| jury.judges.iter().map(move |(who, judge)| (id, who, judge)));
        let secret = judges.filter(|(.., judge)| judge.opened.is_none()).map(|(id, who, judge)| Secret {
            nomination: id.clone(),
            judge: *who,
            scores: judge.to_open().collect(),
        });
        secret.filter(|secret| !secret.scores.is_empty()).collect()
    })
}

async fn open(write: &Write, secret: Secret, closed: &mut Closed) -> Result<(), Problem> {
    let Secret { nomination, judge, scores } = secret;
    let (found, lost): (Vec<_>, Vec<_>) =
        secrets::open(&write.app, judge, scores).await?.into_iter().partition(|(_, score)| score.is_some());
    if !lost.is_empty() {
        let lost = lost.into_iter().map(|(id, _)| id.0);
        let lost =
            lost.map(|entrant_id| LostScore { nomination: nomination.clone(), judge: judge.0, entrant_id });
        closed.lost.extend(lost);
        return Ok(());
    }
    let scores = found.into_iter().filter_map(|(_, score)| score).collect();
    submit(write, nomination, judge, scores).await?;
    closed.opened += 1;
    Ok(())
}

async fn submit(
    write: &Write,
    nomination: String,
    judge: PrincipalId,
    scores: Vec<OpenedScore>,
) -> Result<(), Problem> {
    let actor = Some(write.who()?);
    // One key closes judging, and one made of it opens each judge's scores.
    let key = format!("{} {nomination} {judge}", body::idempotency_key(&write.headers)?);
    let action = Action::Judging(JudgingAction::OpenScores { nomination, judge, scores });
    let request = Request {
        at: (write.app.now)(),
        actor,
        correlation_id: body::correlation_id(&write.headers)?,
        command: idempotency_of(actor, &key, key.as_bytes()),
        private: None,
        action: Arc::new(action),
    };
    send(&write.marathon, request).await.map(drop)
}
