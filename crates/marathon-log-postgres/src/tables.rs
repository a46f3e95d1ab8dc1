//! Tables of read models in a database.

use std::sync::Arc;

use marathon_events::Position;
use marathon_log::tables::{
    BuildState, BuildStatus, Cell, Claim, Order, ReadTables, TableLayout, TableWrite, Wanted, Written,
};
use marathon_log::{LogError, LogName};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use crate::error::{failed, is_over, is_rolled_back};
use crate::rows::signed;
use crate::shared::Shared;
use crate::store::{discard_if, why};
use crate::table_sql as sql;

/// A parameter with its type.
type Param<'a> = (&'a (dyn ToSql + Sync), Type);

/// The tables of read models in a PostgreSQL database.
pub struct PostgresTables {
    shared: Arc<Shared>,
}

impl PostgresTables {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    fn ask(
        &self,
        name: &str,
        operation: &'static str,
        sql: &str,
        params: &[Param<'_>],
    ) -> Result<Vec<Row>, LogError> {
        let lent = self.shared.writer()?;
        match self.shared.answer(lent.client.query_typed(sql, params)) {
            Some(Ok(rows)) => Ok(rows),
            Some(Err(e)) if is_rolled_back(&e) => {
                let over = is_over(&e);
                discard_if(over, lent);
                Err(failed(&self.shared.place, name, operation, e))
            }
            lost => {
                discard_if(true, lent);
                Err(LogError::Unknown { name: name.to_owned(), source: why(lost.and_then(Result::err)) })
            }
        }
    }

    /// Reads rows; one that is not what anybody writes is damage.
    fn read<T>(&self, name: &str, rows: &[Row], of: impl Fn(&Row) -> Option<T>) -> Result<Vec<T>, LogError> {
        let damaged = || LogError::Damaged {
            name: name.to_owned(),
            detail: "the tables of its read models are not what was written".to_owned(),
        };
        rows.iter().map(|row| of(row).ok_or_else(damaged)).collect()
    }

    fn of_claims(&self, operation: &'static str, sql: &str, claims: &[&Claim]) -> Result<Vec<Row>, LogError> {
        let Some(first) = claims.first() else { return Ok(Vec::new()) };
        let projections: Vec<_> = claims.iter().map(|c| c.projection).collect();
        let versions: Vec<_> = claims.iter().map(|c| number(c.version)).collect();
        let builds: Vec<_> = claims.iter().map(|c| number(c.build)).collect();
        let epochs: Vec<_> = claims.iter().map(|c| signed(c.epoch)).collect();
        let lease = millis(first);
        let params: [Param<'_>; 6] = [
            (&first.log.as_str(), Type::TEXT),
            (&projections, Type::TEXT_ARRAY),
            (&versions, Type::INT4_ARRAY),
            (&builds, Type::INT4_ARRAY),
            (&epochs, Type::INT8_ARRAY),
            (&lease, Type::INT8),
        ];
        let used = if sql.contains("$6") { 6 } else { 5 };
        self.ask(first.log.as_str(), operation, sql, &params[..used])
    }

    fn claimed(&self, wanted: &Wanted<'_>, row: &Row) -> Result<Claim, LogError> {
        let name = wanted.log.as_str();
        let claim = |row: &Row| {
            Some(Claim {
                log: wanted.log.clone(),
                projection: wanted.projection,
                version: wanted.version,
                build: unsigned32(row, 0)?,
                epoch: unsigned(row, 1)?,
                owner: wanted.owner.to_owned(),
                lease: wanted.lease,
                next: Position(unsigned(row, 2)?),
                digest: digest(row, 3)?,
                skipped: Default::default(),
                forgiven: Default::default(),
            })
        };
        let mut claim = self.read(name, std::slice::from_ref(row), claim)?.swap_remove(0);
        let params: [Param<'_>; 4] = [
            (&name, Type::TEXT),
            (&claim.projection, Type::TEXT),
            (&number(claim.version), Type::INT4),
            (&number(claim.build), Type::INT4),
        ];
        let rows = self.ask(name, "read what a build passed over", sql::LETTERS, &params)?;
        let letter = |row: &Row| {
            Some((
                Position(unsigned(row, 0)?),
                row.try_get::<_, bool>(1).ok()?,
                row.try_get::<_, bool>(2).ok()?,
            ))
        };
        for (position, here, forgiven) in self.read(name, &rows, letter)? {
            if here {
                claim.skipped.insert(position);
            }
            if forgiven {
                claim.forgiven.insert(position);
            }
        }
        Ok(claim)
    }
}

impl ReadTables for PostgresTables {
    fn claim(&self, wanted: &Wanted<'_>) -> Result<Vec<Claim>, LogError> {
        let name = wanted.log.as_str();
        let version = number(wanted.version);
        let kept: Vec<_> = wanted.kept.iter().map(|build| number(*build)).collect();
        let lease = signed(u64::try_from(wanted.lease.as_millis()).unwrap_or(u64::MAX));
        let params: [Param<'_>; 6] = [
            (&name, Type::TEXT),
            (&wanted.projection, Type::TEXT),
            (&version, Type::INT4),
            (&wanted.owner, Type::TEXT),
            (&lease, Type::INT8),
            (&kept, Type::INT4_ARRAY),
        ];
        self.ask(name, "begin a build", sql::BEGIN_BUILD, &params[..3])?;
        let rows = self.ask(name, "claim a build", sql::CLAIM, &params)?;
        rows.iter().map(|row| self.claimed(wanted, row)).collect()
    }

