//! Opening the store and the site in it: the only place that chooses a driver.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result};
use marathon_accounts::{AccountStore, Cost};
use marathon_api::{Access, Site};
use marathon_engine::SiteOptions;
use marathon_events::Timestamp;
use marathon_log::{EventLog, LogName, LogStore, tables::ReadTables};
use marathon_log_postgres::{PostgresOptions, PostgresStore};
use marathon_log_sqlite::{Access as For, SqliteStore};

use crate::{cli::Store, failure::WrongUsage, vault_key};

/// Snapshots stand beside the logs, or on each node, and can always be removed.
const SNAPSHOTS_FOLDER: &str = "snapshots";
/// The key of personal data, where nobody names another file.
const VAULT_KEY: &str = "vault.key";

/// What `pg_stat_activity` shows of this program.
const SERVES: &str = "marathon";
const WORKS: &str = "marathon work";

/// The clock of this machine.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_datetime(chrono::Utc::now())
}

/// Every marathon of a store, ready to take commands.
pub(crate) fn site(of: &Store, ids_seed: Option<u64>) -> Result<Arc<Site>> {
    Ok(site_with_tables(of, ids_seed)?.0)
}

/// The same, and the tables beside the marathons, if the store has some.
pub(crate) fn site_with_tables(of: &Store, ids_seed: Option<u64>) -> Result<(Arc<Site>, Option<WithTables>)> {
    let store = open(of, For::ReadWrite, SERVES)?;
    let snapshots = Some(of.data.join(SNAPSHOTS_FOLDER));
    let tables = WithTables::of(&store, of);
    Ok((Arc::new(Site::start(store, SiteOptions { snapshots, ids_seed })?), tables))
}

/// A store with tables of read models in it.
pub(crate) struct WithTables {
    pub(crate) store: Arc<dyn LogStore>,
    pub(crate) tables: Arc<dyn ReadTables>,
    pub(crate) snapshots: PathBuf,
}

impl WithTables {
    fn of(store: &Arc<dyn LogStore>, of: &Store) -> Option<Self> {
        let tables = store.tables()?;
        Some(Self { store: Arc::clone(store), tables, snapshots: of.data.join(SNAPSHOTS_FOLDER) })
    }
}

/// The tables of a store that has some.
pub(crate) fn with_tables(of: &Store) -> Result<WithTables> {
    let tables = match of.database_url {
        Some(_) => WithTables::of(&open(of, For::ReadOnly, WORKS)?, of),
        None => None,
    };
    Ok(tables.ok_or_else(|| {
        WrongUsage("tables of read models are kept in PostgreSQL: name it with --database-url".into())
    })?)
}

/// The log of one marathon, for reading; works beside a running server.
pub(crate) fn log_for_reading(of: &Store, slug: &str) -> Result<Arc<dyn EventLog>> {
    let name = name(slug)?;
    Ok(open(of, For::ReadOnly, SERVES)?.open(&name)?)
}

/// Every log of a store, for reading; works beside a running server.
pub(crate) fn for_reading(of: &Store) -> Result<Arc<dyn LogStore>> {
    open(of, For::ReadOnly, SERVES)
}

/// Every log of a store, to append what is no command.
pub(crate) fn for_writing(of: &Store) -> Result<Arc<dyn LogStore>> {
    open(of, For::ReadWrite, SERVES)
}

fn open(of: &Store, access: For, shown_as: &str) -> Result<Arc<dyn LogStore>> {
    let Some(url) = &of.database_url else {
        if of.standby_url.is_some() {
            return Err(WrongUsage("--standby-url is of no use without --database-url".into()).into());
        }
        return Ok(Arc::new(SqliteStore::open(&of.data, access)?));
    };
    let options = PostgresOptions {
        standby_url: of.standby_url.clone(),
        application_name: shown_as.to_owned(),
        ..PostgresOptions::new(url)
    };
    Ok(Arc::new(PostgresStore::open(&options)?))
}

/// Accounts and personal data beside the marathons of a site.
pub(crate) fn access(site: &Site, of: &Store, vault_key: Option<&Path>) -> Result<Access> {
    let accounts = site.store().accounts()?.context("this store keeps no accounts")?;
    let kek = match vault_key {
        Some(file) => Some(vault_key::read(file)?),
        None if of.database_url.is_none() => Some(vault_key::read_or_make(&of.data.join(VAULT_KEY))?),
        // Every node would make another one.
        None => None,
    };
    Ok(Access::new(&accounts, kek, Cost::OWASP))
}

/// The accounts of a store, to change them beside a running server or without one.
pub(crate) fn accounts(of: &Store) -> Result<Arc<dyn AccountStore>> {
    match of.database_url {
        Some(_) => {
            Ok(open(of, For::ReadOnly, SERVES)?.accounts()?.context("this store keeps no accounts")?)
        }
        None => Ok(SqliteStore::open_accounts(&of.data)?),
    }
}

/// A slug as a name.
pub(crate) fn name(slug: &str) -> Result<LogName> {
    let fine = LogName::parse(slug);
    Ok(fine.ok_or_else(|| {
        WrongUsage(format!("`{slug}` is not the slug of a marathon: lower-case letters, digits and hyphens"))
    })?)
}
