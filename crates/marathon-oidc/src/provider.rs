//! One provider: where somebody is sent, and who comes back.

use std::{sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use form_urlencoded::Serializer;
use marathon_events::Timestamp;
use parking_lot::Mutex;
use serde::Deserialize;

use crate::{
    Address, Attempt, Error,
    fetch::Fetch,
    id_token::{Expected, IdToken},
    keys::{Keys, Published},
    metadata::Metadata,
};

/// What a provider said of itself, and its keys, are believed so long.
pub const KEPT_MAX: Duration = Duration::from_secs(3_600);

/// How often an hour the keys are fetched before their time, because a token names one that is not among them.
pub const REFETCHES_MAX: u32 = 10;

/// Characters of what a provider says that are repeated in a log.
const REPEATED_CHARS_MAX: usize = 80;

/// How a provider is asked.
pub struct Settings {
    /// Its `issuer`, verbatim.
    pub issuer: Address,
    /// What it knows this installation by.
    pub client_id: String,
    /// What this installation shows it; without one, PKCE alone protects the code.
    pub client_secret: Option<String>,
    /// Where it sends people back to. It must know this address.
    pub redirect_uri: String,
}

/// A provider of identities. Nothing is asked of it before somebody signs in.
pub struct Provider {
    settings: Settings,
    fetch: Fetch,
    metadata: Mutex<Option<(Timestamp, Arc<Metadata>)>>,
    keys: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    keys: Option<(Timestamp, Arc<Keys>)>,
    /// Of the hour that began with the keys' first fetch of it.
    hour: Option<Timestamp>,
    refetches: u32,
}

/// What a browser comes back with from the provider.
#[derive(Default)]
pub struct Answer {
    /// What was sent there.
    pub state: Option<String>,
    /// What buys an ID token.
    pub code: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
    /// Whose answer it is (RFC 9207).
    pub iss: Option<String>,
}

/// Somebody, as the provider knows them.
#[derive(Clone, PartialEq, Eq)]
pub struct Subject {
    /// `iss`, verbatim.
    pub issuer: String,
    /// `sub`, verbatim.
    pub subject: String,
}

impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Subject(..)")
    }
}

/// What a token endpoint answers: tokens, or why not.
#[derive(Deserialize)]
struct Tokens {
    id_token: Option<String>,
    error: Option<String>,
}

