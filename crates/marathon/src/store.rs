//! Opening the store and the site in it.

use std::{path::Path, sync::Arc};

use anyhow::Result;
use marathon_api::Site;
use marathon_engine::SiteOptions;
use marathon_events::Timestamp;
use marathon_log::{EventLog, LogName, LogStore};
use marathon_log_sqlite::{Access, SqliteStore};

use crate::failure::WrongUsage;

/// Snapshots stand beside the logs and can always be removed.
const SNAPSHOTS_FOLDER: &str = "snapshots";

/// The clock of this machine.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_datetime(chrono::Utc::now())
}

/// Every marathon of a directory, ready to take commands.
pub(crate) fn site(data: &Path, ids_seed: Option<u64>) -> Result<Arc<Site>> {
    let store = SqliteStore::open(data, Access::ReadWrite)?;
    let snapshots = Some(data.join(SNAPSHOTS_FOLDER));
    Ok(Arc::new(Site::start(Arc::new(store), SiteOptions { snapshots, ids_seed })?))
}

/// The log of one marathon, for reading; works beside a running server.
pub(crate) fn log_for_reading(data: &Path, slug: &str) -> Result<Arc<dyn EventLog>> {
    let store = SqliteStore::open(data, Access::ReadOnly)?;
    let name = name(slug)?;
    Ok(store.open(&name)?)
}

/// A slug as a name.
pub(crate) fn name(slug: &str) -> Result<LogName> {
    let fine = LogName::parse(slug);
    Ok(fine.ok_or_else(|| {
        WrongUsage(format!("`{slug}` is not the slug of a marathon: lower-case letters, digits and hyphens"))
    })?)
}
