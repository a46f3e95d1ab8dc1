//! Which store a measured directory has: a file in it, or a database of a private PostgreSQL server.

use std::{
    fs,
    path::Path,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::Result;
use marathon_log::LogStore;
use marathon_log_postgres::{
    PostgresOptions, PostgresStore,
    testing::{Cluster, Database, Settings},
};
use marathon_log_sqlite::{Access, SqliteStore};

/// Names the database; processes that serve the directory read it.
const URL_FILE: &str = "database-url";

static ON_POSTGRES: AtomicBool = AtomicBool::new(false);

/// From now on new directories get a database of a server that ends with this process.
pub(crate) fn use_postgres() {
    ON_POSTGRES.store(true, Ordering::Relaxed);
}

/// A server as it comes: what tests change is changed back.
fn server() -> &'static Cluster {
    static SERVER: OnceLock<Cluster> = OnceLock::new();
    SERVER.get_or_init(|| {
        let lines = vec!["shared_buffers = 128MB".to_owned(), "max_connections = 100".to_owned()];
        Cluster::start(&Settings { lines, ..Settings::default() })
    })
}

/// Chooses the store of an empty directory.
pub(crate) fn create(dir: &Path) -> Result<()> {
    if ON_POSTGRES.load(Ordering::Relaxed) {
        // It stays until the server ends.
        let database = Box::leak(Box::new(Database::on(server())));
        fs::write(dir.join(URL_FILE), database.url())?;
    }
    Ok(())
}

/// Lets another node share the store.
pub(crate) fn share(of: &Path, with: &Path) -> Result<()> {
    fs::copy(of.join(URL_FILE), with.join(URL_FILE)).map(drop).map_err(Into::into)
}

/// The store of a directory.
pub(crate) fn open(dir: &Path, access: Access) -> Result<Arc<dyn LogStore>> {
    match fs::read_to_string(dir.join(URL_FILE)) {
        Ok(url) => Ok(Arc::new(PostgresStore::open(&PostgresOptions::new(url))?)),
        Err(_) => Ok(Arc::new(SqliteStore::open(dir, access)?)),
    }
}
