//! One attempt of one browser to sign in.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// One attempt of one browser to sign in: everything that is sent for it follows from a secret that only this browser has,
/// and none of it says anything of the secret.
pub struct Attempt {
    /// Comes back beside the code (RFC 6749, section 10.12).
    pub state: String,
    /// Comes back in the ID token (OpenID Connect Core 1.0, section 15.5.2).
    pub(crate) nonce: String,
    /// Shows the token endpoint that whoever redeems the code asked for it (RFC 7636).
    pub(crate) verifier: String,
}

impl Attempt {
    /// The attempt of a browser with this secret, which must be 256 random bits or more.
    #[must_use]
    pub fn of(secret: &[u8]) -> Self {
        let derived = |purpose: &str| digest(&[purpose.as_bytes(), secret]);
        Self { state: derived("state:"), nonce: derived("nonce:"), verifier: derived("verifier:") }
    }

    /// What the provider learns of the verifier beforehand: method `S256`.
    pub(crate) fn challenge(&self) -> String {
        digest(&[self.verifier.as_bytes()])
    }
}

/// SHA-256 of the parts, in 43 characters that need no encoding anywhere.
fn digest(parts: &[&[u8]]) -> String {
    let hash = parts.iter().fold(Sha256::new(), Digest::chain_update);
    BASE64_URL_SAFE_NO_PAD.encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_that_of_the_standard() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned();
        let attempt = Attempt { verifier, ..Attempt::of(&[0; 32]) };
        assert_eq!(attempt.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn what_follows_from_a_secret_is_of_it_alone() {
        let (one, other) = (Attempt::of(&[1; 32]), Attempt::of(&[2; 32]));
        let all = [one.state, one.nonce, one.verifier, other.state, other.nonce, other.verifier];
        for (n, text) in all.iter().enumerate() {
            assert_eq!(text.len(), 43);
            assert!(!all[..n].contains(text));
        }
        assert_eq!(Attempt::of(&[1; 32]).state, all[0]);
    }
}
