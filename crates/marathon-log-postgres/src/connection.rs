//! Connections: how a session is set up, and the pool that lends them.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use futures_util::{StreamExt, stream};
use parking_lot::Mutex;
use tokio::task::AbortHandle;
use tokio::try_join;
use tokio_postgres::types::Type;
use tokio_postgres::{AsyncMessage, Client, Error, Statement};

use crate::options::Target;
use crate::rows;

/// A session with its statements, prepared once.
pub(crate) struct Connection {
    pub(crate) client: Client,
    pub(crate) statements: Statements,
    warning: Warning,
    _task: Task,
}

/// The last warning of the server.
type Warning = Arc<Mutex<Option<String>>>;

/// The task that moves the bytes of a session. A session that is dropped ends, whatever it is in the middle of.
struct Task(AbortHandle);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub(crate) struct Statements {
    pub(crate) head: Statement,
    pub(crate) take_turn: Statement,
    pub(crate) events: Statement,
    pub(crate) stream: Statement,
    pub(crate) refusals: Statement,
}

impl Statements {
    async fn prepare(client: &Client) -> Result<Self, Error> {
        // The types are said, so that nothing has to be looked up; all are sent before the first answer is waited for.
        let (head, take_turn, events, stream, refusals) = try_join!(
            client.prepare_typed(rows::SELECT_HEAD, &[Type::INT8]),
            client.prepare_typed(rows::TAKE_TURN, &rows::TAKE_TURN_TYPES),
            client.prepare_typed(rows::SELECT_EVENTS, &[Type::INT8, Type::INT8, Type::INT8]),
            client.prepare_typed(rows::SELECT_STREAM, &[Type::INT8, Type::UUID, Type::INT8, Type::INT8]),
            client.prepare_typed(rows::SELECT_REFUSALS, &[Type::INT8, Type::INT8, Type::INT8]),
        )?;
        Ok(Self { head, take_turn, events, stream, refusals })
    }
}

impl Deref for Connection {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Connection {
    /// What the server warned of since this was asked last.
    pub(crate) fn take_warning(&self) -> Option<String> {
        self.warning.lock().take()
    }
}

/// A session without statements, for work on the schema.
pub(crate) struct Session {
    pub(crate) client: Client,
    warning: Warning,
    task: Task,
}

impl Session {
    pub(crate) async fn open(target: &Target, settings: &str) -> Result<Self, Error> {
        let (client, mut connection) = target.config.connect(target.tls.clone()).await?;
        let warning = Warning::default();
        let noted = Arc::clone(&warning);
        let task = tokio::spawn(async move {
            let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
            while let Some(Ok(message)) = messages.next().await {
                match message {
                    AsyncMessage::Notice(notice) if notice.severity() == "WARNING" => {
                        *noted.lock() = Some(notice.message().to_owned());
                    }
                    _ => {}
                }
            }
        });
        let task = Task(task.abort_handle());
        client.batch_execute(settings).await?;
        Ok(Self { client, warning, task })
    }
}

/// Settings that every session has. What the server or the database says about `synchronous_commit` holds only if it
/// asks for more than the disk of the server that takes writes. Names are written in full, so that no other schema can
/// put something of its own in their place.
const SETTINGS: &str = "
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply');
    SET search_path = '';
    SET client_min_messages = warning;
    SET plan_cache_mode = force_generic_plan;";

/// Settings of a session that writes: no statement takes longer than `bound`.
pub(crate) fn writer_settings(bound: Duration) -> String {
    format!("{SETTINGS} SET statement_timeout = {};", bound.as_millis())
}

/// Settings of a session that reads. Its statements last as long as their visitors take: what is bounded is each wait
/// for a row, and that is counted on this side.
pub(crate) fn reader_settings() -> String {
    format!("{SETTINGS} SET statement_timeout = 0; SET default_transaction_read_only = on;")
}

/// Makes connections for a pool.
pub(crate) struct Manager {
    target: Target,
    settings: String,
}

impl managed::Manager for Manager {
    type Type = Connection;
    type Error = Error;

    async fn create(&self) -> Result<Connection, Error> {
        let Session { client, warning, task } = Session::open(&self.target, &self.settings).await?;
        let statements = Statements::prepare(&client).await?;
        Ok(Connection { client, statements, warning, _task: task })
    }

    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<Error> {
        match connection.client.is_closed() {
            false => Ok(()),
            true => Err(RecycleError::message("closed")),
        }
    }
}

pub(crate) type Pool = managed::Pool<Manager>;

/// A connection on loan.
pub(crate) type Lent = managed::Object<Manager>;

/// An empty pool: it connects when it is asked for a connection.
pub(crate) fn pool(target: Target, settings: String, connections_max: usize, wait: Duration) -> Pool {
    Pool::builder(Manager { target, settings })
        .max_size(connections_max.max(1))
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(wait))
        .create_timeout(Some(wait))
        .build()
        .expect("a pool with a runtime can have timeouts")
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use super::*;
    use crate::testing::Database;
    use crate::wait::Background;

    #[test]
    fn a_session_is_never_less_durable_than_the_disk() {
        let database = Database::new();
        let target = crate::options::Target::primary(&database.options()).expect("a target");
        let background = Background::start().expect("a runtime");
        let bound = Duration::from_secs(30);
        for (configured, kept) in
            [("off", "on"), ("local", "on"), ("on", "on"), ("remote_apply", "remote_apply")]
        {
            database
                .sql(&format!("ALTER DATABASE {} SET synchronous_commit = {configured}", database.name()));
            for settings in [writer_settings(bound), reader_settings()] {
                let asked = async {
                    let session = Session::open(&target, &settings).await?;
                    let row = session.client.query_one("SHOW synchronous_commit", &[]).await?;
                    row.try_get::<_, String>(0)
                };
                let found = background.wait(bound, asked).expect("an answer").expect("a session");
                assert_eq!(found, kept, "where {configured} is configured");
            }
        }
    }
}
