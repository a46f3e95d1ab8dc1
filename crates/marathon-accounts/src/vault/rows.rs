//! What lies in the store, and what comes out of it.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use marathon_events::Timestamp;
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::cipher::SALT_BYTES;
use crate::Principal;

/// Whose data it is: the UUID of a principal or of an entrant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(pub Uuid);

impl From<Principal> for Subject {
    fn from(principal: Principal) -> Self {
        Self(principal.0)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// All that an event says of a payload: HMAC-SHA256 with the salt as the key, over the plaintext.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Commitment(pub [u8; 32]);

impl Commitment {
    /// The commitment to a plaintext under a salt.
    #[must_use]
    pub fn of(salt: &[u8; SALT_BYTES], plaintext: &[u8]) -> Self {
        Self(mac(salt, plaintext).finalize().into_bytes().into())
    }

    /// Whether this is the commitment to that plaintext under that salt.
    #[must_use]
    pub fn is_of(&self, salt: &[u8; SALT_BYTES], plaintext: &[u8]) -> bool {
        mac(salt, plaintext).verify_slice(&self.0).is_ok()
    }
}

fn mac(salt: &[u8; SALT_BYTES], plaintext: &[u8]) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(salt).expect("HMAC takes keys of any length");
    mac.chain_update(plaintext)
}

/// Where a payload lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PayloadPlace {
    /// Whose it is.
    pub subject: Subject,
    /// The commitment an event has of it.
    pub commitment: Commitment,
}

/// Name of a subject's key: random, and another one after the subject was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub Uuid);

/// Name of a key-encryption key. It follows from the key and tells nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KekId(pub [u8; 8]);

/// The key of a subject, wrapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectKey {
    /// Whose it is.
    pub subject: Subject,
    /// Its name.
    pub id: KeyId,
    /// What it is wrapped by.
    pub kek: KekId,
    /// Nonce ‖ ciphertext ‖ tag.
    pub wrapped: Vec<u8>,
}

/// A payload, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// Where it lies.
    pub place: PayloadPlace,
    /// The key it is sealed with.
    pub key: KeyId,
    /// Version of the plaintext's encoding.
    pub schema: u32,
    /// Nonce ‖ ciphertext of salt ‖ plaintext ‖ tag.
    pub sealed: Vec<u8>,
    /// When it was sealed.
    pub sealed_at: Timestamp,
}

/// What is behind a commitment.
#[derive(Clone, PartialEq, Eq)]
pub enum Opened {
    /// Plaintext and salt: the opening of the commitment. Forgotten when dropped.
    Here {
        /// Version of the plaintext's encoding.
        schema: u32,
        /// What was sealed.
        plaintext: Zeroizing<Vec<u8>>,
        /// The salt of the commitment.
        salt: Zeroizing<[u8; SALT_BYTES]>,
    },
    /// Nothing: the subject was erased.
    Erased,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Here { .. } => "Here(..)",
            Self::Erased => "Erased",
        })
    }
}
