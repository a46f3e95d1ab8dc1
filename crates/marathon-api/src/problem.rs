//! Problems: what went wrong and what would be accepted, as `application/problem+json` (RFC 9457).
//!
//! A problem is raised with a stable code and arguments; its words are put in at the edge, where the caller's
//! language is known. Every code has a message in each of the three languages.

use std::sync::{Arc, LazyLock};

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use marathon_domain::{Refusal, RefusalClass, Refusals};
use serde::Serialize;

use crate::Language;

/// A problem to be answered.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Status of the answer.
    pub status: StatusCode,
    /// Stable code; the `type` is `urn:marathon:problem:<code>`.
    pub code: &'static str,
    args: Vec<(&'static str, String)>,
    /// What is wrong with single fields.
    pub errors: Vec<FieldError>,
    retry_after_seconds: Option<u32>,
}

/// What is wrong with one field.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The field, as a path: `evidence.0.sha256`.
    pub field: String,
    /// Stable code of what is wrong.
    pub code: &'static str,
    args: Vec<(&'static str, String)>,
}

impl FieldError {
    pub(crate) fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code, args: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, args: Vec::new(), errors: Vec::new(), retry_after_seconds: None }
    }

    pub(crate) fn bad_request(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }

    pub(crate) fn not_found(code: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, code)
    }

    /// The request is not of the shape the route takes.
    pub(crate) fn malformed(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::bad_request("malformed-request") }
    }

    /// Not now; the same request may be sent again.
    pub(crate) fn later(code: &'static str) -> Self {
        Self { retry_after_seconds: Some(1), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, code) }
    }

    /// Sent again not before so many seconds have passed.
    pub(crate) fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after_seconds: Some(seconds), ..self }
    }

    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// A command was refused by these rules.
    pub(crate) fn refused(why: &Refusals) -> Self {
        let class = why.0.iter().map(Refusal::class).max().unwrap_or(RefusalClass::Invalid);
        let (status, code) = match (class, why.0.first()) {
            (RefusalClass::NotFound, Some(first)) => (StatusCode::NOT_FOUND, first.rule()),
            (RefusalClass::Forbidden, Some(first)) => (StatusCode::FORBIDDEN, first.rule()),
            (RefusalClass::Conflict, Some(first)) => (StatusCode::CONFLICT, first.rule()),
            _ => (StatusCode::UNPROCESSABLE_ENTITY, "refused"),
        };
        let mut problem = Self::new(status, code);
        if let Some(first) = why.0.first() {
            problem.args = args_of(first);
        }
        for refusal in &why.0 {
            if let Some(field) = refusal.field() {
                let error = FieldError { field: field.into(), code: refusal.rule(), args: args_of(refusal) };
                problem.errors.push(error);
            }
        }
        problem
    }

    /// The problem in the caller's language, as it is sent.
    pub(crate) fn document(&self, language: Language) -> ProblemDocument {
        let field_detail = |e: &FieldError| say(language, e.code, &e.args);
        ProblemDocument {
            problem_type: format!("urn:marathon:problem:{}", self.code),
            title: say(language, &format!("{}.title", self.code), &self.args),
            status: self.status.as_u16(),
            detail: say(language, self.code, &self.args),
            errors: self
                .errors
                .iter()
                .map(|e| FieldProblem { field: e.field.clone(), code: e.code, detail: field_detail(e) })
                .collect(),
        }
    }

    pub(crate) fn respond(&self, language: Language) -> Response {
        let body = serde_json::to_vec(&self.document(language)).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A problem on its way to the edge, which knows the language.
#[derive(Clone)]
pub(crate) struct Raised(pub(crate) Arc<Problem>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        response.extensions_mut().insert(Raised(Arc::new(self)));
        response
    }
}

/// A problem as it is sent (RFC 9457).
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemDocument {
    /// Stable name of the problem: `urn:marathon:problem:<code>`.
    #[serde(rename = "type")]
    problem_type: String,
    /// What kind of problem it is, in the caller's language.
    title: String,
    /// The status of the answer.
    status: u16,
    /// What is wrong and what to do, in the caller's language.
    detail: String,
    /// What is wrong with single fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// The field, as a path: `evidence.0.sha256`.
    field: String,
    /// Stable code of what is wrong.
    code: &'static str,
    /// What is wrong and what would be accepted, in the caller's language.
    detail: String,
}

