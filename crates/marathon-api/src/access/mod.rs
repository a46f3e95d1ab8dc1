//! Who asks, and what they may.
//!
//! ```text
//!  request ─► csrf ─► gate ─► handler ─► decision of the domain
//!                      │ credential ─► known callers (10 s) ─► store of accounts
//!                      │ one line of the policy ─► roles of the marathon's people
//!                      └ limits
//! ```
//!
//! The gate turns away who may not ask at all; whose deed or region it is, the domain decides.

mod credential;
mod gate;
mod grants;
mod known;
mod limits;
mod peer;
mod policy;
mod provider;

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};
use marathon_accounts::{AccountStore, Accounts, Cost, Kek, Vault};
use marathon_events::PrincipalId;
use marathon_oidc::Provider;
use rand::{TryRng, rngs::SysRng};
use tokio::sync::Semaphore;

use crate::Problem;

pub use credential::SESSION_COOKIE;
pub(crate) use credential::{Credential, cookie, session_cookie};
pub(crate) use gate::guard;
pub use gate::guard_pages;
pub(crate) use grants::make_organiser;
pub use grants::organisers_link;
pub(crate) use limits::{Kind, Limits};
pub(crate) use peer::Peer;
pub use policy::{Line, TABLE, Who};
pub(crate) use provider::Entrance;

/// Credentials looked up in the store at once; more wait their turn.
const LOOKUPS_MAX: usize = 16;

/// Who sends a request; nobody unless they have shown who they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// Who it is.
    pub principal: Option<PrincipalId>,
}

impl Caller {
    /// Who it is, for what nobody may do unknown.
    pub(crate) fn known(&self) -> Result<PrincipalId, Problem> {
        self.principal.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "sign-in-needed"))
    }

    /// Who is answerable for what they ask.
    #[must_use]
    pub fn actor(&self) -> Option<PrincipalId> {
        self.principal
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_default())
    }
}

/// Accounts and vault of an installation, and what is remembered of those who ask.
pub struct Access {
    /// Who may sign in.
    pub accounts: Arc<Accounts>,
    /// Personal data; absent where nobody gave the key for it.
    pub vault: Option<Arc<Vault>>,
    /// The provider people may sign in at; absent where none is configured.
    pub(crate) provider: Option<Entrance>,
    pub(crate) known: known::Cache,
    pub(crate) limits: Limits,
    lookups: Semaphore,
}

impl Access {
    /// Over this store. `kek` opens the vault; new passwords get hashes of that cost.
    #[must_use]
    pub fn new(store: &Arc<dyn AccountStore>, kek: Option<Kek>, cost: Cost) -> Self {
        Self {
            accounts: Arc::new(Accounts::new(Arc::clone(store), cost, &mut fill)),
            vault: kek.map(|kek| Arc::new(Vault::new(Arc::clone(store), kek, None))),
            provider: None,
            known: known::Cache::default(),
            limits: Limits::default(),
            lookups: Semaphore::new(LOOKUPS_MAX),
        }
    }

    /// People may sign in at this provider, too; pages call it so.
    #[must_use]
    pub fn with_provider(self, provider: Provider, name: String) -> Self {
        Self { provider: Some(Entrance::new(provider, name)), ..self }
    }

    /// What pages call the provider.
    #[must_use]
    pub fn provider_name(&self) -> Option<&str> {
        self.provider.as_ref().map(|provider| provider.name.as_str())
    }
}

/// Fills bytes with random bits of the system.
///
/// # Panics
/// If the system has none; nothing secret can be made then.
pub fn fill(bytes: &mut [u8]) {
    SysRng.try_fill_bytes(bytes).expect("the system gives random bits");
}
