//! The API in this process, on a socket of its own, over a store of its own.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use marathon_accounts::{Accounts, Cost, Kek, Scope};
use marathon_api::{Access, App, Site, fill};
use marathon_domain::Rules;
use marathon_engine::SiteOptions;
use marathon_events::{Position, Timestamp};
use tokio::{net::TcpListener, runtime::Runtime, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{
    client::{Client, get},
    store::Store,
};
use crate::given::rules::small_season;

/// 20 July 2024, noon in Almaty, in microseconds since 1970.
const NOON: i64 = 1_721_458_800_000_000;

/// The opening is visible within this time, or the test has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A clock that stands still on 20 July 2024 but for a millisecond each time it is looked at.
pub fn now() -> Timestamp {
    static TICKS: AtomicI64 = AtomicI64::new(0);
    Timestamp(NOON + 1_000 * TICKS.fetch_add(1, Ordering::Relaxed))
}

/// A server with the small season.
pub struct Server {
    pub address: SocketAddr,
    pub site: Arc<Site>,
    pub app: App,
    accounts: Arc<Accounts>,
    /// The token of an organiser, whose role is granted.
    organiser: String,
    stopping: CancellationToken,
    served: Option<JoinHandle<std::io::Result<()>>>,
    runtime: Runtime,
    _store: Store,
}

impl Server {
    /// Its organiser was the first to do something: the opening and the grant are the history.
    pub fn start() -> Self {
        Self::start_with(|access| access)
    }

    /// The same, with accounts that are set up so.
    pub fn start_with(set_up: impl FnOnce(Access) -> Access) -> Self {
        let store = Store::fresh();
        let site = Arc::new(Site::start(store.shared(), SiteOptions::default()).unwrap());
        site.open(&small_season(), now()).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.unwrap();
        let opened = site.all().remove(0);
        runtime.block_on(opened.wait_visible(Position(0), PATIENCE)).unwrap();
        let stopping = CancellationToken::new();
        let rows = store.accounts().unwrap().unwrap();
        let access = set_up(Access::new(&rows, Some(Kek::new([7; 32])), Cost::LEAST));
        let accounts = Arc::clone(&access.accounts);
        let app = App::new(Arc::clone(&site), access, None, stopping.clone(), now);
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let served = runtime.spawn(marathon_api::serve(
            listener,
            marathon_api::router(app.clone()),
            0,
            stopping.clone(),
        ));
        let organiser = issue(&accounts, "organiser", None, None);
        let server = Self {
            address,
            site,
            app,
            accounts,
            organiser,
            stopping,
            served: Some(served),
            runtime,
            _store: store,
        };
        server.client().ask(&get("/v1/marathons/small/roles")).expect(200);
        server
    }

    /// A token of its own principal.
    pub fn token(&self, role: &str, region: Option<&str>) -> String {
        issue(&self.accounts, role, None, region)
    }

    /// The same, for one marathon.
    pub fn token_for(&self, role: &str, marathon: &str) -> String {
        issue(&self.accounts, role, Some(marathon), None)
    }

    /// Who may sign in.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Opens another marathon.
    pub fn open(&self, rules: &Rules) {
        self.site.open(rules, now()).unwrap();
    }

    /// Of an organiser.
    pub fn client(&self) -> Client {
        Client::new(self.address).bearing(&self.organiser)
    }

    /// The header that says it is the organiser who asks, for requests on a plain socket.
    pub fn signature(&self) -> String {
        format!("authorization: Bearer {}\r\n", self.organiser)
    }

    /// Of nobody.
    pub fn stranger(&self) -> Client {
        Client::new(self.address)
    }

    /// Asks the server to stop, and waits until it has.
    pub fn stop(&mut self) {
        self.stopping.cancel();
        if let Some(served) = self.served.take() {
            self.runtime.block_on(served).unwrap().unwrap();
        }
    }
}

fn issue(accounts: &Accounts, role: &str, marathon: Option<&str>, region: Option<&str>) -> String {
    let text = |text: Option<&str>| text.map(str::to_owned);
    let scope =
        Scope { role: role.to_owned(), marathon: text(marathon), region: text(region), nomination: None };
    let lasts = Timestamp(NOON + 86_400_000_000);
    accounts.issue_token(scope, lasts, now(), &mut fill).unwrap().0.to_string()
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.cancel();
        if let Some(served) = self.served.take() {
            // A test that failed must not wait for connections it left open.
            served.abort();
        }
    }
}