impl Provider {
    /// A provider as it is configured. Asks nothing of it.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let fetch = Fetch::new(&settings.issuer);
        Self { settings, fetch, metadata: Mutex::default(), keys: Mutex::default() }
    }

    /// Its issuer.
    #[must_use]
    pub fn issuer(&self) -> &Address {
        &self.settings.issuer
    }

    /// The address at the provider where somebody shows who they are.
    ///
    /// # Errors
    /// If the provider cannot be asked where that is.
    pub fn request(&self, attempt: &Attempt, now: Timestamp) -> Result<String, Error> {
        let metadata = self.metadata(now)?;
        let at = metadata.authorization.as_str();
        let mut form = Serializer::new(String::new());
        form.append_pair("response_type", "code")
            .append_pair("scope", "openid")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.settings.redirect_uri)
            .append_pair("state", &attempt.state)
            .append_pair("nonce", &attempt.nonce)
            .append_pair("code_challenge", &attempt.challenge())
            .append_pair("code_challenge_method", "S256");
        let separator = if at.contains('?') { '&' } else { '?' };
        Ok(format!("{at}{separator}{}", form.finish()))
    }

    /// Who somebody is that comes back from the provider.
    ///
    /// # Errors
    /// If the answer is not to this attempt, the provider refused or cannot be asked, or its ID token does not hold.
    pub fn identify(&self, attempt: &Attempt, answer: &Answer, now: Timestamp) -> Result<Subject, Error> {
        if answer.state.as_ref() != Some(&attempt.state) {
            return Err(Error::Foreign("its state is not that of this browser"));
        }
        let metadata = self.metadata(now)?;
        let issuer = self.settings.issuer.as_str();
        if answer.iss.as_deref().map_or(metadata.names_itself, |iss| iss != issuer) {
            return Err(Error::Foreign("it does not say that it is of this provider"));
        }
        let code = match (&answer.code, &answer.error) {
            (Some(code), None) => code,
            (_, Some(error)) => return Err(Error::Refused(shortened(error))),
            (None, None) => return Err(Error::Refused("it gave neither a code nor a reason".to_owned())),
        };
        let token = self.redeem(&metadata, attempt, code)?;
        let subject = self.verify(&metadata, &token, &attempt.nonce, now)?;
        Ok(Subject { issuer: issuer.to_owned(), subject })
    }

    /// What the code buys.
    fn redeem(&self, metadata: &Metadata, attempt: &Attempt, code: &str) -> Result<String, Error> {
        let Settings { client_id, client_secret, redirect_uri, .. } = &self.settings;
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("code_verifier", &attempt.verifier);
        let mut authorization = None;
        match client_secret {
            Some(secret) if !metadata.secret_in_form => authorization = Some(basic(client_id, secret)),
            Some(secret) => {
                form.append_pair("client_id", client_id).append_pair("client_secret", secret);
            }
            None => {
                form.append_pair("client_id", client_id);
            }
        }
        let what = "an ID token";
        let (status, tokens): (_, Tokens) =
            self.fetch.post(what, &metadata.token, authorization.as_deref(), form.finish())?;
        match tokens {
            Tokens { id_token: Some(token), error: None } if status.is_success() => Ok(token),
            Tokens { error: Some(error), .. } => Err(Error::Refused(shortened(&error))),
            Tokens { .. } => Err(Error::Misbehaves(format!("it answered {status} without an ID token"))),
        }
    }

    fn verify(&self, metadata: &Metadata, token: &str, nonce: &str, now: Timestamp) -> Result<String, Error> {
        let token = IdToken::parse(token)?;
        let mut keys = self.keys(metadata, now)?;
        if !token.is_of(&keys)
            && let Some(newer) = self.keys_again(metadata, now)?
        {
            keys = newer;
        }
        let Settings { issuer, client_id, .. } = &self.settings;
        let expected = Expected { issuer: issuer.as_str(), client_id, nonce, now };
        Ok(token.verify(&keys, &expected)?)
    }

    /// What the provider says of itself. Nobody waits for somebody else who asks: a lock is held for no call.
    fn metadata(&self, now: Timestamp) -> Result<Arc<Metadata>, Error> {
        let kept = fresh(self.metadata.lock().as_ref(), now);
        if let Some(metadata) = kept {
            return Ok(metadata);
        }
        let metadata = Arc::new(Metadata::fetch(&self.fetch, &self.settings.issuer)?);
        *self.metadata.lock() = Some((now, Arc::clone(&metadata)));
        Ok(metadata)
    }

    fn keys(&self, metadata: &Metadata, now: Timestamp) -> Result<Arc<Keys>, Error> {
        let kept = fresh(self.keys.lock().keys.as_ref(), now);
        kept.map_or_else(|| self.fetch_keys(metadata, now), Ok)
    }

    /// The keys as they are now, unless they were fetched too often lately.
    fn keys_again(&self, metadata: &Metadata, now: Timestamp) -> Result<Option<Arc<Keys>>, Error> {
        {
            let mut kept = self.keys.lock();
            if !kept.hour.is_some_and(|hour| is_fresh(hour, now)) {
                (kept.hour, kept.refetches) = (Some(now), 0);
            }
            if kept.refetches >= REFETCHES_MAX {
                return Ok(None);
            }
            kept.refetches += 1;
        }
        self.fetch_keys(metadata, now).map(Some)
    }

    fn fetch_keys(&self, metadata: &Metadata, now: Timestamp) -> Result<Arc<Keys>, Error> {
        let published: Published = self.fetch.get("its keys", &metadata.keys)?;
        let keys = Arc::new(Keys::from(published));
        self.keys.lock().keys = Some((now, Arc::clone(&keys)));
        Ok(keys)
    }
}

fn fresh<T>(kept: Option<&(Timestamp, Arc<T>)>, now: Timestamp) -> Option<Arc<T>> {
    kept.filter(|(since, _)| is_fresh(*since, now)).map(|(_, kept)| Arc::clone(kept))
}

fn is_fresh(since: Timestamp, now: Timestamp) -> bool {
    Duration::from_micros(now.0.abs_diff(since.0)) < KEPT_MAX
}

/// RFC 6749, section 2.3.1: each is encoded as in a form first.
fn basic(client_id: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", encoded(client_id), encoded(secret))))
}

/// What came over the wire, short and of letters that do no harm in a log.
fn shortened(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(REPEATED_CHARS_MAX).collect()
}
