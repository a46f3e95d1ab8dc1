//! What is measured: each side makes a deed durable in its own way and hands out what it has.

mod copy;
mod esrs;
mod insert;
mod message_db;
mod postgres_es;
pub(crate) mod product;
pub(crate) mod umadb;

use std::{path::PathBuf, sync::Arc};

use anyhow::Result;
use futures_util::future::BoxFuture;
use marathon_log_postgres::testing::Cluster;
use tempfile::TempDir;

use crate::{Name, load::Numbers, postgres};

/// A side that was started.
pub(crate) struct Side {
    /// Which.
    pub(crate) name: Name,
    /// What it does.
    pub(crate) store: Arc<dyn Store>,
}

/// Something that keeps events.
pub(crate) trait Store: Send + Sync {
    /// Appends the next deed, or as many as `rows` says, and returns when that is durable.
    fn append(&self, writer: usize) -> BoxFuture<'_, Result<()>>;

    /// Before each round: the other sides may have taken long.
    fn prepare(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    /// Deeds of an append.
    fn rows(&self) -> u64 {
        1
    }

    /// How many of these writers it is measured with.
    fn writers(&self, asked: usize) -> usize {
        asked
    }

    /// Ways to read everything, in the order of the log where it has one.
    fn readings(&self) -> &'static [Reading] {
        &[]
    }

    /// Reads everything in one of these ways; how many events there were.
    fn read(&self, _reading: usize) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async { Ok(0) })
    }
}

/// A way to read everything.
pub(crate) struct Reading {
    /// What is read, and in what form it arrives.
    pub(crate) what: &'static str,
    /// Which order the events have.
    pub(crate) order: &'static str,
}

/// Where everything runs.
pub(crate) struct Place {
    /// The PostgreSQL server of all sides.
    pub(crate) cluster: Cluster,
    /// Every file of the run.
    pub(crate) folder: TempDir,
    /// Writers at once.
    pub(crate) writers: usize,
    /// Numbers of deeds.
    pub(crate) numbers: Numbers,
}

impl Place {
    /// Starts the server.
    pub(crate) fn new(writers: usize) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("marathon-peers-").tempdir()?;
        Ok(Self { cluster: postgres::server(), folder, writers, numbers: Numbers::default() })
    }

    /// A file or folder of the run.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Name {
    /// Who it is.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Product => "the product on PostgreSQL",
            Self::ProductEmbedded => "the product, embedded store",
            Self::Umadb => "UmaDB, one connection",
            Self::UmadbConnections => "UmaDB, a connection for each writer",
            Self::Esrs => "esrs",
            Self::PostgresEs => "cqrs-es, postgres-es",
            Self::MessageDb => "message-db, a category for each writer",
            Self::MessageDbOneCategory => "message-db, one category",
            Self::Insert => "ceiling: INSERT",
            Self::Copy => "ceiling: COPY",
            Self::Redis => "Redis",
        }
    }

    /// What it does to append a deed.
    pub(crate) fn append(self) -> &'static str {
        match self {
            Self::Product | Self::ProductEmbedded => "a POST: validated, decided, hashed, projected",
            Self::Umadb | Self::UmadbConnections => "a gRPC call, unless the deed's tag is known",
            Self::Esrs => "a command on a new aggregate",
            Self::PostgresEs => "a command on a new aggregate, looked for first",
            Self::MessageDb | Self::MessageDbOneCategory => "`write_message` to a new stream",
            Self::Insert => "a row: number and bytes",
            Self::Copy => "1 000 rows a transaction, four writers",
            Self::Redis => "nothing",
        }
    }
}

/// Starts a side.
pub(crate) async fn start(name: Name, place: &Place) -> Result<Arc<dyn Store>> {
    Ok(match name {
        Name::Product => Arc::new(product::Product::on_postgres(place).await?),
        Name::ProductEmbedded => Arc::new(product::Product::embedded(place, "embedded").await?),
        Name::Umadb => Arc::new(umadb::Umadb::start(place, 1).await?),
        Name::UmadbConnections => Arc::new(umadb::Umadb::start(place, place.writers).await?),
        Name::Esrs => Arc::new(esrs::Esrs::start(place).await?),
        Name::PostgresEs => Arc::new(postgres_es::PostgresEs::start(place).await?),
        Name::MessageDb => Arc::new(message_db::MessageDb::start(place, place.writers).await?),
        Name::MessageDbOneCategory => Arc::new(message_db::MessageDb::start(place, 1).await?),
        Name::Insert => Arc::new(insert::Insert::start(place).await?),
        Name::Copy => Arc::new(copy::Copy::start(place).await?),
        Name::Redis => unreachable!("Redis has leaderboards and no events"),
    })
}
