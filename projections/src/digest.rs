//! Writing a state in one canonical form and hashing it.

use sha2::{Digest, Sha256};

/// Hashes numbers and bytes in the order they are given. Numbers are little-endian and of fixed width, so equal
/// digests mean equal sequences.
#[derive(Default)]
pub(crate) struct Canonical(Sha256);

impl Canonical {
    pub(crate) fn number(&mut self, value: u64) {
        self.0.update(value.to_le_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }

    pub(crate) fn column<T: bytemuck::NoUninit>(&mut self, values: &[T]) {
        self.bytes(bytemuck::cast_slice(values));
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}
