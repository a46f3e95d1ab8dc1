//! Signing in at an OpenID Connect provider: there and back.
//!
//! ```text
//!  GET /v1/session/provider         a secret into a cookie, its hash as a link that works once; off to the provider
//!  GET /v1/session/provider/answer  cookie and state fit, the link is used up, the provider says who it is: a session
//! ```

use std::{error::Error as _, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use marathon_accounts::{LinkPurpose, Secret};
use marathon_oidc::{Answer, Attempt, Error};

use crate::{
    App, Problem,
    access::{self, Credential, Entrance, Kind, cookie},
    accounts::{From, address, begin_session, blocking},
    problem::{FieldError, ProblemDocument},
    query::Query,
};

/// The cookie of somebody who is at the provider: a secret, and the path they come back to.
const COOKIE: &str = "__Host-marathon-sign-in";
/// Somebody is back from the provider within this time.
const ATTEMPT_LIFE: Duration = Duration::from_secs(600);
/// Longest path somebody comes back to.
const PATH_BYTES_MAX: usize = 200;

/// A path of this site: no other host, no parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ReturnPath(String);

impl ReturnPath {
    fn parse(text: &str) -> Option<Self> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_".contains(&b);
        // Browsers take what begins with two slashes for the name of a host.
        let is_here = text.starts_with('/') && !text.starts_with("//");
        (is_here && text.len() <= PATH_BYTES_MAX && text.bytes().all(is_plain)).then(|| Self(text.to_owned()))
    }
}

/// The path somebody comes back to who is at the provider.
#[must_use]
pub fn return_path(headers: &HeaderMap) -> Option<String> {
    attempt_in(headers).map(|(_, ReturnPath(path))| path)
}

fn attempt_in(headers: &HeaderMap) -> Option<(Secret, ReturnPath)> {
    let (secret, path) = cookie(headers, COOKIE)?.split_at_checked(64)?;
    Some((Secret::parse(secret)?, ReturnPath::parse(path)?))
}

