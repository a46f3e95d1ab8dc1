//! What a request shows of who sends it: a token or the cookie of a session.

use axum::http::{HeaderMap, HeaderValue, header};
use marathon_accounts::{SESSION_LIFE_MAX, Secret};
use sha2::{Digest, Sha256};

/// The cookie of a session. Browsers take it under this name only over TLS or from this machine, and for no other host.
pub const SESSION_COOKIE: &str = "__Host-marathon";

/// What a request shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Credential<'a> {
    /// `Authorization: Bearer …`
    Bearer(&'a str),
    /// The cookie.
    Session(&'a str),
}

impl<'a> Credential<'a> {
    /// Whatever stands in `Authorization` goes before cookies, so that nobody acts as somebody else by accident.
    pub(crate) fn of(headers: &'a HeaderMap) -> Option<Self> {
        if let Some(header) = headers.get(header::AUTHORIZATION) {
            let text = header.to_str().unwrap_or_default();
            let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
            let token = if scheme.eq_ignore_ascii_case("bearer") { token.trim() } else { "" };
            return Some(Self::Bearer(token));
        }
        Self::session(headers)
    }

    /// The cookie alone.
    pub(crate) fn session(headers: &'a HeaderMap) -> Option<Self> {
        cookie(headers, SESSION_COOKIE).map(Self::Session)
    }

    /// The secret of a session.
    pub(crate) fn session_secret(headers: &'a HeaderMap) -> Option<Secret> {
        match Self::session(headers) {
            Some(Credential::Session(text)) => Secret::parse(text),
            _ => None,
        }
    }

    /// Under what it is remembered; the secret itself is not.
    pub(crate) fn key(self) -> [u8; 32] {
        let (kind, text) = match self {
            Self::Bearer(text) => (b"b", text),
            Self::Session(text) => (b"s", text),
        };
        Sha256::new().chain_update(kind).chain_update(text).finalize().into()
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| name.trim() == wanted).map(|(_, value)| value.trim())
}

/// The header that begins a session in a browser, or ends it.
pub(crate) fn session_cookie(secret: Option<&Secret>) -> HeaderValue {
    let (value, seconds) = match secret {
        Some(secret) => (secret.text().to_string(), SESSION_LIFE_MAX.as_secs()),
        None => (String::new(), 0),
    };
    let cookie =
        format!("{SESSION_COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    let mut cookie = HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""));
    cookie.set_sensitive(true);
    cookie
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(all: &[(header::HeaderName, &str)]) -> HeaderMap {
        all.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn a_token_goes_before_a_cookie_even_if_it_is_none() {
        let cookie = (header::COOKIE, "a=b; __Host-marathon=ff; c=d");
        assert_eq!(Credential::of(&headers(std::slice::from_ref(&cookie))), Some(Credential::Session("ff")));
        for (said, token) in
            [("Bearer mrt_1", "mrt_1"), ("bearer  mrt_1 ", "mrt_1"), ("Basic abc", ""), ("x", "")]
        {
            let both = headers(&[cookie.clone(), (header::AUTHORIZATION, said)]);
            assert_eq!(Credential::of(&both), Some(Credential::Bearer(token)), "{said}");
        }
        assert_eq!(Credential::of(&headers(&[(header::COOKIE, "marathon=ff; x__Host-marathon=1")])), None);
        assert_eq!(Credential::of(&HeaderMap::new()), None);
    }

    #[test]
    fn a_token_and_a_session_of_one_text_are_different_things() {
        assert_ne!(Credential::Bearer("x").key(), Credential::Session("x").key());
    }
}
