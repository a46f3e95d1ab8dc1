//! The gate: every request passes it, and nothing behind it is reached without a line of the policy.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use marathon_events::{Position, PrincipalId};
use marathon_log::LogName;
use tower_http::csrf::CsrfLayer;
use uuid::Uuid;

use crate::{
    App, Caller, Marathon, Problem,
    access::{
        Credential, Kind, Peer, grants,
        known::Known,
        policy::{self, Need, Roles},
    },
    accounts,
    edge::language_of,
    problem::Raised,
    query::shortened,
};

/// A role that was granted a moment ago is waited for so long before somebody is turned away.
const ROLES_WAIT_MAX: Duration = Duration::from_secs(1);
/// A look-up of a credential waits for its turn at most so long.
const TURN_WAIT_MAX: Duration = Duration::from_secs(2);
/// The beginning of every path that is about one marathon.
const OF_A_MARATHON: &str = "/v1/marathons/{slug}";
/// The route that logs a deed.
const DEEDS: &str = "/v1/marathons/{slug}/deeds";

/// Puts routes behind the gate.
pub(crate) fn guard<S: Clone + Send + Sync + 'static>(router: Router<S>, app: &App) -> Router<S> {
    let foreign = |_| Problem::new(StatusCode::FORBIDDEN, "cross-site").into_response();
    let csrf = CsrfLayer::new().with_rejection_response(foreign);
    router.layer(middleware::from_fn_with_state(app.clone(), gate)).layer(csrf)
}

/// Puts pages behind the gate. What it says to those who may not pass, it says in their language.
pub fn guard_pages(router: Router, app: &App) -> Router {
    guard(router, app).layer(middleware::from_fn(in_words))
}

async fn in_words(request: Request, next: Next) -> Response {
    let language = language_of(request.headers());
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Raised>() {
        Some(Raised(problem)) => problem.respond(language),
        None => response,
    }
}

async fn gate(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match admit(&app, &parts).await {
        Ok((caller, public)) => {
            parts.extensions.insert(caller);
            let mut response = next.run(Request::from_parts(parts, body)).await;
            if !public {
                let cache = response.headers_mut().entry(header::CACHE_CONTROL);
                cache.or_insert(HeaderValue::from_static("no-store"));
            }
            response
        }
        Err(problem) => problem.into_response(),
    }
}

/// Who asks, and whether anybody might; a problem for those who may not.
async fn admit(app: &App, parts: &Parts) -> Result<(Caller, bool), Problem> {
    // What leads nowhere is answered so to everybody.
    let Some(route) = parts.extensions.get::<MatchedPath>() else { return Ok((Caller::default(), true)) };
    let need = policy::need(&parts.method, route.as_str())?;
    let known = match Credential::of(&parts.headers) {
        Some(credential) => resolve(app, credential, Peer::of(&parts.extensions).id()).await,
        None => Ok(None),
    };
    if need.public {
        let principal = known.ok().flatten().map(|known| known.principal);
        return Ok((Caller { principal }, true));
    }
    let known = known?.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "sign-in-needed"))?;
    let is_write = !parts.method.is_safe();
    let roles = match route.as_str().starts_with(OF_A_MARATHON) {
        true => {
            let slug = parts.uri.path().split('/').nth(3).unwrap_or_default();
            // No slug needs it, and what it stands for must not be read in two ways.
            if slug.contains('%') {
                return Err(Problem::not_found("no-such-route"));
            }
            let marathon = LogName::parse(slug).and_then(|name| app.site.get(&name));
            let unknown = || Problem::not_found("no-such-marathon").with("slug", shortened(slug));
            let marathon = marathon.ok_or_else(unknown)?;
            roles_in(app, &marathon, &known, &need).await?
        }
        false => Roles::default(),
    };
    let reads_only = known.scope.as_ref().is_some_and(|scope| scope.role == "auditor");
    let may = need.roles.meets(roles) || need.signed_in && !(is_write && reads_only);
    if !may {
        let problem = Problem::new(StatusCode::FORBIDDEN, "not-allowed");
        return Err(problem.with("roles", need.roles_in_words()));
    }
    if is_write && !roles.meets(Roles::front_office()) {
        app.access.limits.take(Kind::Writes, known.principal.0)?;
        if route.as_str() == DEEDS {
            app.access.limits.take(Kind::Deeds, known.principal.0)?;
        }
    }
    Ok((Caller { principal: Some(known.principal) }, false))
}

/// The roles somebody has in a marathon. Who is about to be turned away is looked at again once the views have caught up.
async fn roles_in(app: &App, marathon: &Marathon, known: &Known, need: &Need) -> Result<Roles, Problem> {
    let elsewhere = known.scope.as_ref().and_then(|scope| scope.marathon.as_deref());
    if elsewhere.is_some_and(|only| only != marathon.name().as_str()) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "token-for-another-marathon"));
    }
    let roles = match known.roles(marathon) {
        Some(roles) => roles,
        None => {
            grants::grant_at_first_use(app, marathon, known).await?;
            known.look_up_roles(marathon)
        }
    };
    if need.signed_in || need.roles.meets(roles) {
        return Ok(roles);
    }
    if let Some(last) = marathon.feed().next().0.checked_sub(1) {
        let _ = marathon.wait_visible(Position(last), ROLES_WAIT_MAX).await;
    }
    Ok(known.look_up_roles(marathon))
}

/// Who showed this; `None` if it is nobody's.
async fn resolve(app: &App, shown: Credential<'_>, from: Uuid) -> Result<Option<Arc<Known>>, Problem> {
    let key = shown.key();
    if let Some(known) = app.access.known.get(&key) {
        return Ok(Some(known));
    }
    app.access.limits.has_room(Kind::WrongCredentials, from)?;
    let turn = tokio::time::timeout(TURN_WAIT_MAX, app.access.lookups.acquire()).await;
    let Ok(Ok(_turn)) = turn else { return Err(Problem::later("store-unavailable")) };
    let now = (app.now)();
    let text = match shown {
        Credential::Bearer(text) | Credential::Session(text) => text.to_owned(),
    };
    let is_token = matches!(shown, Credential::Bearer(_));
    let found = accounts::blocking(app, move |accounts| {
        if is_token {
            let token = accounts.token(&text, now)?;
            return Ok(token.map(|token| Known::new(PrincipalId(token.principal.0), Some(token.scope))));
        }
        let Some(secret) = marathon_accounts::Secret::parse(&text) else { return Ok(None) };
        let session = accounts.session(&secret, now)?;
        Ok(session.map(|session| Known::new(PrincipalId(session.principal.0), None)))
    });
    match found.await? {
        Some(known) => {
            let known = Arc::new(known);
            app.access.known.insert(key, &known);
            Ok(Some(known))
        }
        None => {
            app.access.limits.take(Kind::WrongCredentials, from)?;
            Ok(None)
        }
    }
}