    fn keep(&self, claims: &[&Claim]) -> Result<Vec<bool>, LogError> {
        let rows = self.of_claims("keep builds", sql::KEEP, claims)?;
        let name = claims.first().map_or("", |claim| claim.log.as_str());
        let kept = self.read(name, &rows, |row| {
            Some((row.try_get::<_, String>(0).ok()?, unsigned32(row, 1)?, unsigned32(row, 2)?))
        })?;
        let holds = |claim: &&Claim| {
            kept.iter()
                .any(|(p, v, b)| (p.as_str(), *v, *b) == (claim.projection, claim.version, claim.build))
        };
        Ok(claims.iter().map(holds).collect())
    }

    fn release(&self, claims: &[&Claim]) -> Result<(), LogError> {
        self.of_claims("release builds", sql::RELEASE, claims).map(drop)
    }

    fn write(&self, claim: &Claim, write: &TableWrite<'_>) -> Result<Written, LogError> {
        let columns = write.layout.keys.len() + write.layout.values.len();
        let changed = arrays(&write.changes.changed, columns);
        let removed = arrays(&write.changes.removed, write.layout.keys.len());
        let (positions, reasons): (Vec<_>, Vec<_>) =
            write.letters.iter().map(|(position, reason)| (signed(position.0), reason.as_str())).unzip();
        let digest = write.digest.as_ref().map(<[u8; 32]>::as_slice);
        let (version, build, epoch) = (number(claim.version), number(claim.build), signed(claim.epoch));
        let (from, next, applied) = (signed(write.from.0), signed(write.next.0), signed(write.applied));
        let (name, lease) = (claim.log.as_str(), millis(claim));
        let fixed: [Param<'_>; sql::WRITE_PARAMS] = [
            (&name, Type::TEXT),
            (&claim.projection, Type::TEXT),
            (&version, Type::INT4),
            (&build, Type::INT4),
            (&epoch, Type::INT8),
            (&from, Type::INT8),
            (&next, Type::INT8),
            (&applied, Type::INT8),
            (&digest, Type::BYTEA),
            (&write.rate, Type::FLOAT4),
            (&lease, Type::INT8),
            (&positions, Type::INT8_ARRAY),
            (&reasons, Type::TEXT_ARRAY),
        ];
        let arrays = changed.iter().chain(&removed);
        let params: Vec<Param<'_>> = fixed
            .into_iter()
            .chain(arrays.map(|array| (array as &(dyn ToSql + Sync), Type::TEXT_ARRAY)))
            .collect();
        let rows = self.ask(name, "write rows", &sql::write(write.layout), &params)?;
        Ok(if rows.is_empty() { Written::Refused } else { Written::Done })
    }

    fn stop(&self, claim: &Claim, at: Option<Position>, why: &str) -> Result<Written, LogError> {
        let at = at.map(|position| signed(position.0));
        let (version, build, epoch) = (number(claim.version), number(claim.build), signed(claim.epoch));
        let name = claim.log.as_str();
        let params: [Param<'_>; 7] = [
            (&name, Type::TEXT),
            (&claim.projection, Type::TEXT),
            (&version, Type::INT4),
            (&build, Type::INT4),
            (&epoch, Type::INT8),
            (&at, Type::INT8),
            (&why, Type::TEXT),
        ];
        let rows = self.ask(name, "stop a build", sql::STOP, &params)?;
        Ok(if rows.is_empty() { Written::Refused } else { Written::Done })
    }

    fn switch(&self, claim: &Claim) -> Result<bool, LogError> {
        let (version, build, epoch) = (number(claim.version), number(claim.build), signed(claim.epoch));
        let name = claim.log.as_str();
        let params: [Param<'_>; 5] = [
            (&name, Type::TEXT),
            (&claim.projection, Type::TEXT),
            (&version, Type::INT4),
            (&build, Type::INT4),
            (&epoch, Type::INT8),
        ];
        let rows = self.ask(name, "switch to a build", sql::SWITCH, &params)?;
        let seen = self.read(name, &rows, |row| row.try_get::<_, bool>(0).ok())?;
        Ok(seen.first().copied().unwrap_or(false))
    }

