//! Passwords: Argon2id, a few at a time.

use std::fmt;
use std::time::Duration;

use argon2::password_hash::{Error, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::Fill;
use crate::permits::Permits;

/// Hashes computed at once: each takes 19 MiB and a core.
pub const HASHES_AT_ONCE_MAX: usize = 2;

/// How many may wait for their turn, and for how long. Beyond that the answer is [`PasswordError::Busy`].
pub const HASHES_WAITING_MAX: usize = 32;
/// See [`HASHES_WAITING_MAX`].
pub const HASH_WAIT_MAX: Duration = Duration::from_secs(2);

/// Shortest password, in characters: NIST SP 800-63B-4, section 3.1.1.2, where nothing but the password is asked for.
pub const PASSWORD_CHARS_MIN: usize = 15;

/// Longest password, so that work is bounded.
pub const PASSWORD_BYTES_MAX: usize = 1024;

const SALT_BYTES: usize = 16;

/// What a hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// For everything real: OWASP Password Storage Cheat Sheet, Argon2id with 19 MiB, two passes, one lane.
    pub const OWASP: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };

    /// For tests that are about something else: the least that Argon2 allows. It protects nothing.
    pub const LEAST: Self = Self { memory_kib: Params::MIN_M_COST, passes: 1, lanes: 1 };
}

/// A hashed password in PHC string format.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// A hash as it was stored.
    #[must_use]
    pub fn from_stored(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

/// Why a password could not be hashed or checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too many at once.
    #[error("too many people sign in at this moment; try again in a few seconds")]
    Busy,
    /// Shorter than [`PASSWORD_CHARS_MIN`].
    #[error("the password is too short; choose one of at least {PASSWORD_CHARS_MIN} characters")]
    TooShort,
    /// Longer than [`PASSWORD_BYTES_MAX`].
    #[error("the password is too long; choose one of at most {PASSWORD_BYTES_MAX} bytes")]
    TooLong,
    /// The stored hash is not one.
    #[error("the stored password cannot be read; set a new one")]
    Unreadable,
}

/// Hashes and checks passwords.
pub(crate) struct Passwords {
    argon2: Argon2<'static>,
    /// Checked where there is no account, so that the answer takes as long.
    nobodys: PasswordHash,
    permits: Permits,
}

impl Passwords {
    pub(crate) fn new(cost: Cost, fill: &mut Fill<'_>) -> Self {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None);
        let params = params.expect("both costs are within Argon2's bounds");
        let mut passwords = Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            nobodys: PasswordHash(String::new()),
            permits: Permits::new(HASHES_AT_ONCE_MAX, HASHES_WAITING_MAX, HASH_WAIT_MAX),
        };
        let mut password = [0; 32];
        fill(&mut password);
        passwords.nobodys = passwords.compute(&password, fill).unwrap_or(passwords.nobodys);
        passwords
    }

    pub(crate) fn hash(&self, password: &str, fill: &mut Fill<'_>) -> Result<PasswordHash, PasswordError> {
        if password.len() > PASSWORD_BYTES_MAX {
            return Err(PasswordError::TooLong);
        }
        if password.chars().count() < PASSWORD_CHARS_MIN {
            return Err(PasswordError::TooShort);
        }
        let _permit = self.permits.take().ok_or(PasswordError::Busy)?;
        self.compute(password.as_bytes(), fill)
    }

    /// Whether the password is the one that was hashed; without a hash the same work, and `false`.
    pub(crate) fn check(&self, password: &str, hash: Option<&PasswordHash>) -> Result<bool, PasswordError> {
        if password.len() > PASSWORD_BYTES_MAX {
            return Ok(false);
        }
        let _permit = self.permits.take().ok_or(PasswordError::Busy)?;
        let checked = hash.unwrap_or(&self.nobodys);
        match self.argon2.verify_password(password.as_bytes(), checked.as_str()) {
            Ok(()) => Ok(hash.is_some()),
            Err(Error::PasswordInvalid) => Ok(false),
            Err(Error::OutOfMemory) => Err(PasswordError::Busy),
            Err(_) => Err(PasswordError::Unreadable),
        }
    }

    fn compute(&self, password: &[u8], fill: &mut Fill<'_>) -> Result<PasswordHash, PasswordError> {
        let mut salt = [0; SALT_BYTES];
        fill(&mut salt);
        let hash = self.argon2.hash_password_with_salt(password, &salt).map_err(|_| PasswordError::Busy)?;
        Ok(PasswordHash(hash.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "correct horse battery";

    fn counting() -> impl FnMut(&mut [u8]) {
        let mut n = 0;
        move |bytes| {
            n += 1;
            bytes.fill(n);
        }
    }

    #[test]
    fn a_password_is_known_again_and_no_other() {
        let mut fill = counting();
        let passwords = Passwords::new(Cost::LEAST, &mut fill);
        let hash = passwords.hash(PASSWORD, &mut fill).expect("a hash");
        assert_ne!(hash, passwords.hash(PASSWORD, &mut fill).expect("a hash"), "each has a salt of its own");
        assert_eq!(passwords.check(PASSWORD, Some(&hash)), Ok(true));
        assert_eq!(passwords.check("correct horse batterx", Some(&hash)), Ok(false));
        assert_eq!(passwords.check("", Some(&hash)), Ok(false));
        assert_eq!(passwords.check(PASSWORD, None), Ok(false));
        let broken = PasswordHash::from_stored("$argon2id$".to_owned());
        assert_eq!(passwords.check(PASSWORD, Some(&broken)), Err(PasswordError::Unreadable));
        assert_eq!(format!("{hash:?}"), "PasswordHash(..)");
    }

    #[test]
    fn the_cost_is_what_owasp_recommends_for_nobody_too() {
        let mut fill = counting();
        let passwords = Passwords::new(Cost::OWASP, &mut fill);
        let hash = passwords.hash(PASSWORD, &mut fill).expect("a hash");
        for phc in [&hash, &passwords.nobodys] {
            assert!(phc.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", phc.as_str());
        }
    }

    #[test]
    fn a_password_has_bounds() {
        let mut fill = counting();
        let passwords = Passwords::new(Cost::LEAST, &mut fill);
        let mut hash = |text: &str| passwords.hash(text, &mut fill).map(drop);
        assert_eq!(hash(&"ы".repeat(PASSWORD_CHARS_MIN)), Ok(()));
        assert_eq!(hash(&"ы".repeat(PASSWORD_CHARS_MIN - 1)), Err(PasswordError::TooShort));
        assert_eq!(hash(&"x".repeat(PASSWORD_BYTES_MAX)), Ok(()));
        assert_eq!(hash(&"x".repeat(PASSWORD_BYTES_MAX + 1)), Err(PasswordError::TooLong));
    }

    #[test]
    fn a_third_at_once_is_not_let_in() {
        let mut fill = counting();
        let mut passwords = Passwords::new(Cost::LEAST, &mut fill);
        passwords.permits = Permits::new(HASHES_AT_ONCE_MAX, 0, HASH_WAIT_MAX);
        let held: Vec<_> = (0..HASHES_AT_ONCE_MAX).map(|_| passwords.permits.take()).collect();
        assert_eq!(passwords.check(PASSWORD, None), Err(PasswordError::Busy));
        assert_eq!(passwords.hash(PASSWORD, &mut fill), Err(PasswordError::Busy));
        drop(held);
        assert_eq!(passwords.check(PASSWORD, None), Ok(false));
    }
}