fn args_of(refusal: &Refusal) -> Vec<(&'static str, String)> {
    match refusal {
        Refusal::UnknownEntrant { id, .. }
        | Refusal::CompanionNotAPerson { id }
        | Refusal::CompanionRepeated { id } => vec![("id", id.to_string())],
        Refusal::UnknownRegion { region, accepted } => {
            vec![("region", region.to_string()), ("accepted", list(accepted))]
        }
        Refusal::UnknownSector { sector, accepted } => {
            vec![("sector", sector.to_string()), ("accepted", list(accepted))]
        }
        Refusal::BeforeStart { day, first } => vec![("day", day.to_string()), ("first", first.to_string())],
        Refusal::AfterEnd { day, last } => vec![("day", day.to_string()), ("last", last.to_string())],
        Refusal::InFuture { day, today } => vec![("day", day.to_string()), ("today", today.to_string())],
        Refusal::TooSmall { min, .. } => vec![("min", min.to_string())],
        Refusal::TooLarge { max, .. } | Refusal::TooLong { max, .. } | Refusal::TooManyChanges { max } => {
            vec![("max", max.to_string())]
        }
        Refusal::EvidenceRepeated { sha256 } => vec![("sha256", sha256.to_string())],
        Refusal::UnknownDeed { id } => vec![("id", id.to_string())],
        Refusal::WrongState { status } => vec![("status", status.to_string())],
        Refusal::KindMismatch { kind, .. } => vec![("kind", kind.name().to_owned())],
        Refusal::RoleNeeded { roles } | Refusal::NotYours { roles } => vec![("roles", names(roles))],
        Refusal::RoleNotHeld { role } | Refusal::NotOfRole { role, .. } => {
            vec![("role", role.name().to_owned())]
        }
        Refusal::StepMissing { step } | Refusal::StepDone { step } => vec![("step", step.name().to_owned())],
        Refusal::ConsentMissing { below } => vec![("below", below.to_string())],
        Refusal::ChallengeTooLate { last } | Refusal::AppealTooLate { last } => {
            vec![("last", last.to_string())]
        }
        Refusal::UnknownNomination { nomination, accepted } => {
            vec![("nomination", nomination.clone()), ("accepted", list(accepted))]
        }
        Refusal::AdultsOnly { id, .. }
        | Refusal::EntrantGone { id }
        | Refusal::MemberNotAPerson { id }
        | Refusal::Repeated { id, .. }
        | Refusal::WrongEntrantKind { id }
        | Refusal::NotShortlisted { id, .. }
        | Refusal::NotAssigned { id }
        | Refusal::Recused { id }
        | Refusal::OtherCommitment { id }
        | Refusal::ScoreMissing { id } => vec![("id", id.to_string())],
        Refusal::NotAJudge { id } => vec![("id", id.to_string())],
        Refusal::UnknownAppeal { id } => vec![("id", id.to_string())],
        Refusal::WrongNumberOfPoints { id, needed } => {
            vec![("id", id.to_string()), ("needed", needed.to_string())]
        }
        Refusal::PositionOutside { from, to } => vec![("from", from.to_string()), ("to", to.to_string())],
        Refusal::BeforeAnnounced { at } => vec![("at", at.to_string())],
        _ => Vec::new(),
    }
}

/// Roles in words; a dash for none.
fn names(roles: &[marathon_events::Role]) -> String {
    let names: Vec<_> = roles.iter().map(|role| role.name()).collect();
    if names.is_empty() { "—".to_owned() } else { names.join(", ") }
}

fn list<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

type Bundle = FluentBundle<FluentResource>;

static TEXTS: LazyLock<[Bundle; 3]> = LazyLock::new(|| {
    [
        bundle(Language::Kk, include_str!("texts/kk.ftl")),
        bundle(Language::Ru, include_str!("texts/ru.ftl")),
        bundle(Language::En, include_str!("texts/en.ftl")),
    ]
});

fn bundle(language: Language, source: &str) -> Bundle {
    let id = language.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned())
        .unwrap_or_else(|(_, errors)| unreachable!("the texts in {} parse: {errors:?}", language.code()));
    bundle.add_resource_overriding(resource);
    bundle
}

/// The message of a code; `code.title` asks for its attribute. A code without a title has the code for one.
fn say(language: Language, code: &str, args: &[(&'static str, String)]) -> String {
    let (id, attribute) = code.split_once('.').map_or((code, None), |(id, attribute)| (id, Some(attribute)));
    let bundle = &TEXTS[language as usize];
    let message = bundle.get_message(id);
    let pattern = message.and_then(|m| match attribute {
        Some(name) => m.get_attribute(name).map(|a| a.value()),
        None => m.value(),
    });
    let Some(pattern) = pattern else { return id.to_owned() };
    let mut values = FluentArgs::new();
    for (name, value) in args {
        values.set(*name, value.as_str());
    }
    bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned()
}
