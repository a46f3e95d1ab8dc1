//! The keys a provider signs with (RFC 7517), and signatures of them (RFC 7518, RFC 8037).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;

/// Signatures that are believed, all of them of keys that only the provider has. Neither `none` nor an `HS…` will ever be
/// among them.
pub const ALGORITHMS: [&str; 4] = ["RS256", "PS256", "ES256", "EdDSA"];

/// Keys of one provider that are looked at.
const KEYS_MAX: usize = 64;

/// A key set as it is published.
#[derive(Debug, Deserialize)]
pub(crate) struct Published {
    keys: Vec<serde_json::Value>,
}

/// A key as it is published: what is needed of it.
#[derive(Debug, Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    used_for: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// A key that can be used.
#[derive(Debug)]
pub(crate) struct Key {
    id: Option<String>,
    /// The only algorithm it is for, if it says so.
    only: Option<String>,
    public: Public,
}

#[derive(Debug)]
enum Public {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// Uncompressed point (SEC 1, section 2.3.3).
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
}

/// The keys of a provider that can be used.
#[derive(Debug, Default)]
pub(crate) struct Keys(Vec<Key>);

impl From<Published> for Keys {
    /// Keys of other kinds are left out: a provider may have them for others.
    fn from(published: Published) -> Self {
        let keys = published.keys.into_iter().take(KEYS_MAX);
        Self(keys.filter_map(|key| Key::of(Jwk::deserialize(key).ok()?)).collect())
    }
}

impl Keys {
    /// The key of that id for that algorithm; without an id, the only one there is for it.
    pub(crate) fn find(&self, id: Option<&str>, algorithm: &str) -> Option<&Key> {
        let mut fit =
            self.0.iter().filter(|key| key.is_for(algorithm) && (id.is_none() || key.id.as_deref() == id));
        let first = fit.next();
        first.filter(|_| id.is_some() || fit.next().is_none())
    }
}

impl Key {
    fn of(jwk: Jwk) -> Option<Self> {
        if jwk.used_for.is_some_and(|used_for| used_for != "sig") {
            return None;
        }
        let bytes = |text: Option<String>| BASE64_URL_SAFE_NO_PAD.decode(text?).ok();
        let public = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("RSA", _) => Public::Rsa { n: bytes(jwk.n)?, e: bytes(jwk.e)? },
            ("EC", Some("P-256")) => Public::P256([vec![4], bytes(jwk.x)?, bytes(jwk.y)?].concat()),
            ("OKP", Some("Ed25519")) => Public::Ed25519(bytes(jwk.x)?),
            _ => return None,
        };
        Some(Self { id: jwk.kid, only: jwk.alg, public })
    }

    fn is_for(&self, algorithm: &str) -> bool {
        let fits = match self.public {
            Public::Rsa { .. } => algorithm == "RS256" || algorithm == "PS256",
            Public::P256(_) => algorithm == "ES256",
            Public::Ed25519(_) => algorithm == "EdDSA",
        };
        fits && self.only.as_ref().is_none_or(|only| only == algorithm)
    }

    /// Whether this key signed the text with that algorithm. Keys of less than 2048 bits sign nothing.
    pub(crate) fn signed(&self, algorithm: &str, text: &[u8], signature: &[u8]) -> bool {
        let rsa = |parameters: &'static RsaParameters, n, e| {
            RsaPublicKeyComponents { n, e }.verify(parameters, text, signature)
        };
        let verified = match (&self.public, algorithm) {
            (Public::Rsa { n, e }, "RS256") => rsa(&RSA_PKCS1_2048_8192_SHA256, n, e),
            (Public::Rsa { n, e }, "PS256") => rsa(&RSA_PSS_2048_8192_SHA256, n, e),
            (Public::P256(point), "ES256") => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(text, signature)
            }
            (Public::Ed25519(key), "EdDSA") => UnparsedPublicKey::new(&ED25519, key).verify(text, signature),
            _ => return false,
        };
        verified.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn keys(published: &Value) -> Keys {
        Published::deserialize(published).unwrap().into()
    }

    /// Made elsewhere: nothing here makes a pair of RSA.
    #[test]
    fn signatures_of_rsa_are_verified_and_short_keys_sign_nothing() {
        let made: Value = serde_json::from_str(include_str!("keys.rsa.json")).unwrap();
        let keys = keys(&made);
        let text = made["text"].as_str().unwrap().as_bytes();
        for algorithm in ["RS256", "PS256"] {
            let signature = |key: &str| {
                let text = made["signatures"][key][algorithm].as_str().unwrap();
                BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()
            };
            let signed = |key: &str, text: &[u8], signature: &[u8]| {
                keys.find(Some(key), algorithm).unwrap().signed(algorithm, text, signature)
            };
            assert!(signed("fine", text, &signature("fine")), "{algorithm}");
            assert!(!signed("fine", b"header.another", &signature("fine")), "{algorithm}");
            assert!(!signed("short", text, &signature("short")), "{algorithm}");
            let other = if algorithm == "RS256" { "PS256" } else { "RS256" };
            assert!(!keys.find(Some("fine"), other).unwrap().signed(other, text, &signature("fine")));
        }
    }

    #[test]
    fn a_key_is_found_by_its_name_and_for_what_it_is_for() {
        let x = BASE64_URL_SAFE_NO_PAD.encode([1; 32]);
        let keys = keys(&json!({ "keys": [
            "no object",
            { "kty": "oct", "kid": "secret", "k": x },
            { "kty": "EC", "crv": "P-256", "kid": "a", "x": x, "y": x },
            { "kty": "EC", "crv": "P-256", "kid": "b", "x": x, "y": x, "alg": "ES384" },
            { "kty": "EC", "crv": "P-256", "kid": "c", "x": x, "y": x, "use": "enc" },
            { "kty": "OKP", "crv": "Ed25519", "kid": "d", "x": x },
            { "kty": "OKP", "crv": "Ed25519", "kid": "e", "x": x },
            { "kty": "OKP", "crv": "Ed25519", "kid": "f", "x": "not base64!" },
        ] }));
        let found = |id, algorithm| keys.find(id, algorithm).and_then(|key| key.id.as_deref());
        assert_eq!(found(Some("a"), "ES256"), Some("a"));
        for (id, algorithm) in [
            ("a", "EdDSA"),
            ("a", "none"),
            ("b", "ES256"),
            ("c", "ES256"),
            ("f", "EdDSA"),
            ("secret", "HS256"),
        ] {
            assert_eq!(found(Some(id), algorithm), None, "{id} {algorithm}");
        }
        assert_eq!(found(None, "ES256"), Some("a"), "the only one for it");
        assert_eq!(found(None, "EdDSA"), None, "one of two");
        assert_eq!(found(Some("e"), "EdDSA"), Some("e"));
    }
}
