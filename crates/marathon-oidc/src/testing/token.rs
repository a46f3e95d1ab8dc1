//! ID tokens, good and forged.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};
use serde_json::{Value, json};

/// A token before it is signed.
pub struct Draft {
    /// Its header: `alg` and `kid`.
    pub header: Value,
    /// What it says.
    pub claims: Value,
    /// Who signs it.
    pub signature: Signature,
}

/// Who signs a token.
pub enum Signature {
    /// The provider.
    Providers,
    /// Somebody with another key.
    Strangers,
    /// Whoever knows these bytes.
    Hmac(Vec<u8>),
    /// Nobody.
    Nobodys,
}

/// A pair of keys with the id it is published under.
pub(super) struct Pair {
    pub(super) id: String,
    key: Key,
}

enum Key {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

impl Pair {
    pub(super) fn es256(id: &str) -> Self {
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).expect("a new pair");
        let key = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &SystemRandom::new());
        Self { id: id.to_owned(), key: Key::Es256(key.expect("the pair that was made")) }
    }

    pub(super) fn eddsa(id: &str) -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a new pair");
        let key = Ed25519KeyPair::from_pkcs8(document.as_ref());
        Self { id: id.to_owned(), key: Key::EdDsa(key.expect("the pair that was made")) }
    }

    pub(super) fn algorithm(&self) -> &'static str {
        match self.key {
            Key::Es256(_) => "ES256",
            Key::EdDsa(_) => "EdDSA",
        }
    }

    /// The public half, as it is published.
    pub(super) fn jwk(&self) -> Value {
        match &self.key {
            Key::Es256(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "kid": self.id, "use": "sig", "x": encode(x), "y": encode(y) })
            }
            Key::EdDsa(pair) => {
                let x = encode(pair.public_key());
                json!({ "kty": "OKP", "crv": "Ed25519", "kid": self.id, "alg": "EdDSA", "x": x })
            }
        }
    }

    fn sign(&self, text: &[u8]) -> Vec<u8> {
        match &self.key {
            Key::Es256(pair) => pair.sign(&SystemRandom::new(), text).expect("a signature").as_ref().to_vec(),
            Key::EdDsa(pair) => pair.sign(text).as_ref().to_vec(),
        }
    }
}

impl Draft {
    pub(super) fn signed(&self, pair: &Pair) -> String {
        let text = format!("{}.{}", encode(self.header.to_string()), encode(self.claims.to_string()));
        let bytes = text.as_bytes();
        let signature = match &self.signature {
            Signature::Providers => pair.sign(bytes),
            Signature::Strangers => Pair::es256("").sign(bytes),
            Signature::Hmac(key) => {
                hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), bytes).as_ref().to_vec()
            }
            Signature::Nobodys => Vec::new(),
        };
        format!("{text}.{}", encode(signature))
    }
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
