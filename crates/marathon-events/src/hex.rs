//! Bytes that are lower-case hex on the wire, so that each has exactly one text.

use std::fmt;

use hmac::{Hmac as Mac, KeyInit, Mac as _};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::Sha256;

macro_rules! bytes_in_hex {
    ($(#[$doc:meta])* $name:ident, $expecting:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl $name {
            /// 64 lower-case hex digits; `None` for anything else (upper case would make two texts for one value).
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                if text.len() != 64 || text.bytes().any(|b| b.is_ascii_uppercase()) {
                    return None;
                }
                let mut bytes = [0; 32];
                const_hex::decode_to_slice(text, &mut bytes).ok()?;
                Some(Self(bytes))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(const_hex::Buffer::<32>::new().format(&self.0))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(const_hex::Buffer::<32>::new().format(&self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                struct V;
                impl de::Visitor<'_> for V {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }
                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$name, E> {
                        $name::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
                    }
                }
                d.deserialize_str(V)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn inline_schema() -> bool {
                true
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
            }
        }
    };
}

bytes_in_hex!(
    /// A SHA-256, in lower-case hex on the wire.
    Sha256Hash,
    "a SHA-256 as 64 lower-case hex digits"
);
bytes_in_hex!(
    /// HMAC-SHA256 (RFC 2104) of something that is not public, under a [`Salt`]: it can be shown later, not changed.
    Hmac,
    "an HMAC-SHA256 as 64 lower-case hex digits"
);
bytes_in_hex!(
    /// Random bytes without which an [`Hmac`] tells nothing about what it was made of.
    Salt,
    "a salt as 64 lower-case hex digits"
);

impl Hmac {
    /// Of these bytes, with the salt as the key.
    #[must_use]
    pub fn of(salt: Salt, content: &[u8]) -> Self {
        let mut mac = Mac::<Sha256>::new_from_slice(&salt.0)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(content);
        Self(mac.finalize().into_bytes().into())
    }
}

/// The bytes of a public source that draw lots: 16 to 64 of them, in lower-case hex on the wire.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seed(Vec<u8>);

impl Seed {
    /// `None` unless these are 16 to 64 bytes.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        (16..=64).contains(&bytes.len()).then_some(Self(bytes))
    }

    /// 32 to 128 lower-case hex digits, two for each byte; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let one_text = !text.starts_with("0x") && text.bytes().all(|b| !b.is_ascii_uppercase());
        one_text.then(|| const_hex::decode(text).ok()).flatten().and_then(Self::new)
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&const_hex::encode(&self.0))
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Seed {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Seed {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("a seed is 16 to 64 bytes in lower-case hex"))
    }
}

impl JsonSchema for Seed {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Seed".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^([0-9a-f]{2}){16,64}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hmac_is_that_of_rfc_4231() {
        // Test case 3, whose key of 20 bytes 0xaa is the same key as with zeros behind it.
        let mut key = [0; 32];
        key[..20].fill(0xaa);
        let expected = "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe";
        assert_eq!(Hmac::of(Salt(key), &[0xdd; 50]).to_string(), expected);
    }

    #[test]
    fn a_seed_is_16_to_64_bytes_in_one_text() {
        for bytes in [16, 17, 64] {
            let text = "0a".repeat(bytes);
            assert_eq!(Seed::parse(&text).unwrap().to_string(), text);
            assert_eq!(Seed::parse(&text).unwrap().bytes().len(), bytes);
        }
        for text in ["0a".repeat(15), "0a".repeat(65), "0A".repeat(16), "0x".to_owned() + &"0a".repeat(16)] {
            assert_eq!(Seed::parse(&text), None, "{text}");
        }
        assert_eq!(Seed::parse(&"0a".repeat(16)[1..]), None);
    }
}
