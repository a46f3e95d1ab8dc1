//! The file with the key of personal data.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::Path,
};

use anyhow::{Context, Result};
use marathon_accounts::Kek;

use crate::failure::WrongUsage;

/// The key in this file.
pub(crate) fn read(file: &Path) -> Result<Kek> {
    let text = fs::read_to_string(file)
        .map_err(|e| WrongUsage(format!("cannot read the key of personal data {}: {e}", file.display())))?;
    let mut key = [0; 32];
    const_hex::decode_to_slice(text.trim(), &mut key).map_err(|_| {
        WrongUsage(format!("{} does not hold a key: 64 hex digits are expected", file.display()))
    })?;
    Ok(Kek::new(key))
}

/// The same; a new key if there is no such file yet.
pub(crate) fn read_or_make(file: &Path) -> Result<Kek> {
    let mut key = [0; 32];
    marathon_api::fill(&mut key);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Ok(mut new) => {
            let made = writeln!(new, "{}", const_hex::encode(key)).and_then(|()| new.sync_all());
            made.with_context(|| format!("cannot write the key of personal data {}", file.display()))?;
            Ok(Kek::new(key))
        }
        Err(e) if e.kind() == ErrorKind::AlreadyExists => read(file),
        Err(e) => Err(e).with_context(|| format!("cannot make the key of personal data {}", file.display())),
    }
}
