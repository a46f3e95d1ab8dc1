//! ID tokens: what must hold of one before it is believed (OpenID Connect Core 1.0, section 3.1.3.7).

use std::time::Duration;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use marathon_events::Timestamp;
use serde::Deserialize;

use crate::keys::{ALGORITHMS, Keys};

/// How far the provider's clock may be from ours.
pub const CLOCK_SKEW_MAX: Duration = Duration::from_secs(60);

/// Longest subject (section 2).
const SUBJECT_CHARS_MAX: usize = 255;

/// Why an ID token does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is none.
    #[error("it is not a signed token with the claims of an ID token")]
    Malformed,
    /// `none`, one that a client could have signed with, or one nobody knows.
    #[error("it is signed with no algorithm that is believed")]
    Algorithm,
    /// The key it names is not published, or is not for its algorithm.
    #[error("the provider publishes no key that could have signed it")]
    UnknownKey,
    /// The key did not sign this.
    #[error("its signature does not fit")]
    Signature,
    /// Somebody else made it.
    #[error("another issuer made it")]
    Issuer,
    /// It is for somebody else.
    #[error("it is for another client")]
    Audience,
    /// It has ended.
    #[error("it has ended")]
    Expired,
    /// It is of the future: the clocks of provider and server differ.
    #[error("it is of the future; compare the clocks of provider and server")]
    Early,
    /// It answers another attempt.
    #[error("it answers another attempt to sign in")]
    Nonce,
    /// It names nobody.
    #[error("it names nobody, in 1 to 255 characters of ASCII")]
    Subject,
}

/// What a token must say.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) now: Timestamp,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: f64,
    iat: f64,
    nbf: Option<f64>,
    nonce: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// A token in its parts, none of which is believed yet.
pub(crate) struct IdToken<'a> {
    header: Header,
    signed: &'a str,
    claims: &'a str,
    signature: Vec<u8>,
}

impl<'a> IdToken<'a> {
    /// Takes a token apart (RFC 7515, section 3.1).
    pub(crate) fn parse(token: &'a str) -> Result<Self, TokenError> {
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(TokenError::Malformed)?;
        let header: Header = json(header)?;
        // Extensions that must be understood, and are not (section 4.1.11).
        if header.crit.is_some() {
            return Err(TokenError::Malformed);
        }
        if !ALGORITHMS.contains(&header.alg.as_str()) {
            return Err(TokenError::Algorithm);
        }
        Ok(Self { header, signed, claims, signature: decode(signature)? })
    }

    /// Whether the key it names is among these.
    pub(crate) fn is_of(&self, keys: &Keys) -> bool {
        keys.find(self.header.kid.as_deref(), &self.header.alg).is_some()
    }

    /// Whom it names, if all of it holds.
    pub(crate) fn verify(&self, keys: &Keys, expected: &Expected<'_>) -> Result<String, TokenError> {
        let Header { alg, kid, .. } = &self.header;
        let key = keys.find(kid.as_deref(), alg).ok_or(TokenError::UnknownKey)?;
        if !key.signed(alg, self.signed.as_bytes(), &self.signature) {
            return Err(TokenError::Signature);
        }
        let claims: Claims = json(self.claims)?;
        claims.check(expected)?;
        Ok(claims.sub)
    }
}

impl Claims {
    fn check(&self, expected: &Expected<'_>) -> Result<(), TokenError> {
        let now = expected.now.0 as f64 / 1e6;
        let skew = CLOCK_SKEW_MAX.as_secs_f64();
        let must = |holds: bool, error| if holds { Ok(()) } else { Err(error) };
        must(self.iss == expected.issuer, TokenError::Issuer)?;
        must(self.is_for(expected.client_id), TokenError::Audience)?;
        must(now < self.exp + skew, TokenError::Expired)?;
        must(self.nbf.unwrap_or(self.iat).max(self.iat) <= now + skew, TokenError::Early)?;
        must(self.nonce.as_deref() == Some(expected.nonce), TokenError::Nonce)?;
        let is_named = self.sub.is_ascii() && (1..=SUBJECT_CHARS_MAX).contains(&self.sub.len());
        must(is_named, TokenError::Subject)
    }

    /// A token for several must say to whom of them it was given.
    fn is_for(&self, client: &str) -> bool {
        let (meant, alone) = match &self.aud {
            Audience::One(one) => (one == client, true),
            Audience::Several(all) => (all.iter().any(|one| one == client), all.len() == 1),
        };
        meant && self.azp.as_deref().map_or(alone, |azp| azp == client)
    }
}

fn decode(text: &str) -> Result<Vec<u8>, TokenError> {
    BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| TokenError::Malformed)
}

fn json<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, TokenError> {
    serde_json::from_slice(&decode(part)?).map_err(|_| TokenError::Malformed)
}
