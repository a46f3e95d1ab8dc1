//! Accounts and sessions of people.

use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use marathon_accounts::{
    Accounts, AccountsError, LinkPurpose, Login, PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN, PasswordError,
    Principal, Secret, SignedIn,
};
use marathon_events::PrincipalId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App, Problem,
    access::{self, Credential, Kind, Peer, session_cookie},
    body,
    explain::{Field, Takes, required},
    problem::{FieldError, ProblemDocument},
    reading::json,
};

const SIGN_IN: [Field; 2] = [required("login", Takes::Text), required("password", Takes::Text)];
const FIRST_ORGANISER: [Field; 3] =
    [required("secret", Takes::Text), required("login", Takes::Text), required("password", Takes::Text)];

/// Login and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "login": "tulip@example.kz", "password": "seven green hills of Almaty" }))]
pub(crate) struct SignInRequest {
    /// 3 to 254 letters of ASCII, digits and `. _ - + @`; small and capital letters are the same.
    login: String,
    /// At least 15 characters.
    password: String,
}

/// What opens the first account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FirstOrganiserRequest {
    /// From the link that the program printed when it started.
    secret: String,
    /// As for an account.
    login: String,
    /// As for an account.
    password: String,
}

/// Somebody who is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignedInShape {
    /// Who it is.
    principal: Uuid,
}

/// Where a request came from; nowhere known in tests without a socket.
pub(crate) type From = Option<Extension<Peer>>;

pub(crate) fn address(from: From) -> Uuid {
    from.map_or(Peer::UNKNOWN, |Extension(peer)| peer).id()
}

/// Open an account. Whoever opens it is signed in.
#[utoipa::path(post, path = "/v1/accounts", tag = "accounts", request_body = SignInRequest,
    responses((status = 201, body = SignedInShape, description = "With the cookie of a session"),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn open(State(app): State<App>, from: From, request: Body) -> Result<Response, Problem> {
    app.access.limits.take(Kind::SignIns, address(from))?;
    let SignInRequest { login, password } = body::parse(&body::read(request).await?, &SIGN_IN)?;
    let who = open_account(&app, login, password).await?;
    begin_session(&app, who, None, StatusCode::CREATED).await
}

/// Sign in. The session lies in a cookie; programs use tokens.
#[utoipa::path(post, path = "/v1/session", tag = "accounts", request_body = SignInRequest,
    responses((status = 201, body = SignedInShape, description = "With the cookie of a session"),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn sign_in(
    State(app): State<App>,
    from: From,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    app.access.limits.take(Kind::SignIns, address(from))?;
    let SignInRequest { login, password } = body::parse(&body::read(request).await?, &SIGN_IN)?;
    let signed_in = blocking(&app, move |accounts| accounts.sign_in(&login, &password)).await?;
    let wrong = || Problem::new(StatusCode::UNAUTHORIZED, "sign-in-refused");
    begin_session(
        &app,
        signed_in.ok_or_else(wrong)?,
        Credential::session_secret(&headers),
        StatusCode::CREATED,
    )
    .await
}

/// Sign out.
#[utoipa::path(delete, path = "/v1/session", tag = "accounts",
    responses((status = 204), (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn sign_out(
    State(app): State<App>,
    caller: crate::Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(secret) = Credential::session_secret(&headers) {
        blocking(&app, move |accounts| accounts.end_session(&secret)).await?;
    }
    if let Some(principal) = caller.principal {
        app.access.known.forget(principal);
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, session_cookie(None))]).into_response())
}

/// Open the first account, with the link that the program printed, and make it an organiser of every marathon.
#[utoipa::path(post, path = "/v1/first-organiser", tag = "accounts", request_body = FirstOrganiserRequest,
    responses((status = 201, body = SignedInShape, description = "With the cookie of a session"),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn first_organiser(
    State(app): State<App>,
    from: From,
    request: Body,
) -> Result<Response, Problem> {
    app.access.limits.take(Kind::SignIns, address(from))?;
    let bytes = body::read(request).await?;
    let FirstOrganiserRequest { secret, login, password } = body::parse(&bytes, &FIRST_ORGANISER)?;
    let unknown = || Problem::new(StatusCode::FORBIDDEN, "link-unknown");
    let secret = Secret::parse(&secret).ok_or_else(unknown)?;
    let (looked, now) = (secret.clone(), (app.now)());
    let purpose = LinkPurpose::FirstOrganiser;
    let link = blocking(&app, move |accounts| accounts.look_at_link(&looked, purpose, now)).await?;
    link.ok_or_else(unknown)?;
    // The account first: a link that is spent on a login somebody else has would lock everybody out.
    let who = open_account(&app, login, password).await?;
    let link = blocking(&app, move |accounts| accounts.redeem_link(&secret, purpose, now)).await?;
    link.ok_or_else(unknown)?;
    access::make_organiser(&app, PrincipalId(who.principal.0)).await?;
    begin_session(&app, who, None, StatusCode::CREATED).await
}

async fn open_account(app: &App, login: String, password: String) -> Result<SignedIn, Problem> {
    let malformed = || Problem::malformed(vec![FieldError::new("login", "login-malformed")]);
    let login = Login::parse(&login).ok_or_else(malformed)?;
    let now = (app.now)();
    let opened = blocking(app, move |accounts| {
        let principal = Principal::new(now, &mut access::fill);
        let Some(_) = accounts.open(principal, &login, &password, now, &mut access::fill)? else {
            return Ok(None);
        };
        accounts.sign_in(login.as_str(), &password)
    });
    opened.await?.ok_or_else(|| Problem::new(StatusCode::CONFLICT, "login-taken"))
}

pub(crate) async fn begin_session(
    app: &App,
    who: SignedIn,
    came_with: Option<Secret>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let (principal, now) = (who.principal.0, (app.now)());
    let begun = blocking(app, move |accounts| {
        accounts.begin_session(&who, came_with.as_ref(), now, &mut access::fill)
    });
    let refused = || Problem::new(StatusCode::UNAUTHORIZED, "sign-in-refused");
    let (secret, _) = begun.await?.ok_or_else(refused)?;
    // The session it came with has ended.
    app.access.known.forget(PrincipalId(principal));
    let mut response = json(status, &SignedInShape { principal });
    let headers = response.headers_mut();
    headers.insert(header::SET_COOKIE, session_cookie(Some(&secret)));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Asks the accounts on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Accounts) -> Result<T, AccountsError> + Send + 'static,
) -> Result<T, Problem> {
    let accounts = std::sync::Arc::clone(&app.access.accounts);
    let done = tokio::task::spawn_blocking(move || work(&accounts)).await;
    done.map_err(|_| Problem::internal())?.map_err(|error| refused(&error))
}

fn refused(error: &AccountsError) -> Problem {
    let error = match error {
        AccountsError::Password(PasswordError::Busy) => return Problem::later("too-many-sign-ins"),
        AccountsError::Password(PasswordError::TooShort) => {
            FieldError::new("password", "password-too-short").with("limit", PASSWORD_CHARS_MIN)
        }
        AccountsError::Password(PasswordError::TooLong) => {
            FieldError::new("password", "password-too-long").with("limit", PASSWORD_BYTES_MAX)
        }
        other => {
            tracing::warn!(error = %other, "the store of accounts cannot be used");
            return Problem::later("store-unavailable");
        }
    };
    Problem::malformed(vec![error])
}
