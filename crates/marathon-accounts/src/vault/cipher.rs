//! XChaCha20-Poly1305: what wraps keys and seals payloads. Nonces are 192 random bits, so they never repeat.

use std::fmt;

use chacha20poly1305::aead::{Aead, AeadInOut, KeyInit, Payload as Sealing};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::rows::{KekId, KeyId, Opened, Payload, PayloadPlace, Subject, SubjectKey};
use crate::Fill;

/// Bytes of the salt of a commitment.
pub const SALT_BYTES: usize = 32;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

/// A key-encryption key: 256 random bits that must not lie in the store, nor in its backups. Forgotten when dropped.
pub struct Kek {
    key: PlainKey,
    id: KekId,
}

impl Kek {
    /// From its bytes.
    #[must_use]
    pub fn new(bytes: [u8; KEY_BYTES]) -> Self {
        let digest = Sha256::new().chain_update(b"marathon kek id").chain_update(bytes).finalize();
        let mut id = [0; 8];
        id.copy_from_slice(&digest[..8]);
        Self { key: PlainKey(Zeroizing::new(bytes)), id: KekId(id) }
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> KekId {
        self.id
    }

    pub(super) fn wrap(
        &self,
        key: &PlainKey,
        subject: Subject,
        id: KeyId,
        fill: &mut Fill<'_>,
    ) -> SubjectKey {
        let wrapped = self.key.encrypt(&[&*key.0], &key_context(subject, id), fill);
        SubjectKey { subject, id, kek: self.id, wrapped }
    }

    pub(super) fn unwrap(&self, key: &SubjectKey) -> Option<PlainKey> {
        let bytes = self.key.decrypt(&key.wrapped, &key_context(key.subject, key.id))?;
        let mut plain = PlainKey(Zeroizing::new([0; KEY_BYTES]));
        plain.0.copy_from_slice(bytes.get(..KEY_BYTES).filter(|_| bytes.len() == KEY_BYTES)?);
        Some(plain)
    }
}

impl fmt::Debug for Kek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kek({})", const_hex::encode(self.id.0))
    }
}

/// A key in the open, forgotten when dropped.
pub(super) struct PlainKey(Zeroizing<[u8; KEY_BYTES]>);

impl PlainKey {
    pub(super) fn new(fill: &mut Fill<'_>) -> Self {
        let mut key = Self(Zeroizing::new([0; KEY_BYTES]));
        fill(&mut *key.0);
        key
    }

    pub(super) fn seal(
        &self,
        place: PayloadPlace,
        schema: u32,
        salt: &[u8; SALT_BYTES],
        plaintext: &[u8],
        fill: &mut Fill<'_>,
    ) -> Vec<u8> {
        self.encrypt(&[salt, plaintext], &payload_context(place, schema), fill)
    }

    /// `None` if it is not what was sealed for that place, or not what its commitment says.
    pub(super) fn open(&self, payload: &Payload) -> Option<Opened> {
        let opened = self.decrypt(&payload.sealed, &payload_context(payload.place, payload.schema))?;
        let (salt, plaintext) = opened.split_first_chunk::<SALT_BYTES>()?;
        let same = payload.place.commitment.is_of(salt, plaintext);
        same.then(|| Opened::Here {
            schema: payload.schema,
            plaintext: Zeroizing::new(plaintext.to_vec()),
            salt: Zeroizing::new(*salt),
        })
    }

    /// HMAC-SHA256 of a text under a key made from this one, which is for nothing else.
    pub(super) fn fingerprint(&self, text: &[u8]) -> [u8; 32] {
        let key = Zeroizing::new(mac(&*self.0, b"marathon fingerprint"));
        mac(&*key, text)
    }

    /// Nonce ‖ ciphertext of the parts in a row ‖ tag.
    fn encrypt(&self, parts: &[&[u8]], context: &[u8], fill: &mut Fill<'_>) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        fill(&mut nonce);
        let length: usize = parts.iter().map(|part| part.len()).sum();
        // Of its full length from the beginning: growing would leave a copy of the plaintext behind.
        let mut sealed = Vec::with_capacity(NONCE_BYTES + length + TAG_BYTES);
        sealed.extend_from_slice(&nonce);
        parts.iter().for_each(|part| sealed.extend_from_slice(part));
        let cipher = XChaCha20Poly1305::new(&(*self.0).into());
        let (_, text) = sealed.split_at_mut(NONCE_BYTES);
        let tag = cipher.encrypt_inout_detached(&XNonce::from(nonce), context, text.into());
        sealed.extend_from_slice(&tag.expect("far below the 256 GiB that the cipher takes"));
        sealed
    }

    fn decrypt(&self, sealed: &[u8], context: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let cipher = XChaCha20Poly1305::new(&(*self.0).into());
        let sealed = Sealing { msg: ciphertext, aad: context };
        cipher.decrypt(&XNonce::from(*nonce), sealed).ok().map(Zeroizing::new)
    }
}

fn mac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.chain_update(text).finalize().into_bytes().into()
}

/// What binds a wrapped key to its owner: it opens nobody else's data.
fn key_context(subject: Subject, id: KeyId) -> [u8; 32] {
    let mut context = [0; 32];
    context[..16].copy_from_slice(subject.0.as_bytes());
    context[16..].copy_from_slice(id.0.as_bytes());
    context
}

/// What binds a payload to its place: its id, which is the commitment, its subject, and the version of its encoding.
fn payload_context(place: PayloadPlace, schema: u32) -> [u8; 52] {
    let mut context = [0; 52];
    context[..32].copy_from_slice(&place.commitment.0);
    context[32..48].copy_from_slice(place.subject.0.as_bytes());
    context[48..].copy_from_slice(&schema.to_be_bytes());
    context
}
