//! The provider people may sign in at, and how many do so at once.

use std::{sync::Arc, time::Duration};

use marathon_oidc::Provider;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Problem;

/// Sign-ins that ask the provider at once: each takes a thread for as long as the provider takes.
const AT_ONCE_MAX: usize = 16;
/// A sign-in waits for its turn at most so long.
const TURN_WAIT_MAX: Duration = Duration::from_secs(2);

/// A provider with what is around it here.
pub(crate) struct Entrance {
    pub(crate) provider: Arc<Provider>,
    /// What pages call it.
    pub(crate) name: String,
    turns: Arc<Semaphore>,
}

impl Entrance {
    pub(super) fn new(provider: Provider, name: String) -> Self {
        Self { provider: Arc::new(provider), name, turns: Arc::new(Semaphore::new(AT_ONCE_MAX)) }
    }

    /// Asks the provider on a thread that may block.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Provider) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let provider = Arc::clone(&self.provider);
        let turn = self.turn().await?;
        let done = tokio::task::spawn_blocking(move || {
            // Held by the thread: whoever asked may be gone before it is done.
            let _turn = turn;
            work(&provider)
        });
        done.await.map_err(|_| Problem::internal())
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let turn = tokio::time::timeout(TURN_WAIT_MAX, Arc::clone(&self.turns).acquire_owned()).await;
        turn.ok().and_then(Result::ok).ok_or_else(|| Problem::later("too-many-sign-ins"))
    }
}
