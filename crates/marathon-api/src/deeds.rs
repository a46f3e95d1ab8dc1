//! Logging deeds and deciding about them.

use std::borrow::Cow;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use marathon_accounts::vault::Subject;
use marathon_domain::{Action, Correction};
use marathon_engine::Accepted;
use marathon_events::{Animals, DeedId, DeedKind, Grams, People, PersonMinutes, Trees};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    App, Caller, Problem, body,
    deed_body::{self, KINDS},
    explain::{Field, Takes, optional},
    operation::{fingerprint, mark_repeated, submit},
    private::{self, Parcel},
    problem::FieldError,
    query::{InPath, shortened},
    reading::json,
    requests::{CorrectionRequest, Decided, DecisionRequest, DeedRequest, Logged},
};

/// Log a deed. It is claimed at once, and verified by a coordinator later.
#[utoipa::path(post, path = "/v1/marathons/{slug}/deeds", tag = "deeds",
    params(("slug" = String, Path, description = "The marathon"),
        ("Idempotency-Key" = String, Header, description = "One key, one deed: repeat a request with its key as often as needed")),
    request_body = DeedRequest,
    responses((status = 201, body = Logged), (status = "4XX", body = crate::problem::ProblemDocument)))]
pub(crate) async fn log(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    body::idempotency_key(&headers)?;
    let (deed, told) = deed_body::of_request(&body::read(request).await?)?;
    let accepted = match told {
        None => {
            let print = fingerprint("deed", &deed);
            submit(&app, &marathon, &headers, caller, Action::LogDeed(deed), &print).await?
        }
        Some(told) => {
            let subject = private::subject_of(&marathon, deed.entrant_id).await?;
            // Of nobody it is refused, and removed again.
            let subject = subject.unwrap_or(Subject(deed.entrant_id.0));
            let parcel = Parcel::of(subject, private::DEED_V1, &told);
            let (asked, action) = (("deed", &deed), Action::LogDeed(deed.clone()));
            private::submit_with(&app, &marathon, &headers, caller, action, asked, parcel).await?
        }
    };
    let body = Logged {
        deed_id: accepted.stream.0,
        position: accepted.position.0,
        status: "claimed",
        possible_duplicate_of: accepted.possible_duplicate_of.map(|d| d.0),
    };
    let mut response = json(StatusCode::CREATED, &body);
    let location = format!("/v1/marathons/{slug}/deeds/{}", accepted.stream);
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    mark_repeated(&mut response, &accepted);
    Ok(response)
}

/// Find a claimed deed true; from then on it counts for awards.
#[utoipa::path(post, path = "/v1/marathons/{slug}/deeds/{id}/verify", tag = "deeds",
    params(("slug" = String, Path), ("id" = Uuid, Path), ("Idempotency-Key" = String, Header)),
    request_body = DecisionRequest,
    responses((status = 200, body = Decided), (status = "4XX", body = crate::problem::ProblemDocument)))]
pub(crate) async fn verify(
    State(app): State<App>,
    InPath(path): InPath<(String, String)>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    decide(&app, path, caller, &headers, request, "verify", |deed, reason| Action::Verify { deed, reason })
        .await
}

/// Refuse a claimed deed.
#[utoipa::path(post, path = "/v1/marathons/{slug}/deeds/{id}/reject", tag = "deeds",
    params(("slug" = String, Path), ("id" = Uuid, Path), ("Idempotency-Key" = String, Header)),
    request_body = DecisionRequest,
    responses((status = 200, body = Decided), (status = "4XX", body = crate::problem::ProblemDocument)))]
pub(crate) async fn reject(
    State(app): State<App>,
    InPath(path): InPath<(String, String)>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    decide(&app, path, caller, &headers, request, "reject", |deed, reason| Action::Reject { deed, reason })
        .await
}

/// Take a deed back.
#[utoipa::path(post, path = "/v1/marathons/{slug}/deeds/{id}/withdraw", tag = "deeds",
    params(("slug" = String, Path), ("id" = Uuid, Path), ("Idempotency-Key" = String, Header)),
    request_body = DecisionRequest,
    responses((status = 200, body = Decided), (status = "4XX", body = crate::problem::ProblemDocument)))]
pub(crate) async fn withdraw(
    State(app): State<App>,
    InPath(path): InPath<(String, String)>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    decide(&app, path, caller, &headers, request, "withdraw", |deed, reason| Action::Withdraw {
        deed,
        reason,
    })
    .await
}

