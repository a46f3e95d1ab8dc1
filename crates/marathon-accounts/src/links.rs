//! Links that work once.

use std::time::Duration;

use marathon_events::Timestamp;

use crate::accounts::{Accounts, AccountsError};
use crate::secrets::Secret;
use crate::store::{Link, LinkPurpose};
use crate::{Fill, Principal, later};

/// Longest life of a link.
pub const LINK_LIFE_MAX: Duration = Duration::from_secs(14 * 86_400);

/// Longest payload of a link. It is for ids: what is personal goes into the vault.
pub const LINK_PAYLOAD_BYTES_MAX: usize = 1024;

impl Accounts {
    /// Makes a link that works once, within `life` and never longer than [`LINK_LIFE_MAX`]. `None` if the payload is
    /// longer than [`LINK_PAYLOAD_BYTES_MAX`].
    ///
    /// # Errors
    /// If the store cannot be used, or `fill` repeats itself.
    pub fn make_link(
        &self,
        purpose: LinkPurpose,
        about: Option<Principal>,
        payload: &[u8],
        life: Duration,
        now: Timestamp,
        fill: &mut Fill<'_>,
    ) -> Result<Option<Secret>, AccountsError> {
        if payload.len() > LINK_PAYLOAD_BYTES_MAX {
            return Ok(None);
        }
        let secret = Secret::new(fill);
        let expires_at = later(now, life.min(LINK_LIFE_MAX));
        let link = Link { hash: secret.hash(), purpose, about, payload: payload.to_owned(), expires_at };
        match self.store.insert_link(&link)? {
            true => Ok(Some(secret)),
            false => Err(AccountsError::NotRandom),
        }
    }

    /// Looks at a link without using it up: what opens links to preview them must not spend them.
    ///
    /// # Errors
    /// If the store cannot be used.
    pub fn look_at_link(
        &self,
        secret: &Secret,
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<Option<Link>, AccountsError> {
        let link = self.store.link(secret.hash())?;
        Ok(link.filter(|link| link.purpose == purpose && now < link.expires_at))
    }

    /// Uses a link up; `None` if it is not there (any more), has ended, or is for something else.
    ///
    /// # Errors
    /// If the store cannot be used. Whether the link is used up may not be known then.
    pub fn redeem_link(
        &self,
        secret: &Secret,
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<Option<Link>, AccountsError> {
        Ok(self.store.redeem_link(secret.hash(), purpose, now)?)
    }
}
