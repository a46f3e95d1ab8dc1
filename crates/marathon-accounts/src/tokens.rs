//! Tokens: programs show who they are.

use std::time::Duration;

use marathon_events::Timestamp;
use zeroize::Zeroizing;

use crate::accounts::{Accounts, AccountsError};
use crate::secrets::Secret;
use crate::store::{ApiToken, Scope};
use crate::{Fill, Principal, SEEN_STEP, later};

/// How every token begins, so that scanners of leaked secrets find it; 64 hexadecimal digits follow.
pub const TOKEN_BEGINNING: &str = "mrt_";

/// How long a token lasts if nobody says otherwise.
pub const TOKEN_LIFE_DEFAULT: Duration = Duration::from_secs(90 * 86_400);

/// Digits of the secret that may be shown. The other 224 bits are enough.
const SHOWN_DIGITS: usize = 8;

impl Accounts {
    /// Makes a token for a principal of its own. Its text is returned once and stored nowhere.
    ///
    /// # Errors
    /// If the store cannot be used, or `fill` repeats itself.
    pub fn issue_token(
        &self,
        scope: Scope,
        expires_at: Timestamp,
        now: Timestamp,
        fill: &mut Fill<'_>,
    ) -> Result<(Zeroizing<String>, ApiToken), AccountsError> {
        let secret = Secret::new(fill);
        let text = Zeroizing::new(format!("{TOKEN_BEGINNING}{}", *secret.text()));
        let token = ApiToken {
            principal: Principal::new(now, fill),
            hash: secret.hash(),
            prefix: text[..TOKEN_BEGINNING.len() + SHOWN_DIGITS].to_owned(),
            scope,
            created_at: now,
            expires_at,
            revoked_at: None,
            last_used: None,
        };
        match self.store.insert_token(&token)? {
            true => Ok((text, token)),
            false => Err(AccountsError::NotRandom),
        }
    }

    /// The token of that text, if it is valid; it has been used now.
    ///
    /// # Errors
    /// If the store cannot be used.
    pub fn token(&self, text: &str, now: Timestamp) -> Result<Option<ApiToken>, AccountsError> {
        let secret = text.strip_prefix(TOKEN_BEGINNING).and_then(Secret::parse);
        let Some(secret) = secret else { return Ok(None) };
        let token = self.store.token(secret.hash())?;
        let valid = |token: &ApiToken| token.revoked_at.is_none() && now < token.expires_at;
        let Some(token) = token.filter(valid) else { return Ok(None) };
        if token.last_used.is_none_or(|used| now >= later(used, SEEN_STEP)) {
            self.store.touch_token(token.principal, now)?;
        }
        Ok(Some(token))
    }
}
