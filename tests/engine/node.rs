//! A node of an installation, and requests to it.

use std::{path::Path, sync::Arc, time::Duration};

use marathon_domain::{Action, Rules};
use marathon_engine::{Answer, Marathon, ReadModel, Request, Site, SiteOptions, idempotency};
use marathon_events::{EntrantKind, Position, Timestamp};
use marathon_log::{
    EventLog, LogName,
    faults::{Fault, FaultyStore},
};
use marathon_projections::Views;

use crate::{
    given::{actions::register, ids, rules::small_season},
    support::store::Store,
};

/// What a test waits for at most before it calls a lost answer lost. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running node. Dropping it stops it after what is queued.
pub struct Node {
    // The site owns the threads.
    _site: Site<Views>,
    pub marathon: Arc<Marathon<Views>>,
    /// The log as nobody disturbs it.
    pub log: Arc<dyn EventLog>,
    faulty: FaultyStore,
    // The database or folder it stands on, last of all.
    _store: Store,
}

/// The name of the log of a small season.
pub fn name() -> LogName {
    LogName::parse("small").unwrap()
}

/// When requests arrive unless told otherwise.
pub fn noon() -> Timestamp {
    ids::moment("2024-07-25T12:00:00+05:00")
}

/// A store with an open small season and nothing else.
pub fn opened() -> Store {
    let store = Store::fresh();
    drop(Node::open(&store, &small_season(), noon()));
    store
}

/// Moments after noon.
pub fn seconds_later(seconds: i64) -> Timestamp {
    Timestamp(noon().0 + seconds * 1_000_000)
}

/// A request whose key and content are these.
pub fn request(key: &str, action: Action) -> Request {
    request_at(noon(), key, action)
}

/// The same at another time.
pub fn request_at(at: Timestamp, key: &str, action: Action) -> Request {
    let command = idempotency(key, format!("{action:?}").as_bytes());
    Request { at, actor: None, correlation_id: None, command, private: None, action: Arc::new(action) }
}

/// Registers a person of this alias.
pub fn person_called(alias: &str) -> Action {
    let mut entrant = register(EntrantKind::Person, None);
    entrant.alias = alias.into();
    Action::RegisterEntrant(entrant)
}

impl Node {
    /// Opens a marathon in this store.
    pub fn open(store: &Store, rules: &Rules, at: Timestamp) -> Self {
        let node = FaultyStore::of(store.shared());
        let site = Site::start(Arc::new(node.clone()), SiteOptions::default()).unwrap();
        let (marathon, _) = site.open(rules, at).unwrap();
        Self { _site: site, marathon, log: store.open(&name()).unwrap(), faulty: node, _store: store.clone() }
    }

    /// Starts a node on a store that has the marathon already.
    pub fn start(store: &Store, seed: u64, snapshots: Option<&Path>) -> Self {
        let node = FaultyStore::of(store.shared());
        let options = SiteOptions { snapshots: snapshots.map(Into::into), ids_seed: Some(seed) };
        let site = Site::start(Arc::new(node.clone()), options).unwrap();
        let marathon = site.get(&name()).unwrap();
        Self { _site: site, marathon, log: store.open(&name()).unwrap(), faulty: node, _store: store.clone() }
    }

    /// The next turn of this node without a fault of its own meets this one.
    pub fn inject(&self, fault: Fault) {
        self.faulty.inject(fault);
    }

    /// Another store takes over under this node.
    pub fn fail_over_to(&self, store: &Store) {
        self.faulty.replace(&**store).unwrap();
    }

    /// Sends one request and waits for its answer.
    #[track_caller]
    pub fn send(&self, request: Request) -> Answer {
        let answers = self.marathon.submit(vec![request]).unwrap().blocking_recv().unwrap();
        answers.into_iter().next().unwrap()
    }

    /// Sends the request until it has an outcome, as a client does.
    #[track_caller]
    pub fn insist(&self, request: &Request) -> Answer {
        for _ in 0..1_000 {
            match self.send(request.clone()) {
                Answer::Retry => {}
                outcome => return outcome,
            }
        }
        panic!("no outcome after a thousand tries");
    }

    /// Waits until the view holds everything the log has. A node learns what others appended on its own next
    /// turn, so it takes one.
    pub fn see_everything(&self, key: &str) -> [u8; 32] {
        self.insist(&request(key, person_called(key)));
        let last = Position(self.log.next().unwrap().0 - 1);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(self.marathon.wait_visible(last, PATIENCE)).unwrap();
        self.marathon.read(|view| {
            assert_eq!(view.next(), last.next());
            view.model.digest()
        })
    }
}
