//! Accounts: opening them, and finding out who somebody is.

use std::sync::Arc;

use marathon_events::Timestamp;

use crate::login::Login;
use crate::passwords::{Cost, PasswordError, PasswordHash, Passwords};
use crate::store::{Account, AccountStore, Identity, StoreError};
use crate::{Fill, Principal};

/// Accounts, sessions, tokens, links and identities of an installation.
pub struct Accounts {
    pub(crate) store: Arc<dyn AccountStore>,
    passwords: Passwords,
}

/// Somebody who has shown who they are, and may have a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who it is.
    pub principal: Principal,
    /// The password they showed, as it was stored then; none if it was not asked for.
    pub(crate) password: Option<PasswordHash>,
}

/// Why something could not be done with accounts.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// The password.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The same secret came twice.
    #[error("the source of random bits repeats itself; nothing may be done with it")]
    NotRandom,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Accounts {
    /// Accounts in that store; new passwords get hashes of that cost.
    #[must_use]
    pub fn new(store: Arc<dyn AccountStore>, cost: Cost, fill: &mut Fill<'_>) -> Self {
        Self { store, passwords: Passwords::new(cost, fill) }
    }

    /// The rows themselves, for what needs no more than them.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn AccountStore> {
        &self.store
    }

    /// Opens an account; `None` if the login is taken.
    ///
    /// # Errors
    /// If the password is too short or too long, too many sign in at once, or the store cannot be used.
    pub fn open(
        &self,
        principal: Principal,
        login: &Login,
        password: &str,
        now: Timestamp,
        fill: &mut Fill<'_>,
    ) -> Result<Option<Account>, AccountsError> {
        let account = Account {
            principal,
            login: login.clone(),
            password: self.passwords.hash(password, fill)?,
            created_at: now,
            disabled: false,
        };
        Ok(self.store.insert_account(&account)?.then_some(account))
    }

    /// Whose login and password these are; `None` if they are nobody's, or the account is disabled. Which of the
    /// reasons it is can be told neither from the answer nor from how long it takes.
    ///
    /// # Errors
    /// If too many sign in at once, or the store cannot be used.
    pub fn sign_in(&self, login: &str, password: &str) -> Result<Option<SignedIn>, AccountsError> {
        let account = match Login::parse(login) {
            Some(login) => self.store.account_by_login(&login)?,
            None => None,
        };
        let right = self.passwords.check(password, account.as_ref().map(|account| &account.password))?;
        let let_in = account.filter(|account| right && !account.disabled);
        Ok(let_in.map(|a| SignedIn { principal: a.principal, password: Some(a.password) }))
    }

    /// Who an OpenID Connect provider says somebody is. Whom it names for the first time becomes a new principal. The
    /// caller has verified what the provider said.
    ///
    /// # Errors
    /// If the store cannot be used.
    pub fn sign_in_external(
        &self,
        issuer: &str,
        subject: &str,
        now: Timestamp,
        fill: &mut Fill<'_>,
    ) -> Result<SignedIn, AccountsError> {
        let principal = self.store.insert_identity(&Identity {
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
            principal: Principal::new(now, fill),
            created_at: now,
        })?;
        Ok(SignedIn { principal, password: None })
    }

    /// Sets a new password and ends all sessions; `false` if there is no such account.
    ///
    /// # Errors
    /// As [`Accounts::open`].
    pub fn set_password(
        &self,
        principal: Principal,
        password: &str,
        fill: &mut Fill<'_>,
    ) -> Result<bool, AccountsError> {
        let password = self.passwords.hash(password, fill)?;
        Ok(self.store.set_password(principal, &password)?)
    }
}