    fn sweep(
        &self,
        log: &LogName,
        projection: &str,
        layout: &TableLayout,
        rows_max: u32,
    ) -> Result<u64, LogError> {
        let rows_max = i64::from(rows_max);
        let params: [Param<'_>; 3] =
            [(&log.as_str(), Type::TEXT), (&projection, Type::TEXT), (&rows_max, Type::INT8)];
        self.ask(log.as_str(), "forget builds", sql::FORGET_REPLACED, &params[..2])?;
        let rows = self.ask(log.as_str(), "remove rows", &sql::sweep(layout), &params)?;
        Ok(rows.len() as u64)
    }

    fn list(&self) -> Result<Vec<BuildStatus>, LogError> {
        let name = &self.shared.place.database;
        let rows = self.ask(name, "list builds", sql::LIST, &[])?;
        self.read(name, &rows, status)
    }

    fn order(
        &self,
        order: Order<'_>,
        log: Option<&LogName>,
        projection: Option<&str>,
    ) -> Result<u64, LogError> {
        let log = log.map(LogName::as_str);
        let name = log.unwrap_or(&self.shared.place.database);
        let give = |operation: &'static str, sql: &str, more: Option<Param<'_>>| {
            let params: Vec<Param<'_>> =
                [(&log as &(dyn ToSql + Sync), Type::TEXT), (&projection, Type::TEXT)]
                    .into_iter()
                    .chain(more)
                    .collect();
            self.ask(name, operation, sql, &params).map(|rows| rows.len() as u64)
        };
        let flag = |value: &'static bool| Some((value as &(dyn ToSql + Sync), Type::BOOL));
        match order {
            Order::Pause => give("pause builds", sql::PAUSE, flag(&true)),
            Order::Resume => give("resume builds", sql::PAUSE, flag(&false)),
            Order::Rebuild => give("rebuild", sql::REBUILD, flag(&false)),
            Order::Retry => Ok(give("retry builds", sql::UNSTOP, None)?
                + give("rebuild what has dead letters", sql::REBUILD, flag(&true))?),
            Order::Discard { by } => {
                let by = || Some((&by as &(dyn ToSql + Sync), Type::TEXT));
                Ok(give("pass over events", sql::PASS_OVER, by())?
                    + give("discard dead letters", sql::DISCARD_LETTERS, by())?)
            }
        }
    }
}

/// The rows as the statement takes them: an array for each column.
fn arrays(rows: &[Vec<Cell>], columns: usize) -> Vec<Vec<Option<String>>> {
    (0..columns).map(|column| rows.iter().map(|row| sql::text(&row[column])).collect()).collect()
}

fn status(row: &Row) -> Option<BuildStatus> {
    Some(BuildStatus {
        log: row.try_get(0).ok()?,
        projection: row.try_get(1).ok()?,
        version: unsigned32(row, 2)?,
        build: unsigned32(row, 3)?,
        active: row.try_get(4).ok()?,
        state: BuildState::from_name(row.try_get(5).ok()?)?,
        next: Position(unsigned(row, 6)?),
        head: Position(unsigned(row, 7)?),
        applied: unsigned(row, 8)?,
        digest: digest(row, 9)?,
        dead_letters: unsigned(row, 11)?,
        discarded: unsigned(row, 12)?,
        stopped_at: row.try_get::<_, Option<i64>>(13).ok()?.map(|at| Position(at.cast_unsigned())),
        stopped_why: row.try_get(14).ok()?,
        owner: row.try_get(15).ok()?,
        rate: row.try_get(16).ok()?,
    })
}

/// A digest and the place it is of, from two columns.
#[expect(clippy::option_option, reason = "a row that cannot be read, and one without a digest")]
fn digest(row: &Row, column: usize) -> Option<Option<(Position, [u8; 32])>> {
    let next = row.try_get::<_, Option<i64>>(column).ok()?;
    let digest = row.try_get::<_, Option<&[u8]>>(column + 1).ok()?;
    match (next, digest) {
        (Some(next), Some(digest)) => {
            Some(Some((Position(u64::try_from(next).ok()?), digest.try_into().ok()?)))
        }
        _ => Some(None),
    }
}

fn unsigned(row: &Row, column: usize) -> Option<u64> {
    u64::try_from(row.try_get::<_, i64>(column).ok()?).ok()
}

fn unsigned32(row: &Row, column: usize) -> Option<u32> {
    u32::try_from(row.try_get::<_, i32>(column).ok()?).ok()
}

/// A number as PostgreSQL counts; versions and builds never come near the end of its range.
fn number(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn millis(claim: &Claim) -> i64 {
    signed(u64::try_from(claim.lease.as_millis()).unwrap_or(u64::MAX))
}
