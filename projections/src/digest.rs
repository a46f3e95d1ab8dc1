//! Writing a state in one canonical form and hashing it.

use sha2::{Digest, Sha256};

const VALUES_AT_ONCE: usize = 1_024;

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

    /// The same as a column of these values.
    pub(crate) fn values<T: bytemuck::NoUninit>(&mut self, values: impl ExactSizeIterator<Item = T>) {
        self.number((values.len() * size_of::<T>()) as u64);
        let mut some = Vec::with_capacity(VALUES_AT_ONCE);
        for value in values {
            some.push(value);
            if some.len() == VALUES_AT_ONCE {
                self.0.update(bytemuck::cast_slice(&some));
                some.clear();
            }
        }
        self.0.update(bytemuck::cast_slice(&some));
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}
