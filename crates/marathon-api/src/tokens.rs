//! Tokens of programs, as organisers make and revoke them.

use std::time::Duration;

use axum::{
    body::Body,
    extract::State,
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use marathon_accounts::{ApiToken, Principal, Scope, TOKEN_LIFE_DEFAULT};
use marathon_events::{PrincipalId, RegionCode, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App, Problem, access,
    accounts::blocking,
    body,
    explain::{Field, Takes, optional, required},
    problem::{FieldError, ProblemDocument},
    query::{InPath, Query, shortened},
    reading::json,
};

/// What a token may act as.
const ROLES: [&str; 6] = ["participant", "coordinator", "judge", "auditor", "organiser", "operator"];
/// Longest life of a token made over HTTP.
const DAYS_MAX: u32 = 400;
/// Tokens read at a time.
const PAGE_ROWS: u32 = 500;
/// Tokens shown.
const SHOWN_MAX: usize = 5_000;

const FIELDS: [Field; 4] = [
    required("role", Takes::Words(&ROLES)),
    optional("region", Takes::Region),
    optional("nomination", Takes::Text),
    optional("expires_days", Takes::Whole32),
];

/// A token to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "role": "coordinator", "region": "KZ-71", "expires_days": 30 }))]
pub(crate) struct TokenRequest {
    /// `participant`, `coordinator`, `judge`, `auditor`, `organiser` or `operator`.
    role: String,
    /// Of a coordinator: the only region; without it, all.
    #[schema(value_type = Option<String>)]
    region: Option<RegionCode>,
    /// Of a judge: the only nomination; without it, all.
    nomination: Option<String>,
    /// Days it lasts; 90 by default, 400 at most.
    expires_days: Option<u32>,
}

/// A token without its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenShape {
    /// Whom it acts as.
    principal: Uuid,
    /// How its text begins.
    prefix: String,
    role: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nomination: Option<String>,
    #[schema(value_type = String)]
    created_at: Timestamp,
    #[schema(value_type = String)]
    expires_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    revoked_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    last_used: Option<Timestamp>,
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenMade {
    /// The token itself. It is never shown again.
    token: String,
    #[serde(flatten)]
    about: TokenShape,
}

/// The tokens of a marathon.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokensShape {
    tokens: Vec<TokenShape>,
}

impl std::convert::From<ApiToken> for TokenShape {
    fn from(token: ApiToken) -> Self {
        Self {
            principal: token.principal.0,
            prefix: token.prefix,
            role: token.scope.role,
            region: token.scope.region,
            nomination: token.scope.nomination,
            created_at: token.created_at,
            expires_at: token.expires_at,
            revoked_at: token.revoked_at,
            last_used: token.last_used,
        }
    }
}

/// See the tokens made for this marathon.
#[utoipa::path(get, path = "/v1/marathons/{slug}/tokens", tag = "roles",
    params(("slug" = String, Path, description = "The marathon")),
    responses((status = 200, body = TokensShape),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn tokens(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    app.marathon(&slug)?;
    Query::of(&uri).finish()?;
    let found = of_marathon(&app, slug).await?;
    Ok(json(StatusCode::OK, &TokensShape { tokens: found.into_iter().map(Into::into).collect() }))
}

/// Make a token for a program. Its role is granted when it is used first.
#[utoipa::path(post, path = "/v1/marathons/{slug}/tokens", tag = "roles",
    params(("slug" = String, Path)), request_body = TokenRequest,
    responses((status = 201, body = TokenMade), (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn make(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    request: Body,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let bytes = body::read(request).await?;
    let TokenRequest { role, region, nomination, expires_days } = body::parse(&bytes, &FIELDS)?;
    let wrong = |field, code| Err(Problem::malformed(vec![FieldError::new(field, code)]));
    let rules = marathon.read(|view| view.model.rules().cloned());
    if !ROLES.contains(&role.as_str()) {
        let accepted = ROLES.join(", ");
        return Err(Problem::malformed(vec![
            FieldError::new("role", "not-one-of").with("accepted", accepted),
        ]));
    }
    if region.is_some_and(|code| rules.as_ref().is_none_or(|rules| rules.region(code).is_none())) {
        return wrong("region", "no-such-region-here");
    }
    if nomination.as_ref().is_some_and(|id| rules.as_ref().is_none_or(|rules| rules.nomination(id).is_none()))
    {
        return wrong("nomination", "no-such-nomination-here");
    }
    let days = u64::from(expires_days.unwrap_or(DAYS_MAX).clamp(1, DAYS_MAX));
    let life = expires_days.map_or(TOKEN_LIFE_DEFAULT, |_| Duration::from_secs(days * 86_400));
    let scope = Scope { role, marathon: Some(slug), region: region.map(|code| code.to_string()), nomination };
    let now = (app.now)();
    let expires_at = Timestamp(now.0.saturating_add(life.as_micros() as i64));
    let made =
        blocking(&app, move |accounts| accounts.issue_token(scope, expires_at, now, &mut access::fill));
    let (text, token) = made.await?;
    Ok(json(StatusCode::CREATED, &TokenMade { token: text.to_string(), about: token.into() }))
}

/// Revoke a token of this marathon, for good.
#[utoipa::path(delete, path = "/v1/marathons/{slug}/tokens/{principal}", tag = "roles",
    params(("slug" = String, Path), ("principal" = Uuid, Path, description = "Whom the token acts as")),
    responses((status = 204), (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn revoke(
    State(app): State<App>,
    InPath((slug, principal)): InPath<(String, String)>,
) -> Result<Response, Problem> {
    app.marathon(&slug)?;
    let none = || Problem::not_found("no-such-token").with("id", shortened(&principal));
    let id = Uuid::try_parse(&principal).map_err(|_| none())?;
    let of_here = of_marathon(&app, slug).await?.into_iter().any(|token| token.principal == Principal(id));
    let now = (app.now)();
    if !of_here {
        return Err(none());
    }
    blocking(&app, move |accounts| Ok(accounts.store().revoke_token(Principal(id), now)?)).await?;
    app.access.known.forget(PrincipalId(id));
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The tokens that are for this marathon alone. Those for all of them belong to whoever keeps the program.
async fn of_marathon(app: &App, slug: String) -> Result<Vec<ApiToken>, Problem> {
    blocking(app, move |accounts| {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = accounts.store().tokens(after, PAGE_ROWS)?;
            after = page.last().map(|token| token.principal);
            let is_last = page.len() < PAGE_ROWS as usize;
            found.extend(page.into_iter().filter(|token| token.scope.marathon.as_deref() == Some(&*slug)));
            if is_last || found.len() >= SHOWN_MAX {
                found.truncate(SHOWN_MAX);
                return Ok(found);
            }
        }
    })
    .await
}
