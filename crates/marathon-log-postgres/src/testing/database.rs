//! A fresh database for a test.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

use super::cluster::Cluster;
use crate::PostgresOptions;

/// A server that was just started may not let anybody in yet.
const CONNECT_ATTEMPTS_MAX: u32 = 100;
const CONNECT_PAUSE: Duration = Duration::from_millis(50);

/// A database of a cluster, empty at first.
#[derive(Debug)]
pub struct Database<'c> {
    cluster: &'c Cluster,
    name: String,
}

impl Database<'static> {
    /// A fresh database on the server that the tests of this process share.
    ///
    /// # Panics
    /// If PostgreSQL is missing, or does not start.
    #[must_use]
    pub fn new() -> Self {
        Self::on(Cluster::shared())
    }
}

impl Default for Database<'static> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'c> Database<'c> {
    /// A fresh database on this server.
    ///
    /// # Panics
    /// If the server does not make one.
    #[must_use]
    pub fn on(cluster: &'c Cluster) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        sql(&cluster.url("postgres"), &format!("CREATE DATABASE {name}"));
        Self { cluster, name }
    }

    /// The server.
    #[must_use]
    pub fn cluster(&self) -> &'c Cluster {
        self.cluster
    }

    /// The name of the database.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The URL for the owner of everything.
    #[must_use]
    pub fn url(&self) -> String {
        self.cluster.url(&self.name)
    }

    /// Options for the owner of everything.
    #[must_use]
    pub fn options(&self) -> PostgresOptions {
        PostgresOptions::new(self.url())
    }

    /// Runs statements and gives the rows of all of them, as text.
    ///
    /// # Panics
    /// If a statement fails.
    pub fn sql(&self, text: &str) -> Vec<Vec<Option<String>>> {
        sql(&self.url(), text)
    }

    /// Runs statements as somebody else, and gives their rows or the code of the error.
    ///
    /// # Errors
    /// The five letters by which PostgreSQL names an error.
    ///
    /// # Panics
    /// If there is no connection to be had, or it is lost.
    pub fn try_sql(&self, url: &str, text: &str) -> Result<Vec<Vec<Option<String>>>, String> {
        try_sql(url, text)
    }

    /// A session of its own, for transactions that stay open.
    ///
    /// # Panics
    /// If there is no connection to be had.
    #[must_use]
    pub fn session(&self) -> Session {
        Session::open(&self.url())
    }

    /// Ends every session of this database but the one that asks, and says how many there were.
    pub fn terminate_sessions(&self) -> usize {
        let select = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                      WHERE datname = current_database() AND pid <> pg_backend_pid()";
        self.sql(select).len()
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        // A server that a test has stopped cannot be asked, and a panic here would hide another.
        let drop_it = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let url = self.cluster.url("postgres");
        let _ = runtime().block_on(async {
            let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
            tokio::spawn(connection);
            // A test may have asked for a standby that is not there.
            client.batch_execute("SET synchronous_commit = local").await?;
            client.batch_execute(&drop_it).await
        });
    }
}

/// A connection that stays as it is left: in the middle of a transaction, for instance.
pub struct Session {
    client: Client,
    runtime: Runtime,
}

impl Session {
    /// Connects.
    ///
    /// # Panics
    /// If there is no connection to be had.
    #[must_use]
    pub fn open(url: &str) -> Self {
        let runtime = runtime();
        let client = runtime.block_on(connect(url));
        Self { client, runtime }
    }

    /// Runs statements and gives the rows of all of them, as text.
    ///
    /// # Panics
    /// If a statement fails.
    pub fn sql(&self, text: &str) -> Vec<Vec<Option<String>>> {
        let rows = self.runtime.block_on(self.client.simple_query(text));
        texts(rows.unwrap_or_else(|e| panic!("{text}: {e:?}")))
    }
}

fn sql(url: &str, text: &str) -> Vec<Vec<Option<String>>> {
    Session::open(url).sql(text)
}

fn try_sql(url: &str, text: &str) -> Result<Vec<Vec<Option<String>>>, String> {
    let session = Session::open(url);
    let rows = session.runtime.block_on(session.client.simple_query(text));
    let code =
        |e: tokio_postgres::Error| e.code().unwrap_or_else(|| panic!("{text}: {e:?}")).code().to_owned();
    rows.map(texts).map_err(code)
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
}

async fn connect(url: &str) -> Client {
    for attempt in 1.. {
        match tokio_postgres::connect(url, NoTls).await {
            Ok((client, connection)) => {
                tokio::spawn(connection);
                return client;
            }
            Err(e) if attempt == CONNECT_ATTEMPTS_MAX => panic!("no connection to PostgreSQL: {e:?}"),
            Err(_) => thread::sleep(CONNECT_PAUSE),
        }
    }
    unreachable!("the last attempt panics")
}

fn texts(messages: Vec<SimpleQueryMessage>) -> Vec<Vec<Option<String>>> {
    let rows = messages.into_iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|i| row.get(i).map(str::to_owned)).collect()),
        _ => None,
    });
    rows.collect()
}
