//! The PostgreSQL driver keeps the contract.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use marathon_log::LogStore;
use marathon_log::conformance::Fixture;
use marathon_log_postgres::PostgresStore;
use marathon_log_postgres::testing::{Cluster, Database, Settings, Stop};

/// A crash takes the server with it, so one case runs at a time.
struct Server {
    database: Option<Database<'static>>,
    nodes: Option<[Arc<PostgresStore>; 2]>,
    _alone: MutexGuard<'static, ()>,
}

impl Server {
    fn new() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        Self { database: None, nodes: None, _alone: alone }
    }

    fn open(&mut self) {
        let options = self.database.as_ref().expect("a case begins with a database").options();
        let open = || Arc::new(PostgresStore::open(&options).expect("open a store"));
        self.nodes = Some([open(), open()]);
    }

    fn node(&self, n: usize) -> Arc<dyn LogStore> {
        Arc::clone(&self.nodes.as_ref().expect("a case begins with a database")[n]) as Arc<dyn LogStore>
    }
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| Cluster::start(&Settings::default()))
}

impl Fixture for Server {
    fn fresh(&mut self) {
        self.nodes = None;
        self.database = Some(Database::on(cluster()));
        self.open();
    }

    fn store(&self) -> Arc<dyn LogStore> {
        self.node(0)
    }

    fn reopen(&mut self) {
        cluster().stop(Stop::Immediate);
        self.nodes = None;
        cluster().start_again();
        self.open();
    }

    fn second(&self) -> Option<Arc<dyn LogStore>> {
        Some(self.node(1))
    }
}

marathon_log::conformance_tests!(Server::new());
