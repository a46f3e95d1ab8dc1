//! Sessions: somebody stays signed in.

use std::time::Duration;

use marathon_events::Timestamp;

use crate::accounts::{Accounts, AccountsError, SignedIn};
use crate::secrets::Secret;
use crate::store::Session;
use crate::{Fill, SEEN_STEP, earlier, later};

/// Longest time between two requests of a session.
pub const SESSION_IDLE_MAX: Duration = Duration::from_secs(7 * 86_400);

/// Longest life of a session.
pub const SESSION_LIFE_MAX: Duration = Duration::from_secs(30 * 86_400);

impl Accounts {
    /// Begins a session with a new secret and ends the one the bearer came with, so that a secret somebody planted is
    /// worth nothing. `None` if the account was disabled, or its password changed, since they signed in.
    ///
    /// # Errors
    /// If the store cannot be used.
    pub fn begin_session(
        &self,
        who: &SignedIn,
        came_with: Option<&Secret>,
        now: Timestamp,
        fill: &mut Fill<'_>,
    ) -> Result<Option<(Secret, Session)>, AccountsError> {
        let secret = Secret::new(fill);
        let session = Session {
            hash: secret.hash(),
            principal: who.principal,
            created_at: now,
            expires_at: later(now, SESSION_LIFE_MAX),
            last_seen: now,
        };
        let replaces = came_with.map(Secret::hash);
        let begun = self.store.insert_session(&session, replaces, who.password.as_ref())?;
        Ok(begun.then_some((secret, session)))
    }

    /// The session of that secret, if it lasts; its bearer has been seen now.
    ///
    /// # Errors
    /// If the store cannot be used.
    pub fn session(&self, secret: &Secret, now: Timestamp) -> Result<Option<Session>, AccountsError> {
        let Some(session) = self.store.session(secret.hash())? else { return Ok(None) };
        if now >= session.expires_at || session.last_seen < idle_since(now) {
            self.store.remove_session(session.hash)?;
            return Ok(None);
        }
        if now >= later(session.last_seen, SEEN_STEP) {
            self.store.touch_session(session.hash, now)?;
        }
        Ok(Some(session))
    }

    /// Ends a session; `false` if there is none.
    ///
    /// # Errors
    /// If the store cannot be used.
    pub fn end_session(&self, secret: &Secret) -> Result<bool, AccountsError> {
        Ok(self.store.remove_session(secret.hash())?)
    }

    /// Removes what has ended of sessions and links, at most `rows_max` of each. Says how many there were:
    /// call it again until it says 0.
    ///
    /// # Errors
    /// If the store cannot be used.
    pub fn remove_expired(&self, now: Timestamp, rows_max: u32) -> Result<u64, AccountsError> {
        Ok(self.store.remove_expired(now, idle_since(now), rows_max)?)
    }
}

fn idle_since(now: Timestamp) -> Timestamp {
    earlier(now, SESSION_IDLE_MAX)
}
