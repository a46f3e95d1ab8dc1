//! Writing and reading columns, with a digest over everything.

use std::io::{self, Read, Write};

use bytemuck::Pod;
use sha2::{Digest, Sha256};

/// Writes columns and keeps a SHA-256 of all that was written.
pub struct Saver<'a> {
    to: &'a mut dyn Write,
    digest: Sha256,
}

impl<'a> Saver<'a> {
    /// Begins to write to `to`, which should be buffered.
    pub fn new(to: &'a mut dyn Write) -> Self {
        Self { to, digest: Sha256::new() }
    }

    /// Writes one number.
    ///
    /// # Errors
    /// If the destination refuses.
    pub fn number(&mut self, value: u64) -> io::Result<()> {
        self.raw(&value.to_le_bytes())
    }

    /// Writes the length and the values of a slice.
    ///
    /// # Errors
    /// If the destination refuses.
    pub fn slice<T: Pod>(&mut self, values: &[T]) -> io::Result<()> {
        self.number(values.len() as u64)?;
        self.values(values)
    }

    /// Writes values without saying how many.
    ///
    /// # Errors
    /// If the destination refuses.
    pub(crate) fn values<T: Pod>(&mut self, values: &[T]) -> io::Result<()> {
        self.raw(bytemuck::cast_slice(values))
    }

    /// Ends the snapshot with its digest.
    ///
    /// # Errors
    /// If the destination refuses.
    pub fn finish(self) -> io::Result<()> {
        let digest: [u8; 32] = self.digest.finalize().into();
        self.to.write_all(&digest)
    }

    fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.digest.update(bytes);
        self.to.write_all(bytes)
    }
}

/// Reads what a [`Saver`] wrote. Nothing that was read may be used before [`Loader::finish`] agreed.
pub struct Loader<'a> {
    from: &'a mut dyn Read,
    digest: Sha256,
    /// What is left of the file; a damaged length must not become an allocation of that size.
    left_bytes: u64,
}

impl<'a> Loader<'a> {
    /// Begins to read a snapshot of `len_bytes` bytes, digest included.
    pub fn new(from: &'a mut dyn Read, len_bytes: u64) -> Self {
        Self { from, digest: Sha256::new(), left_bytes: len_bytes.saturating_sub(32) }
    }

    /// Reads one number.
    ///
    /// # Errors
    /// If the snapshot ends before it.
    pub fn number(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.raw(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    /// Reads a slice.
    ///
    /// # Errors
    /// If the snapshot ends before its end.
    pub fn slice<T: Pod>(&mut self) -> io::Result<Vec<T>> {
        let len = self.number()?;
        self.values(len)
    }

    /// Reads so many values.
    ///
    /// # Errors
    /// If the snapshot ends before the last.
    pub(crate) fn values<T: Pod>(&mut self, len: u64) -> io::Result<Vec<T>> {
        let bytes = len.checked_mul(size_of::<T>() as u64).filter(|b| *b <= self.left_bytes);
        if bytes.is_none() {
            return Err(corrupt("a column is longer than the snapshot"));
        }
        let mut values = vec![T::zeroed(); len as usize];
        self.raw(bytemuck::cast_slice_mut(&mut values))?;
        Ok(values)
    }

    /// Checks the digest at the end.
    ///
    /// # Errors
    /// If what was read is not what was written.
    pub fn finish(self) -> io::Result<()> {
        let mut stored = [0_u8; 32];
        self.from.read_exact(&mut stored)?;
        let computed: [u8; 32] = self.digest.finalize().into();
        if self.left_bytes != 0 || stored != computed {
            return Err(corrupt("its digest does not match"));
        }
        Ok(())
    }

    fn raw(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        self.left_bytes = self
            .left_bytes
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| corrupt("it ends in the middle of a column"))?;
        self.from.read_exact(bytes)?;
        self.digest.update(&bytes[..]);
        Ok(())
    }
}

fn corrupt(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
