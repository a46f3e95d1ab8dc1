//! The contract of the store of accounts and personal data: plain rows, and which changes are one step.

use std::fmt;

use marathon_events::Timestamp;

use crate::Principal;
use crate::login::Login;
use crate::passwords::PasswordHash;
use crate::secrets::SecretHash;
use crate::vault::{KekId, Payload, PayloadPlace, Subject, SubjectKey};

/// A person's way in. What they are called lies in the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who it is.
    pub principal: Principal,
    /// What they sign in with; no two accounts have the same.
    pub login: Login,
    /// Their password, hashed.
    pub password: PasswordHash,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Whether it lets nobody in.
    pub disabled: bool,
}

/// Somebody who has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the session's secret.
    pub hash: SecretHash,
    /// Who it is.
    pub principal: Principal,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it ends, whatever they do.
    pub expires_at: Timestamp,
    /// When they were last seen, to within a minute.
    pub last_seen: Timestamp,
}

/// What a token is for, in words this crate does not interpret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The role it acts in.
    pub role: String,
    /// The slug of the only marathon it is for.
    pub marathon: Option<String>,
    /// The code of the only region it is for.
    pub region: Option<String>,
    /// The id of the only nomination it is for.
    pub nomination: Option<String>,
}

/// A program's way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Who it acts as: a principal that has no account and no other token.
    pub principal: Principal,
    /// SHA-256 of the token's secret.
    pub hash: SecretHash,
    /// How the token begins, so that people can tell which one they have. It may be shown.
    pub prefix: String,
    /// What it is for.
    pub scope: Scope,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to within a minute.
    pub last_used: Option<Timestamp>,
}

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkPurpose {
    /// Opens the first account of an installation.
    FirstOrganiser,
    /// Sets a new password.
    PasswordReset,
    /// Joins a team.
    TeamInvitation,
    /// Comes back from an OpenID Connect provider.
    SignIn,
}

impl LinkPurpose {
    /// Every purpose with its name as it is stored. The next one goes at the end; a name never changes.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::FirstOrganiser, "first-organiser"),
        (Self::PasswordReset, "password-reset"),
        (Self::TeamInvitation, "team-invitation"),
        (Self::SignIn, "sign-in"),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(purpose, _)| *purpose == self).map_or("", |(_, name)| name)
    }

    /// The purpose of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, n)| *n == name).map(|(purpose, _)| purpose)
    }
}

/// A link that works once.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// SHA-256 of the link's secret.
    pub hash: SecretHash,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// Whom it is about; it goes when they are erased.
    pub about: Option<Principal>,
    /// What the purpose needs, in its own encoding.
    pub payload: Vec<u8>,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { purpose, about, payload, expires_at, .. } = self;
        let payload_bytes = payload.len();
        write!(f, "Link {{ {purpose:?}, about: {about:?}, {payload_bytes} bytes, until {expires_at:?} }}")
    }
}

/// Somebody as an OpenID Connect provider knows them.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider: its `iss`, verbatim.
    pub issuer: String,
    /// Who they are there: `sub`, verbatim.
    pub subject: String,
    /// Who they are here.
    pub principal: Principal,
    /// When they first came.
    pub created_at: Timestamp,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity {{ principal: {:?}, .. }}", self.principal)
    }
}

