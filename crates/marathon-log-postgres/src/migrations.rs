//! The schema: numbered migrations, each applied once, in order, by one process at a time.

use std::time::Duration;

use marathon_log::LogError;
use sha2::{Digest, Sha256};
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use crate::connection::{Session, writer_settings};
use crate::error::{NoAnswer, unavailable};
use crate::options::{Place, PostgresOptions, Target};
use crate::wait::Background;

/// Every migration. The next one goes at the end; one that was released never changes.
const MIGRATIONS: [(&str, &str); 3] = [
    ("0001_log", include_str!("../migrations/0001_log.sql")),
    ("0002_read_tables", include_str!("../migrations/0002_read_tables.sql")),
    ("0003_accounts", include_str!("../migrations/0003_accounts.sql")),
];

/// The newest format of the schema that this program knows: the number of the last migration.
pub const FORMAT: u32 = MIGRATIONS.len() as u32;

/// "marathon" in ASCII: the advisory lock that migrations are applied under.
const LOCK: i64 = i64::from_be_bytes(*b"marathon");

/// Longest time for one migration, and to wait for another process that applies some.
const MIGRATION_WAIT_MAX: Duration = Duration::from_secs(600);

const BOOTSTRAP: &str = "
CREATE SCHEMA IF NOT EXISTS marathon;
CREATE TABLE IF NOT EXISTS marathon.migrations (
    number     int PRIMARY KEY,
    name       text NOT NULL,
    checksum   bytea NOT NULL,  -- SHA-256 of the file
    applied_at timestamptz NOT NULL DEFAULT now()
);";

/// What [`migrate`] found and did: the formats before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The format the database had; 0 if it had none.
    pub from: u32,
    /// The format it has now.
    pub to: u32,
}

/// Brings the schema of the database up to date. Running it again, or several at once, does no harm.
///
/// # Errors
/// [`LogError::Newer`] if a newer program has been here, [`LogError::Damaged`] if the migrations that were applied are
/// not those this program knows, [`LogError::Unavailable`] if the database cannot be reached or the role may not do it.
pub fn migrate(options: &PostgresOptions) -> Result<Migrated, LogError> {
    let target = Target::primary(options)?;
    let background = Background::start().map_err(|e| not_started(&target.place, e))?;
    run(&background, &target, options, Wanted::Apply)
}

/// Brings the schema up to date if it is not. A role that may not do that, but finds everything done, is content.
pub(crate) fn ensure(
    background: &Background,
    target: &Target,
    options: &PostgresOptions,
) -> Result<(), LogError> {
    let found = run(background, target, options, Wanted::Look)?;
    if found.to < FORMAT {
        run(background, target, options, Wanted::Apply)?;
    }
    Ok(())
}

pub(crate) fn not_started(place: &Place, source: std::io::Error) -> LogError {
    LogError::Unavailable {
        store: place.to_string(),
        advice: "the system gives no threads; see what else runs here".to_owned(),
        source: source.into(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Look,
    Apply,
}

fn run(
    background: &Background,
    target: &Target,
    options: &PostgresOptions,
    wanted: Wanted,
) -> Result<Migrated, LogError> {
    let unanswered = || LogError::Unavailable {
        store: target.place.to_string(),
        advice: "the server is there but does not answer in time; see what it is busy with".to_owned(),
        source: Box::new(NoAnswer),
    };
    let (connecting, working) = match wanted {
        Wanted::Look => (options.connect_wait_max, options.statement_wait_max),
        Wanted::Apply => (options.connect_wait_max, 2 * MIGRATION_WAIT_MAX),
    };
    let settings = writer_settings(MIGRATION_WAIT_MAX);
    let session = background.wait(connecting, Session::open(target, &settings)).ok_or_else(unanswered)?;
    let session = session.map_err(|e| unavailable(&target.place, e))?;
    let work = async {
        match wanted {
            Wanted::Look => look(&session).await,
            Wanted::Apply => apply(&session).await,
        }
    };
    match background.wait(working, work).ok_or_else(unanswered)? {
        Ok(migrated) => Ok(migrated),
        Err(Stopped::Newer(found)) => {
            Err(LogError::Newer { name: target.place.database.clone(), found, known: FORMAT })
        }
        Err(Stopped::Strange(detail)) => {
            Err(LogError::Damaged { name: target.place.database.clone(), detail })
        }
        Err(Stopped::Failed(e)) => Err(unavailable(&target.place, e)),
    }
}

enum Stopped {
    Newer(u32),
    Strange(String),
    Failed(Error),
}

impl From<Error> for Stopped {
    fn from(e: Error) -> Self {
        Self::Failed(e)
    }
}

async fn look(session: &Session) -> Result<Migrated, Stopped> {
    let applied = applied(session).await?;
    Ok(Migrated { from: applied, to: applied })
}

/// All or nothing: one transaction, under a lock that ends with it.
async fn apply(session: &Session) -> Result<Migrated, Stopped> {
    let client = &session.client;
    client.batch_execute(&format!("BEGIN; SELECT pg_advisory_xact_lock({LOCK})")).await?;
    let from = applied(session).await?;
    if from < FORMAT {
        client.batch_execute(BOOTSTRAP).await?;
    }
    for (number, (name, sql)) in (1..).zip(MIGRATIONS).skip(from as usize) {
        client.batch_execute(sql).await?;
        let insert = "INSERT INTO marathon.migrations (number, name, checksum) VALUES ($1, $2, $3)";
        client.execute(insert, &[&number, &name, &checksum(sql).as_slice()]).await?;
    }
    client.batch_execute("COMMIT").await?;
    Ok(Migrated { from, to: FORMAT })
}

/// How many migrations were applied, if they are the first ones of ours.
async fn applied(session: &Session) -> Result<u32, Stopped> {
    let select = "SELECT number, name, checksum FROM marathon.migrations ORDER BY number";
    let there = session.client.query_one("SELECT to_regclass('marathon.migrations') IS NOT NULL", &[]).await;
    let there = match there {
        Ok(row) => row.try_get::<_, bool>(0)?,
        // A schema that a role may not look into is there.
        Err(e) if e.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => return Err(e.into()),
        Err(e) => return Err(e.into()),
    };
    if !there {
        return Ok(0);
    }
    let rows = session.client.query(select, &[]).await?;
    let numbers: Vec<i32> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    if let Some(found) = numbers.last().and_then(|last| u32::try_from(*last).ok()).filter(|n| *n > FORMAT) {
        return Err(Stopped::Newer(found));
    }
    for (row, (number, (name, sql))) in rows.iter().zip((1..).zip(MIGRATIONS)) {
        let same =
            row.try_get::<_, i32>(0)? == number && row.try_get::<_, &[u8]>(2)? == checksum(sql).as_slice();
        if !same {
            let found: &str = row.try_get(1)?;
            let detail = format!("migration `{found}` was applied where this program knows `{name}`");
            return Err(Stopped::Strange(detail));
        }
    }
    u32::try_from(rows.len()).map_err(|_| Stopped::Strange("more migrations than there can be".to_owned()))
}

fn checksum(sql: &str) -> Vec<u8> {
    Sha256::digest(sql.as_bytes()).to_vec()
}