/// Replace quantities of a deed. It is claimed again afterwards, because nobody has checked the new figures.
#[utoipa::path(post, path = "/v1/marathons/{slug}/deeds/{id}/correct", tag = "deeds",
    params(("slug" = String, Path), ("id" = Uuid, Path), ("Idempotency-Key" = String, Header)),
    request_body = CorrectionRequest,
    responses((status = 200, body = Decided), (status = "4XX", body = crate::problem::ProblemDocument)))]
pub(crate) async fn correct(
    State(app): State<App>,
    InPath((slug, id)): InPath<(String, String)>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let deed = deed_id(&id)?;
    body::idempotency_key(&headers)?;
    let bytes = body::read(request).await?;
    let parsed: CorrectionBody<'_> = body::parse(&bytes, &CORRECTION_FIELDS)?;
    let (correction, reason) = parsed.into_correction()?;
    let print = fingerprint("correct", &(deed, correction, &reason));
    let action = Action::Correct { deed, correction, reason };
    let accepted = submit(&app, &marathon, &headers, caller, action, &print).await?;
    Ok(decided(&accepted))
}

/// Take no more deeds. What is logged already can still be decided.
#[utoipa::path(post, path = "/v1/marathons/{slug}/close", tag = "marathons",
    params(("slug" = String, Path), ("Idempotency-Key" = String, Header)),
    request_body = DecisionRequest,
    responses((status = 200, body = Decided), (status = "4XX", body = crate::problem::ProblemDocument)))]
pub(crate) async fn close(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    body::idempotency_key(&headers)?;
    let reason = body::reason(request).await?;
    let print = fingerprint("close", &reason);
    let accepted = submit(&app, &marathon, &headers, caller, Action::CloseIntake { reason }, &print).await?;
    Ok(decided(&accepted))
}

async fn decide(
    app: &App,
    (slug, id): (String, String),
    caller: Caller,
    headers: &HeaderMap,
    request: Body,
    what: &'static str,
    action: impl FnOnce(DeedId, Option<String>) -> Action,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let deed = deed_id(&id)?;
    body::idempotency_key(headers)?;
    let reason = body::reason(request).await?;
    let print = fingerprint(what, &(deed, &reason));
    let accepted = submit(app, &marathon, headers, caller, action(deed, reason), &print).await?;
    Ok(decided(&accepted))
}

fn decided(accepted: &Accepted) -> Response {
    let status = match accepted.event {
        "deed-verified" => "verified",
        "deed-rejected" => "rejected",
        "deed-withdrawn" => "withdrawn",
        "intake-closed" => "closed",
        _ => "claimed",
    };
    let mut response = json(StatusCode::OK, &Decided { position: accepted.position.0, status });
    mark_repeated(&mut response, accepted);
    response
}

/// A deed's id from a path; what is not an id is no deed either.
pub(crate) fn deed_id(text: &str) -> Result<DeedId, Problem> {
    let id =
        Uuid::try_parse(text).map_err(|_| Problem::not_found("unknown-deed").with("id", shortened(text)))?;
    Ok(DeedId(id))
}

const CORRECTION_FIELDS: [Field; 10] = [
    optional("type", Takes::Words(&KINDS)),
    optional("people", Takes::Whole32),
    optional("people_helped", Takes::Whole32),
    optional("person_minutes", Takes::Whole32),
    optional("trees", Takes::Whole32),
    optional("grams", Takes::Whole64),
    optional("weight", Takes::Text),
    optional("unit", Takes::Words(&["g", "kg", "t"])),
    optional("animals", Takes::Whole32),
    optional("reason", Takes::Text),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CorrectionBody<'a> {
    #[serde(rename = "type")]
    kind: Option<DeedKind>,
    people: Option<People>,
    people_helped: Option<People>,
    person_minutes: Option<PersonMinutes>,
    trees: Option<Trees>,
    grams: Option<Grams>,
    #[serde(borrow)]
    weight: Option<Cow<'a, str>>,
    #[serde(borrow)]
    unit: Option<Cow<'a, str>>,
    animals: Option<Animals>,
    reason: Option<String>,
}

impl CorrectionBody<'_> {
    fn into_correction(self) -> Result<(Correction, Option<String>), Problem> {
        let grams = deed_body::grams(self.grams, self.weight.as_deref(), self.unit.as_deref());
        let correction = Correction {
            kind: self.kind,
            people: self.people,
            people_helped: self.people_helped,
            person_minutes: self.person_minutes,
            trees: self.trees,
            grams: grams.map_err(|error| Problem::malformed(vec![error]))?,
            animals: self.animals,
        };
        if correction == (Correction { kind: self.kind, ..Correction::default() }) {
            let missing = FieldError::new("people", "nothing-to-correct");
            return Err(Problem::malformed(vec![missing]));
        }
        Ok((correction, self.reason))
    }
}
