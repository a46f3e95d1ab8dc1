//! The PostgreSQL server that all sides share, as it comes, and plain connections to it.

use std::time::Duration;

use anyhow::{Context, Result};
use marathon_log_postgres::testing::{Cluster, Settings};
use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio_postgres::{Client, NoTls};

/// The server. Only the number of connections is not as it comes, since every side keeps its own.
pub(crate) fn server() -> Cluster {
    let lines = ["shared_buffers = 128MB", "max_connections = 500"].map(str::to_owned).to_vec();
    Cluster::start(&Settings { lines, ..Settings::default() })
}

/// Makes a database; its URL.
pub(crate) async fn database(cluster: &Cluster, name: &str) -> Result<String> {
    let admin = connect(&cluster.url("postgres")).await?;
    admin.batch_execute(&format!("CREATE DATABASE {name}")).await?;
    Ok(cluster.url(name))
}

/// A connection.
pub(crate) async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.context("connect to PostgreSQL")?;
    tokio::spawn(connection);
    Ok(client)
}

/// A connection for each writer.
pub(crate) async fn connections(url: &str, writers: usize) -> Result<Vec<Client>> {
    let mut clients = Vec::with_capacity(writers);
    for _ in 0..writers {
        clients.push(connect(url).await?);
    }
    Ok(clients)
}

/// The pool that esrs and postgres-es want: a connection for each writer, and none is asked whether it still lives
/// before each use, which would cost a round trip.
pub(crate) async fn pool(url: &str, writers: usize) -> Result<PgPool> {
    let writers = u32::try_from(writers)?;
    let options = PgPoolOptions::new().max_connections(writers).min_connections(writers);
    Ok(options.test_before_acquire(false).acquire_timeout(Duration::from_secs(30)).connect(url).await?)
}
