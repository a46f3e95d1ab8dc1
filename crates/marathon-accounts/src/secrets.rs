//! Secrets that a bearer shows: 256 random bits. Only their SHA-256 is ever stored: there is nothing to guess that a
//! slow hash would have to protect.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Fill;

/// 256 random bits, forgotten when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    pub(crate) fn new(fill: &mut Fill<'_>) -> Self {
        let mut bits = Zeroizing::new([0; 32]);
        fill(&mut *bits);
        Self(bits)
    }

    /// Reads 64 lower-case hexadecimal digits; `None` if the text is anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fine = text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let mut bits = Zeroizing::new([0; 32]);
        (fine && const_hex::decode_to_slice(text, &mut *bits).is_ok()).then_some(Self(bits))
    }

    /// The secret as text: 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(const_hex::encode(*self.0))
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(*self.0).into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// SHA-256 of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretHash(pub [u8; 32]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_as_it_is_written() {
        let secret = Secret::new(&mut |bytes| bytes.fill(0xab));
        let text = secret.text();
        assert_eq!(*text, "ab".repeat(32));
        assert_eq!(Secret::parse(&text).expect("a secret").hash(), secret.hash());
        assert_eq!(const_hex::encode(secret.hash().0), const_hex::encode(Sha256::digest([0xab; 32])));
        for no in ["", "ab", &"AB".repeat(32), &"zz".repeat(32), &format!("0x{}", "ab".repeat(31))] {
            assert!(Secret::parse(no).is_none(), "{no}");
        }
        assert_eq!(format!("{secret:?}"), "Secret(..)");
    }
}