/// Why a store could not do what it was asked. It never says what was in a row.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing was changed.
    #[error("the store of accounts could not {operation}")]
    Failed {
        /// What was tried.
        operation: &'static str,
        /// What the driver said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// It is not known whether the change is durable; read to learn it.
    #[error("it is not known whether the store of accounts did {operation}")]
    Unknown {
        /// What was tried.
        operation: &'static str,
        /// What the driver said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Rows of accounts and of the vault, of a whole installation.
///
/// All methods block, none without a bound. Each is one step: others see all of what it changes or nothing, and so
/// does who comes after a crash. What it changed is durable when it returns. A method that says `false` or `None`
/// changed nothing, if not said otherwise. Each fails with [`StoreError`] if the store cannot be used; a method that
/// only reads never fails with [`StoreError::Unknown`].
///
/// Nothing that a method removes stays readable in what the store keeps for itself, as far as the driver can; each
/// driver says how far that is.
#[expect(clippy::missing_errors_doc, reason = "said once for all of them")]
pub trait AccountStore: Send + Sync {
    /// Adds an account; `false` if its principal or its login has one.
    fn insert_account(&self, account: &Account) -> Result<bool, StoreError>;

    /// The account of a principal.
    fn account(&self, principal: Principal) -> Result<Option<Account>, StoreError>;

    /// The account of a login.
    fn account_by_login(&self, login: &Login) -> Result<Option<Account>, StoreError>;

    /// Accounts in order of principal, from after `after` on, at most `rows_max`.
    fn accounts(&self, after: Option<Principal>, rows_max: u32) -> Result<Vec<Account>, StoreError>;

    /// Replaces a password and ends all sessions of the account; `false` if there is no account.
    fn set_password(&self, principal: Principal, password: &PasswordHash) -> Result<bool, StoreError>;

    /// Lets nobody in any more and ends all sessions of the account, or lets them in again; `false` if there is no
    /// account.
    fn set_disabled(&self, principal: Principal, disabled: bool) -> Result<bool, StoreError>;

    /// Adds a session and removes the one it replaces. `false` if the principal has an account and that is disabled,
    /// or if `password` is given and is not that of their account: so no session outlives the change of a password,
    /// or begins after it with the old one.
    fn insert_session(
        &self,
        session: &Session,
        replaces: Option<SecretHash>,
        password: Option<&PasswordHash>,
    ) -> Result<bool, StoreError>;

    /// The session of that secret.
    fn session(&self, hash: SecretHash) -> Result<Option<Session>, StoreError>;

    /// Notes when a session was last seen, if it is there and that is later than what is stored.
    fn touch_session(&self, hash: SecretHash, seen: Timestamp) -> Result<(), StoreError>;

    /// Ends a session; `false` if there is none.
    fn remove_session(&self, hash: SecretHash) -> Result<bool, StoreError>;

    /// Ends all sessions of a principal and says how many there were.
    fn remove_sessions(&self, principal: Principal) -> Result<u64, StoreError>;

    /// Adds a token; `false` if its principal or its secret has one.
    fn insert_token(&self, token: &ApiToken) -> Result<bool, StoreError>;

    /// The token of that secret, whether or not it is valid.
    fn token(&self, hash: SecretHash) -> Result<Option<ApiToken>, StoreError>;

    /// Tokens in order of principal, from after `after` on, at most `rows_max`.
    fn tokens(&self, after: Option<Principal>, rows_max: u32) -> Result<Vec<ApiToken>, StoreError>;

    /// Revokes a token; `false` if there is none, or it was revoked before.
    fn revoke_token(&self, principal: Principal, at: Timestamp) -> Result<bool, StoreError>;

    /// Notes when a token was last used, if it is there and that is later than what is stored.
    fn touch_token(&self, principal: Principal, used: Timestamp) -> Result<(), StoreError>;

    /// Adds a link; `false` if its secret has one.
    fn insert_link(&self, link: &Link) -> Result<bool, StoreError>;

    /// The link of that secret, whether or not it is valid.
    fn link(&self, hash: SecretHash) -> Result<Option<Link>, StoreError>;

    /// Removes a link and returns it, if it is for that purpose and ends after `now`. Of several who try at once
    /// exactly one gets it.
    fn redeem_link(
        &self,
        hash: SecretHash,
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<Option<Link>, StoreError>;

    /// Adds an identity unless there is one of that issuer and subject, and says who they are in the end. Of several
    /// who try at once all get the same answer.
    fn insert_identity(&self, identity: &Identity) -> Result<Principal, StoreError>;

    /// Identities in order of the bytes of issuer and subject, from after `after` on, at most `rows_max`.
    fn identities(&self, after: Option<&Identity>, rows_max: u32) -> Result<Vec<Identity>, StoreError>;

    /// Removes sessions that end by `now` or were last seen before `idle_since`, and links that end by `now`; at most
    /// `rows_max` of each. Says how many there were. Tokens stay: a history names their principals.
    fn remove_expired(&self, now: Timestamp, idle_since: Timestamp, rows_max: u32)
    -> Result<u64, StoreError>;

    /// Adds a key unless its subject has one, and returns the one the subject has in the end. Of several who try at
    /// once all get the same answer.
    fn insert_key(&self, key: &SubjectKey) -> Result<SubjectKey, StoreError>;

    /// The key of a subject.
    fn key(&self, subject: Subject) -> Result<Option<SubjectKey>, StoreError>;

    /// Keys in order of subject, from after `after` on, at most `rows_max`.
    fn keys(&self, after: Option<Subject>, rows_max: u32) -> Result<Vec<SubjectKey>, StoreError>;

    /// Adds a payload; `false` if the subject's key is not the one it was sealed with (any more), or there is one of
    /// that place. Never is there a payload without its key.
    fn insert_payload(&self, payload: &Payload) -> Result<bool, StoreError>;

    /// The payload of that place.
    fn payload(&self, place: PayloadPlace) -> Result<Option<Payload>, StoreError>;

    /// Payloads in order of their places, from after `after` on, at most `rows_max`, each with whether it was confirmed.
    fn payloads(
        &self,
        after: Option<PayloadPlace>,
        rows_max: u32,
    ) -> Result<Vec<(Payload, bool)>, StoreError>;

    /// Notes that an event refers to the payload; `false` if there is none, and harmless if it was noted before.
    fn confirm_payload(&self, place: PayloadPlace) -> Result<bool, StoreError>;

    /// Payloads that were sealed before that time and never confirmed, oldest first, at most `rows_max`.
    fn unconfirmed(&self, sealed_before: Timestamp, rows_max: u32) -> Result<Vec<PayloadPlace>, StoreError>;

    /// Removes a payload that was never confirmed; `false` if there is none such.
    fn remove_unconfirmed(&self, place: PayloadPlace) -> Result<bool, StoreError>;

    /// Removes all there is of a subject: key and payloads, and if it is a principal, account, sessions, identities,
    /// token, and links about it. Again and for subjects never seen it does nothing.
    fn erase(&self, subject: Subject) -> Result<(), StoreError>;

    /// Keys that are wrapped by that key-encryption key, in order of subject, at most `rows_max`.
    fn keys_wrapped_by(&self, kek: KekId, rows_max: u32) -> Result<Vec<SubjectKey>, StoreError>;

    /// Puts keys in the place of the same keys, wrapped otherwise: those that are still there, the same by
    /// [`SubjectKey::id`], and still wrapped by `from`. Says how many there were.
    fn replace_keys(&self, from: KekId, keys: &[SubjectKey]) -> Result<u64, StoreError>;
}
