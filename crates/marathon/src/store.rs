//! Opening the store and the site in it: the only place that chooses a driver.

use std::sync::Arc;

use anyhow::Result;
use marathon_api::Site;
use marathon_engine::SiteOptions;
use marathon_events::Timestamp;
use marathon_log::{EventLog, LogName, LogStore};
use marathon_log_postgres::{PostgresOptions, PostgresStore};
use marathon_log_sqlite::{Access, SqliteStore};

use crate::{cli::Store, failure::WrongUsage};

/// Snapshots stand beside the logs, or on each node, and can always be removed.
const SNAPSHOTS_FOLDER: &str = "snapshots";

/// The clock of this machine.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_datetime(chrono::Utc::now())
}

/// Every marathon of a store, ready to take commands.
pub(crate) fn site(of: &Store, ids_seed: Option<u64>) -> Result<Arc<Site>> {
    let snapshots = Some(of.data.join(SNAPSHOTS_FOLDER));
    Ok(Arc::new(Site::start(open(of, Access::ReadWrite)?, SiteOptions { snapshots, ids_seed })?))
}

/// The log of one marathon, for reading; works beside a running server.
pub(crate) fn log_for_reading(of: &Store, slug: &str) -> Result<Arc<dyn EventLog>> {
    let name = name(slug)?;
    Ok(open(of, Access::ReadOnly)?.open(&name)?)
}

/// Every log of a store, for reading; works beside a running server.
pub(crate) fn for_reading(of: &Store) -> Result<Arc<dyn LogStore>> {
    open(of, Access::ReadOnly)
}

/// Every log of a store, to append what is no command.
pub(crate) fn for_writing(of: &Store) -> Result<Arc<dyn LogStore>> {
    open(of, Access::ReadWrite)
}

fn open(of: &Store, access: Access) -> Result<Arc<dyn LogStore>> {
    let Some(url) = &of.database_url else {
        if of.standby_url.is_some() {
            return Err(WrongUsage("--standby-url is of no use without --database-url".into()).into());
        }
        return Ok(Arc::new(SqliteStore::open(&of.data, access)?));
    };
    let options = PostgresOptions { standby_url: of.standby_url.clone(), ..PostgresOptions::new(url) };
    Ok(Arc::new(PostgresStore::open(&options)?))
}

/// A slug as a name.
pub(crate) fn name(slug: &str) -> Result<LogName> {
    let fine = LogName::parse(slug);
    Ok(fine.ok_or_else(|| {
        WrongUsage(format!("`{slug}` is not the slug of a marathon: lower-case letters, digits and hyphens"))
    })?)
}
