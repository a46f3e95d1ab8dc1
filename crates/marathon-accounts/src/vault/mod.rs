//! The vault: personal data that can be erased although events commit to it.
//!
//! ```text
//!  KEK (outside the store) ──wraps──► key of a subject ──seals──► salt ‖ plaintext
//!                                                                    │
//!  event, for ever:  commitment = HMAC-SHA256(salt, plaintext) ◄─────┘
//! ```
//!
//! First the payload is sealed and stored, then an event with its commitment is appended, then the payload is confirmed.
//! What fails between the first two leaves a payload nobody refers to, which [`Vault::unconfirmed`] finds. Nothing can
//! fail so that an event refers to a payload that was never stored.
//!
//! Erasing removes key, salts and payloads. The commitment stays, and without its salt it tells nothing, not even to
//! who can guess the plaintext: so the salt is sealed too.

use std::sync::Arc;

use marathon_events::Timestamp;
use uuid::Builder;
use zeroize::Zeroizing;

use crate::Fill;
use crate::store::{AccountStore, StoreError};

mod cipher;
mod rows;

use cipher::PlainKey;
pub use cipher::{Kek, SALT_BYTES};
pub use rows::{Commitment, KekId, KeyId, Opened, Payload, PayloadPlace, Subject, SubjectKey};

/// Longest plaintext of a payload.
pub const PAYLOAD_BYTES_MAX: usize = 64 * 1024;

/// How often sealing begins anew because the subject was erased meanwhile.
const SEAL_ATTEMPTS_MAX: usize = 3;

/// Why the vault could not do what it was asked. It never says what was in a payload.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Longer than [`PAYLOAD_BYTES_MAX`].
    #[error("{bytes} bytes of personal data are too many; at most {PAYLOAD_BYTES_MAX} can be kept at a time")]
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// The key of a subject is wrapped by another key-encryption key.
    #[error(
        "the personal data of {subject} is locked with the key-encryption key {}, which was not given; \
         give it as the current or the previous one",
        const_hex::encode(kek.0)
    )]
    OtherKek {
        /// Whose data it is.
        subject: Subject,
        /// The name of the key-encryption key that opens it.
        kek: KekId,
    },
    /// What is stored is not what was written.
    #[error("the personal data of {subject} is damaged; restore the store of accounts from a backup")]
    Damaged {
        /// Whose data it is.
        subject: Subject,
    },
    /// The subject was erased again and again while something was sealed for it.
    #[error("{subject} was being erased; try again if it is still wanted")]
    BeingErased {
        /// Whose data it is.
        subject: Subject,
    },
}

/// Seals, opens and erases personal data.
pub struct Vault {
    store: Arc<dyn AccountStore>,
    current: Kek,
    previous: Option<Kek>,
}

impl Vault {
    /// The vault of that store. Keys are wrapped by `current`; while they are being rewrapped, `previous` opens those
    /// that are not yet.
    #[must_use]
    pub fn new(store: Arc<dyn AccountStore>, current: Kek, previous: Option<Kek>) -> Self {
        Self { store, current, previous }
    }

    /// Seals a payload and stores it, durably. Append the event that commits to it only then, and afterwards
    /// [`confirm`](Self::confirm) it. `schema` is the version of the plaintext's encoding.
    ///
    /// # Errors
    /// If the plaintext is too long, the subject's key cannot be unwrapped, or the store cannot be used.
    pub fn seal(
        &self,
        subject: Subject,
        schema: u32,
        plaintext: &[u8],
        now: Timestamp,
        fill: &mut Fill<'_>,
    ) -> Result<Commitment, VaultError> {
        if plaintext.len() > PAYLOAD_BYTES_MAX {
            return Err(VaultError::TooLong { bytes: plaintext.len() });
        }
        for _ in 0..SEAL_ATTEMPTS_MAX {
            let stored = self.key_of(subject, fill)?;
            let key = self.unwrap(&stored)?;
            let mut salt = Zeroizing::new([0; SALT_BYTES]);
            fill(&mut *salt);
            let commitment = Commitment::of(&salt, plaintext);
            let place = PayloadPlace { subject, commitment };
            let payload = Payload {
                place,
                key: stored.id,
                schema,
                sealed: key.seal(place, schema, &salt, plaintext, fill),
                sealed_at: now,
            };
            if self.store.insert_payload(&payload)? {
                return Ok(commitment);
            }
        }
        Err(VaultError::BeingErased { subject })
    }

    /// Tells equal texts about a subject from different ones, as long as it is not erased: HMAC-SHA256 under a key that
    /// follows from the subject's. Nobody who lacks that can try out what the text was, and after an erasure nobody can.
    ///
    /// # Errors
    /// If the subject's key cannot be unwrapped, or the store cannot be used.
    pub fn fingerprint(
        &self,
        subject: Subject,
        text: &[u8],
        fill: &mut Fill<'_>,
    ) -> Result<[u8; 32], VaultError> {
        let key = self.key_of(subject, fill)?;
        Ok(self.unwrap(&key)?.fingerprint(text))
    }

