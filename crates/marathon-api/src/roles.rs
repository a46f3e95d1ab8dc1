//! Roles of a marathon: who has which, and giving and taking them.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use marathon_accounts::{Login, Principal};
use marathon_domain::{Action, RoleAction};
use marathon_events::{PrincipalId, RegionCode, Role};
use marathon_projections::people::Grant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App, Caller, Problem,
    accounts::blocking,
    body,
    explain::{Field, Takes, optional, required},
    operation::{fingerprint, mark_repeated, submit},
    problem::{FieldError, ProblemDocument},
    query::{InPath, Query},
    reading::json,
};

/// The names of roles.
pub(crate) const ROLES: [&str; 5] = ["coordinator", "judge", "auditor", "organiser", "operator"];

const GRANT: [Field; 6] = [
    optional("principal", Takes::Id),
    optional("login", Takes::Text),
    required("role", Takes::Words(&ROLES)),
    optional("regions", Takes::Texts),
    optional("nominations", Takes::Texts),
    optional("reason", Takes::Text),
];

/// A role to give or to take.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "login": "aigul@example.kz", "role": "coordinator", "regions": ["KZ-71"] }))]
pub(crate) struct RoleRequest {
    /// Whose; or `login`.
    principal: Option<Uuid>,
    /// Whose: what their account is called.
    login: Option<String>,
    /// `coordinator`, `judge`, `auditor`, `organiser` or `operator`.
    #[schema(value_type = String)]
    role: Role,
    /// Of a coordinator: where; empty: everywhere.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    regions: Vec<RegionCode>,
    /// Of a judge: which nominations; empty: all.
    #[serde(default)]
    nominations: Vec<String>,
    /// Why.
    reason: Option<String>,
}

/// A role that somebody has.
#[derive(Serialize, ToSchema)]
pub(crate) struct HeldRole {
    /// Which.
    role: &'static str,
    /// Of a coordinator: where; empty: everywhere.
    regions: Vec<String>,
    /// Of a judge: which nominations; empty: all.
    nominations: Vec<String>,
}

/// Somebody with roles.
#[derive(Serialize, ToSchema)]
pub(crate) struct Holder {
    /// Who.
    principal: Uuid,
    /// What they sign in with; told to organisers alone, and absent for a program.
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    /// What they may do.
    roles: Vec<HeldRole>,
}

/// Everybody with a role.
#[derive(Serialize, ToSchema)]
pub(crate) struct RolesShape {
    /// In the order of their ids.
    holders: Vec<Holder>,
}

/// A role that was given or taken.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoleDecided {
    /// Whose.
    principal: Uuid,
    /// Position of the decision in the history.
    position: u64,
}

/// Roles as they are shown.
pub(crate) fn held(roles: &BTreeMap<Role, Grant>) -> Vec<HeldRole> {
    let shape = |(role, grant): (&Role, &Grant)| HeldRole {
        role: role.name(),
        regions: grant.regions.iter().map(ToString::to_string).collect(),
        nominations: grant.nominations.clone(),
    };
    roles.iter().map(shape).collect()
}

/// See who may do what.
#[utoipa::path(get, path = "/v1/marathons/{slug}/roles", tag = "roles",
    params(("slug" = String, Path, description = "The marathon")),
    responses((status = 200, body = RolesShape),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn roles(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    caller: Caller,
    uri: Uri,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    Query::of(&uri).finish()?;
    let (mut holders, leads) = marathon.read(|view| {
        let people = &view.model.people;
        let holder =
            |(who, roles): (PrincipalId, _)| Holder { principal: who.0, login: None, roles: held(roles) };
        let leads = caller.principal.is_some_and(|who| people.holds(who, Role::Organiser));
        (people.all_roles().map(holder).collect::<Vec<_>>(), leads)
    });
    if leads {
        holders = with_logins(&app, holders).await?;
    }
    Ok(json(StatusCode::OK, &RolesShape { holders }))
}

/// Holders, with what those of them who have an account sign in with.
async fn with_logins(app: &App, mut holders: Vec<Holder>) -> Result<Vec<Holder>, Problem> {
    let named = blocking(app, move |accounts| {
        for holder in &mut holders {
            let account = accounts.store().account(Principal(holder.principal))?;
            holder.login = account.map(|account| account.login.as_str().to_owned());
        }
        Ok(holders)
    });
    named.await
}

/// Give somebody a role; one that they have gets the new scope.
#[utoipa::path(post, path = "/v1/marathons/{slug}/roles", tag = "roles",
    params(("slug" = String, Path), ("Idempotency-Key" = String, Header)), request_body = RoleRequest,
    responses((status = 201, body = RoleDecided), (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn grant(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    let give = |principal, RoleRequest { role, regions, nominations, reason, .. }| RoleAction::Grant {
        principal,
        role,
        regions,
        nominations,
        reason,
    };
    decide(&app, &slug, caller, &headers, request, ("grant", StatusCode::CREATED), give).await
}

/// Take a role away.
#[utoipa::path(post, path = "/v1/marathons/{slug}/roles/revoke", tag = "roles",
    params(("slug" = String, Path), ("Idempotency-Key" = String, Header)), request_body = RoleRequest,
    responses((status = 200, body = RoleDecided), (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn revoke(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    let take = |principal, RoleRequest { role, reason, .. }| RoleAction::Revoke { principal, role, reason };
    decide(&app, &slug, caller, &headers, request, ("revoke", StatusCode::OK), take).await
}

async fn decide(
    app: &App,
    slug: &str,
    caller: Caller,
    headers: &HeaderMap,
    request: Body,
    (what, status): (&str, StatusCode),
    action: impl FnOnce(PrincipalId, RoleRequest) -> RoleAction,
) -> Result<Response, Problem> {
    let marathon = app.marathon(slug)?;
    body::idempotency_key(headers)?;
    let mut request: RoleRequest = body::parse(&body::read(request).await?, &GRANT)?;
    let principal = principal(app, request.principal, request.login.take()).await?;
    let role = (principal, request.role, &request.regions, &request.nominations, &request.reason);
    let print = fingerprint(what, &role);
    let action = Action::Role(action(principal, request));
    let accepted = submit(app, &marathon, headers, caller, action, &print).await?;
    app.access.known.forget(principal);
    let decided = RoleDecided { principal: principal.0, position: accepted.position.0 };
    let mut response = json(status, &decided);
    mark_repeated(&mut response, &accepted);
    Ok(response)
}

/// Whom a request names, by id or by login.
async fn principal(app: &App, id: Option<Uuid>, login: Option<String>) -> Result<PrincipalId, Problem> {
    let named = match (id, login) {
        (Some(id), None) => return Ok(PrincipalId(id)),
        (None, Some(login)) => login,
        _ => {
            let either = FieldError::new("principal", "either-principal-or-login");
            return Err(Problem::malformed(vec![either]));
        }
    };
    let found = blocking(app, move |accounts| {
        let login = Login::parse(&named);
        Ok(login.map(|login| accounts.store().account_by_login(&login)).transpose()?.flatten())
    });
    let unknown = || Problem::malformed(vec![FieldError::new("login", "no-such-login")]);
    found.await?.map(|account| PrincipalId(account.principal.0)).ok_or_else(unknown)
}
