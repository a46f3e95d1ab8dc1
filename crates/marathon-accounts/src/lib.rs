//! Who may sign in, and personal data that can be erased. Both belong to the installation and to no marathon's history:
//! what is in a history stays for ever.
//!
//! ```text
//!  login + password ─► Accounts ─┐                       Vault ─► a key for each person, wrapped by a key
//!  OpenID Connect ───► Accounts ─┼─► Principal (a UUID)    │      that lies outside the store
//!  API token ────────► Accounts ─┘                         ▼
//!                                              commitment: all that an event says of a payload
//! ```
//!
//! What a principal may do is not decided here: roles are events of a history. Nothing here knows HTTP, a clock or a
//! source of chance; callers pass the time, and a function that fills bytes with random bits from the system.
//!
//! Rows lie in an [`AccountStore`]. Every driver passes [`conformance`]; what stands in the documentation of the trait
//! is checked there.

use std::fmt;
use std::time::Duration;

use marathon_events::Timestamp;
use uuid::{Builder, Uuid};

mod accounts;
#[cfg(feature = "conformance")]
pub mod conformance;
mod links;
mod login;
pub mod memory;
mod passwords;
mod permits;
mod secrets;
mod sessions;
pub mod store;
mod tokens;
pub mod vault;

pub use accounts::{Accounts, AccountsError, SignedIn};
pub use links::{LINK_LIFE_MAX, LINK_PAYLOAD_BYTES_MAX};
pub use login::Login;
pub use passwords::{
    Cost, HASH_WAIT_MAX, HASHES_AT_ONCE_MAX, HASHES_WAITING_MAX, PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN,
    PasswordError, PasswordHash,
};
pub use secrets::{Secret, SecretHash};
pub use sessions::{SESSION_IDLE_MAX, SESSION_LIFE_MAX};
pub use store::{Account, AccountStore, ApiToken, Identity, Link, LinkPurpose, Scope, Session, StoreError};
pub use tokens::{TOKEN_BEGINNING, TOKEN_LIFE_DEFAULT};
pub use vault::{Kek, Vault, VaultError};

/// Fills bytes with random bits. Everything here is as secret as they are: they must come from the system.
pub type Fill<'a> = dyn FnMut(&mut [u8]) + 'a;

/// Who acts: a person, or a program with a token. A version 7 UUID, without a meaning of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Principal(pub Uuid);

impl Principal {
    /// A principal nobody has been before.
    #[must_use]
    pub fn new(now: Timestamp, fill: &mut Fill<'_>) -> Self {
        let millis = u64::try_from(now.0.div_euclid(1000)).unwrap_or(0);
        let mut random = [0; 10];
        fill(&mut random);
        Self(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How long a principal's last appearance may be older than what is stored of it: each request would be a write
/// otherwise.
const SEEN_STEP: Duration = Duration::from_secs(60);

fn later(moment: Timestamp, by: Duration) -> Timestamp {
    Timestamp(moment.0.saturating_add(micros(by)))
}

fn earlier(moment: Timestamp, by: Duration) -> Timestamp {
    Timestamp(moment.0.saturating_sub(micros(by)))
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
