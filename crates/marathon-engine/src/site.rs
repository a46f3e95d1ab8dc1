//! A site: the marathons of one installation. They share a store and nothing else.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc, time::Duration};

use marathon_domain::{Action, Rules};
use marathon_events::Timestamp;
use marathon_log::{LogError, LogName, LogStore};
use parking_lot::{Mutex, RwLock};

use crate::{Accepted, Answer, EngineError, Ids, Marathon, ReadModel, Request, Snapshots, idempotency};

/// The opening of a marathon is in its views within this time.
const OPENED_WAIT_MAX: Duration = Duration::from_secs(10);

/// How a site is run.
#[derive(Clone, Debug, Default)]
pub struct SiteOptions {
    /// Where snapshots are kept; without it every start folds the whole history.
    pub snapshots: Option<PathBuf>,
    /// Ids come from this seed, for histories that can be made again byte by byte.
    pub ids_seed: Option<u64>,
}

/// All marathons of an installation.
pub struct Site<M> {
    store: Arc<dyn LogStore>,
    options: SiteOptions,
    marathons: RwLock<BTreeMap<LogName, Arc<Marathon<M>>>>,
    /// Two marathons of one name must not be opened at once.
    opening: Mutex<()>,
}

impl<M: ReadModel> Site<M> {
    /// Starts every marathon in the store.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub fn start(store: Arc<dyn LogStore>, options: SiteOptions) -> Result<Self, EngineError> {
        let site = Self { store, options, marathons: RwLock::new(BTreeMap::new()), opening: Mutex::new(()) };
        for name in site.store.names()? {
            site.run(&name, site.store.open(&name)?)?;
        }
        Ok(site)
    }

    fn run(
        &self,
        name: &LogName,
        log: Arc<dyn marathon_log::EventLog>,
    ) -> Result<Arc<Marathon<M>>, EngineError> {
        let snapshots = self.options.snapshots.as_ref().map(|root| Arc::new(Snapshots::of(root, name)));
        let ids = self.options.ids_seed.map_or_else(Ids::random, Ids::seeded);
        let shared = self.store.is_shared();
        let marathon = Arc::new(Marathon::start(name.clone(), log, shared, snapshots, ids)?);
        self.marathons.write().insert(name.clone(), Arc::clone(&marathon));
        Ok(marathon)
    }

    /// Opens a marathon under these rules, at this moment. One that was being opened when the process died is
    /// opened now. Blocks until it is durable.
    ///
    /// # Errors
    /// If there is one of that name, or the store fails.
    pub fn open(&self, rules: &Rules, at: Timestamp) -> Result<(Arc<Marathon<M>>, Accepted), EngineError> {
        let _one_at_a_time = self.opening.lock();
        let slug = &rules.set().slug;
        let name =
            LogName::parse(slug).unwrap_or_else(|| unreachable!("checked rules have a proper slug: {slug}"));
        let marathon = match self.get(&name) {
            Some(there) if there.feed().next().0 > 0 => return Err(LogError::LogExists(name).into()),
            Some(empty) => empty,
            None => match self.store.create(&name) {
                Ok(log) => self.run(&name, log)?,
                // Another node was faster, or its opening broke off.
                Err(LogError::LogExists(_)) if self.store.is_shared() => {
                    self.run(&name, self.store.open(&name)?)?
                }
                Err(error) => return Err(error.into()),
            },
        };
        let request = Request {
            at,
            actor: None,
            correlation_id: None,
            command: idempotency("open", &rules.hash()),
            private: None,
            action: Arc::new(Action::Open(rules.clone())),
        };
        let answers = marathon.submit(vec![request]).map_err(|_| EngineError::NoAnswer)?;
        match answers.blocking_recv().ok().and_then(|a| a.into_iter().next()) {
            Some(Answer::Accepted(accepted)) => {
                // Whoever is told that it is open finds it in the views.
                match marathon.wait_visible_blocking(accepted.position, OPENED_WAIT_MAX) {
                    true => Ok((marathon, accepted)),
                    false => Err(EngineError::NoAnswer),
                }
            }
            Some(Answer::Refused { why, .. }) => Err(EngineError::NotOpened(why)),
            _ => Err(EngineError::NoAnswer),
        }
    }

    /// Starts the marathons that other nodes opened since. Blocks while their history is folded.
    ///
    /// # Errors
    /// If the store or one of them cannot be read; the others are started.
    pub fn discover(&self) -> Result<(), EngineError> {
        if !self.store.is_shared() {
            return Ok(());
        }
        let _one_at_a_time = self.opening.lock();
        let mut done = Ok(());
        for name in self.store.names()? {
            if self.get(&name).is_none() {
                let started = self.store.open(&name).map_err(Into::into).and_then(|log| self.run(&name, log));
                done = done.and(started.map(drop));
            }
        }
        done
    }

    /// Where its logs are.
    #[must_use]
    pub fn store(&self) -> &dyn LogStore {
        &*self.store
    }

    /// The marathon of this name, if it was opened.
    #[must_use]
    pub fn get(&self, name: &LogName) -> Option<Arc<Marathon<M>>> {
        self.marathons.read().get(name).cloned()
    }

    /// Every marathon, by name.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Marathon<M>>> {
        self.marathons.read().values().cloned().collect()
    }
}