    /// Notes that an event refers to the payload, so that it is never taken for one that none refers to; `false` if it
    /// has been erased.
    ///
    /// # Errors
    /// If the store cannot be used.
    pub fn confirm(&self, place: PayloadPlace) -> Result<bool, VaultError> {
        Ok(self.store.confirm_payload(place)?)
    }

    /// Opens a payload that an event commits to; it has been checked against the commitment. Where there is none (any
    /// more), its subject was erased.
    ///
    /// # Errors
    /// If what is stored is not what was sealed, the subject's key cannot be unwrapped, or the store cannot be used.
    pub fn open(&self, place: PayloadPlace) -> Result<Opened, VaultError> {
        let Some(payload) = self.store.payload(place)? else { return Ok(Opened::Erased) };
        // Between these two the subject may have been erased, and another payload sealed for it.
        let key = self.store.key(place.subject)?.filter(|key| key.id == payload.key);
        let Some(key) = key else { return Ok(Opened::Erased) };
        let opened = self.unwrap(&key)?.open(&payload);
        opened.ok_or(VaultError::Damaged { subject: place.subject })
    }

    /// Removes all there is of a subject, for good. Again it does nothing. What is sealed for it afterwards gets a new
    /// key.
    ///
    /// # Errors
    /// If the store cannot be used; erase again then.
    pub fn erase(&self, subject: Subject) -> Result<(), VaultError> {
        Ok(self.store.erase(subject)?)
    }

    /// Payloads sealed before that time that were never confirmed, oldest first, at most `rows_max`. Look into the
    /// history for each: confirm it if an event refers to it, [`remove`](Self::remove_unconfirmed) it if none does.
    /// `sealed_before` must be older than any command that may still be on its way into the history.
    ///
    /// # Errors
    /// If the store cannot be used.
    pub fn unconfirmed(
        &self,
        sealed_before: Timestamp,
        rows_max: u32,
    ) -> Result<Vec<PayloadPlace>, VaultError> {
        Ok(self.store.unconfirmed(sealed_before, rows_max)?)
    }

    /// Removes a payload no event refers to; `false` if it has been confirmed or is gone.
    ///
    /// # Errors
    /// If the store cannot be used.
    pub fn remove_unconfirmed(&self, place: PayloadPlace) -> Result<bool, VaultError> {
        Ok(self.store.remove_unconfirmed(place)?)
    }

    /// Wraps keys of the previous key-encryption key with the current one, at most `rows_max`, and says how many were
    /// left to do when it began, up to `rows_max`. Call it again until it says 0; then the previous one can go.
    ///
    /// # Errors
    /// If a key cannot be unwrapped, or the store cannot be used.
    pub fn rewrap(&self, rows_max: u32, fill: &mut Fill<'_>) -> Result<usize, VaultError> {
        let Some(previous) = self.previous.as_ref().filter(|kek| kek.id() != self.current.id()) else {
            return Ok(0);
        };
        let stored = self.store.keys_wrapped_by(previous.id(), rows_max)?;
        let rewrap = |key: &SubjectKey| {
            let plain = self.unwrap(key)?;
            Ok(self.current.wrap(&plain, key.subject, key.id, fill))
        };
        let keys: Vec<_> = stored.iter().map(rewrap).collect::<Result<_, VaultError>>()?;
        self.store.replace_keys(previous.id(), &keys)?;
        Ok(stored.len())
    }

    /// The key of a subject; a new one if it has none.
    fn key_of(&self, subject: Subject, fill: &mut Fill<'_>) -> Result<SubjectKey, VaultError> {
        match self.store.key(subject)? {
            Some(key) => Ok(key),
            None => Ok(self.store.insert_key(&self.new_key(subject, fill))?),
        }
    }

    fn new_key(&self, subject: Subject, fill: &mut Fill<'_>) -> SubjectKey {
        let mut id = [0; 16];
        fill(&mut id);
        let id = KeyId(Builder::from_random_bytes(id).into_uuid());
        self.current.wrap(&PlainKey::new(fill), subject, id, fill)
    }

    fn unwrap(&self, key: &SubjectKey) -> Result<PlainKey, VaultError> {
        let SubjectKey { subject, kek, .. } = *key;
        let mut known = [Some(&self.current), self.previous.as_ref()].into_iter().flatten();
        let kek = known.find(|k| k.id() == kek).ok_or(VaultError::OtherKek { subject, kek })?;
        kek.unwrap(key).ok_or(VaultError::Damaged { subject })
    }
}
