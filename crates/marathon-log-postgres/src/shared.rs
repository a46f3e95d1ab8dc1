//! What the logs of a store share: connections and bounds.

use std::time::Duration;

use marathon_log::LogError;
use tokio_postgres::Error;

use crate::connection::{Lent, Pool, pool, reader_settings, writer_settings};
use crate::error::not_connected;
use crate::options::{Place, PostgresOptions, Target};
use crate::wait::Background;

/// How much longer than the server itself we wait for it to end a statement that takes too long.
const GRACE: Duration = Duration::from_secs(2);

pub(crate) struct Shared {
    writers: Pool,
    readers: Pool,
    standby: Option<(Pool, Place)>,
    pub(crate) place: Place,
    pub(crate) statement_wait_max: Duration,
    pub(crate) hold_max: Duration,
    connect_wait_max: Duration,
    // Last, so that it outlives the connections.
    background: Background,
}

impl Shared {
    pub(crate) fn new(
        background: Background,
        primary: Target,
        standby: Option<Target>,
        options: &PostgresOptions,
    ) -> Self {
        let PostgresOptions { connections_max, connect_wait_max, statement_wait_max, hold_max, .. } =
            *options;
        let place = primary.place.clone();
        let new = |target, settings| pool(target, settings, connections_max, connect_wait_max);
        let standby = standby.map(|target| {
            let place = target.place.clone();
            (new(target, reader_settings()), place)
        });
        Self {
            writers: new(primary.clone(), writer_settings(statement_wait_max)),
            readers: new(primary, reader_settings()),
            standby,
            place,
            statement_wait_max,
            hold_max,
            connect_wait_max,
            background,
        }
    }

    /// A connection that writes.
    pub(crate) fn writer(&self) -> Result<Lent, LogError> {
        self.lend(&self.writers, &self.place)
    }

    /// A connection that reads what is there now.
    pub(crate) fn reader(&self) -> Result<Lent, LogError> {
        self.lend(&self.readers, &self.place)
    }

    /// A connection that reads what may be old; `None` if there is no standby.
    pub(crate) fn standby(&self) -> Option<Result<Lent, LogError>> {
        self.standby.as_ref().map(|(pool, place)| self.lend(pool, place))
    }

    pub(crate) fn has_standby(&self) -> bool {
        self.standby.is_some()
    }

    fn lend(&self, pool: &Pool, place: &Place) -> Result<Lent, LogError> {
        // The pool keeps two bounds of its own, for waiting and for connecting.
        let bound = 2 * self.connect_wait_max + GRACE;
        match self.background.wait(bound, pool.get()) {
            Some(lent) => lent.map_err(|e| not_connected(place, e)),
            None => Err(not_connected(place, deadpool::managed::PoolError::Closed)),
        }
    }

    /// Lets a task run beside the connections.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.background.spawn(task);
    }

    /// Waits for an answer of the server; `None` if it gave none in time.
    pub(crate) fn answer<T>(
        &self,
        asked: impl Future<Output = Result<T, Error>>,
    ) -> Option<Result<T, Error>> {
        self.background.wait(self.statement_wait_max + GRACE, asked)
    }
}