/// Begin to sign in at the provider of this installation: leads there. Open it in a browser.
#[utoipa::path(get, path = "/v1/session/provider", tag = "accounts",
    params(("return_to" = Option<String>, Query, description = "Path of this site to come back to: `/kk/2026/me`")),
    responses((status = 303, description = "To the provider, with a cookie for the way back"),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn begin(State(app): State<App>, from: From, uri: Uri) -> Result<Response, Problem> {
    let mut query = Query::of(&uri);
    let path = query.parsed("return_to", |text| {
        ReturnPath::parse(text).ok_or_else(|| FieldError::new("return_to", "not-a-path-here"))
    });
    query.finish()?;
    let entrance = entrance(&app)?;
    app.access.limits.take(Kind::SignIns, address(from))?;
    let now = (app.now)();
    let made = blocking(&app, move |accounts| {
        accounts.make_link(LinkPurpose::SignIn, None, b"", ATTEMPT_LIFE, now, &mut access::fill)
    });
    let secret = made.await?.ok_or_else(Problem::internal)?;
    let attempt = attempt(&secret);
    let location = entrance.ask(move |provider| provider.request(&attempt, now)).await?;
    let location = location.map_err(|error| failed(entrance, &error))?;
    let ReturnPath(path) = path.unwrap_or_else(|| ReturnPath("/".to_owned()));
    let cookie = format!(
        "{COOKIE}={}{path}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}",
        *secret.text(),
        ATTEMPT_LIFE.as_secs()
    );
    let mut cookie = HeaderValue::try_from(cookie).map_err(|_| Problem::internal())?;
    cookie.set_sensitive(true);
    let location = HeaderValue::try_from(location).map_err(|_| Problem::internal())?;
    let headers = [
        (header::LOCATION, location),
        (header::SET_COOKIE, cookie),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// Come back from the provider. Whoever it names is signed in; whom it names for the first time is somebody new.
#[utoipa::path(get, path = "/v1/session/provider/answer", tag = "accounts",
    params(("state" = Option<String>, Query), ("code" = Option<String>, Query), ("error" = Option<String>, Query),
        ("iss" = Option<String>, Query)),
    responses((status = 303, description = "To where it began, with the cookie of a session"),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn answer(
    State(app): State<App>,
    from: From,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    let entrance = entrance(&app)?;
    app.access.limits.take(Kind::SignIns, address(from))?;
    // Providers add parameters of their own (RFC 6749, section 4.1.2), so the query is never finished.
    let mut query = Query::of(&uri);
    let [state, code, error, iss] = ["state", "code", "error", "iss"].map(|name| query.text(name));
    let answer = Answer { state, code, error, iss };
    let (secret, ReturnPath(path)) = attempt_in(&headers).ok_or_else(over)?;
    let attempt = attempt(&secret);
    // A link that somebody else sent does not use up the attempt.
    if answer.state.as_ref() != Some(&attempt.state) {
        return Err(over());
    }
    let now = (app.now)();
    let redeemed = blocking(&app, move |accounts| accounts.redeem_link(&secret, LinkPurpose::SignIn, now));
    redeemed.await?.ok_or_else(over)?;
    let subject = entrance.ask(move |provider| provider.identify(&attempt, &answer, now)).await?;
    let subject = subject.map_err(|error| failed(entrance, &error))?;
    let who = blocking(&app, move |accounts| {
        accounts.sign_in_external(&subject.issuer, &subject.subject, now, &mut access::fill)
    });
    let came_with = Credential::session_secret(&headers);
    let mut response = begin_session(&app, who.await?, came_with, StatusCode::SEE_OTHER).await?;
    count("signed-in");
    let path = HeaderValue::try_from(path).map_err(|_| Problem::internal())?;
    response.headers_mut().insert(header::LOCATION, path);
    Ok(response)
}

fn entrance(app: &App) -> Result<&Entrance, Problem> {
    app.access.provider.as_ref().ok_or_else(|| Problem::not_found("no-provider"))
}

fn attempt(secret: &Secret) -> Attempt {
    Attempt::of(secret.text().as_bytes())
}

/// The attempt is not of this browser, took too long, or was used.
fn over() -> Problem {
    count("over");
    Problem::new(StatusCode::FORBIDDEN, "sign-in-over")
}

fn failed(entrance: &Entrance, error: &Error) -> Problem {
    let cause = error.source().map(ToString::to_string);
    let issuer = entrance.provider.issuer();
    tracing::warn!(%issuer, %error, cause, "somebody could not be signed in by the provider");
    let problem = match error {
        Error::Unreachable { .. } | Error::Misbehaves(_) => {
            count("unavailable");
            Problem::later("provider-unavailable")
        }
        Error::Refused(_) | Error::Token(_) => {
            count("refused");
            Problem::new(StatusCode::UNAUTHORIZED, "provider-refused")
        }
        Error::Foreign(_) => over(),
    };
    problem.with("provider", &entrance.name)
}

fn count(outcome: &'static str) {
    metrics::counter!("marathon_provider_sign_ins_total", "outcome" => outcome).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_come_back_to_this_site_alone() {
        for fine in ["/", "/kk", "/ru/2026-spring/me"] {
            assert_eq!(ReturnPath::parse(fine), Some(ReturnPath(fine.to_owned())));
        }
        let long = format!("/{}", "x".repeat(PATH_BYTES_MAX));
        for no in [
            "",
            "kk",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a;b",
            "/a\r\nb",
            "/%2f",
            &long,
        ] {
            assert_eq!(ReturnPath::parse(no), None, "{no}");
        }
    }

    #[test]
    fn the_cookie_has_a_secret_and_a_path() {
        let of = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, format!("a=b; {COOKIE}={value}").parse().unwrap());
            return_path(&headers)
        };
        let secret = "0a".repeat(32);
        assert_eq!(of(&format!("{secret}/kk/2026/me")).as_deref(), Some("/kk/2026/me"));
        for no in
            [String::new(), secret.clone(), format!("{secret}//evil.example"), format!("{}/kk", &secret[1..])]
        {
            assert_eq!(of(&no), None, "{no}");
        }
    }
}
