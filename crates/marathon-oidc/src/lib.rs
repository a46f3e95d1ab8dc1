//! Signing in at an OpenID Connect provider: the authorization code flow with PKCE (RFC 6749, RFC 7636, OpenID Connect
//! Core 1.0, section 3.1).
//!
//! ```text
//!  secret of a browser ─► Attempt ─► state, nonce, verifier       metadata, keys: asked for when needed,
//!                                       │                         kept for an hour
//!  Provider::request ───────────────────┤► address at the provider       ▲
//!  Provider::identify ◄── code, state ──┘► token endpoint ─► ID token ───┴► who it is: issuer and subject
//! ```
//!
//! All of it is derived from one secret, which whoever uses this keeps in the browser and lets be used once. Everything
//! blocks, for bounded times; nothing here knows accounts, sessions or routes. Nothing is asked of the provider but who
//! somebody is: no name, no address.

mod address;
mod attempt;
mod fetch;
mod id_token;
mod keys;
mod metadata;
mod provider;
#[cfg(feature = "testing")]
pub mod testing;

pub use address::{Address, AddressError};
pub use attempt::Attempt;
pub use fetch::{ANSWER_BYTES_MAX, CALL_TIME_MAX};
pub use id_token::{CLOCK_SKEW_MAX, TokenError};
pub use keys::ALGORITHMS;
pub use provider::{Answer, KEPT_MAX, Provider, REFETCHES_MAX, Settings, Subject};

/// Why somebody could not be signed in.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The provider could not be asked, or gave no answer in time.
    #[error("the provider could not be asked for {what}")]
    Unreachable {
        /// What was asked for.
        what: &'static str,
        /// What went wrong.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The provider said something that no provider may say, or that is not what was configured.
    #[error("the provider does not keep to the rules: {0}")]
    Misbehaves(String),
    /// The provider signs nobody in: it was cancelled there, or the code is not good any more.
    #[error("the provider refused: {0}")]
    Refused(String),
    /// The answer is another provider's, or to another question.
    #[error("the answer is not to what was asked: {0}")]
    Foreign(&'static str),
    /// The ID token does not hold.
    #[error("the ID token does not hold")]
    Token(#[from] TokenError),
}
