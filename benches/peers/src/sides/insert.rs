//! What a round trip of one row costs: no stream, no expected revision, no JSON on the server.

use std::pin::pin;

use anyhow::Result;
use futures_util::{TryStreamExt, future::BoxFuture};
use tokio_postgres::{Client, Statement};
use uuid::Uuid;

use super::{Place, Reading, Store};
use crate::{
    deeds::{entrants, json},
    load::Numbers,
    postgres,
};

/// The leanest table of events there is.
pub(super) const TABLE: &str = "CREATE TABLE events (position bigserial PRIMARY KEY, deed bytea NOT NULL)";

pub(super) struct Insert {
    clients: Vec<(Client, Statement)>,
    numbers: Numbers,
    entrants: Vec<Uuid>,
}

impl Insert {
    pub(super) async fn start(place: &Place) -> Result<Self> {
        let url = postgres::database(&place.cluster, "insert").await?;
        postgres::connect(&url).await?.batch_execute(TABLE).await?;
        let mut clients = Vec::new();
        for client in postgres::connections(&url, place.writers).await? {
            let insert = client.prepare("INSERT INTO events (deed) VALUES ($1)").await?;
            clients.push((client, insert));
        }
        Ok(Self { clients, numbers: place.numbers.clone(), entrants: entrants() })
    }
}

impl Store for Insert {
    fn append(&self, writer: usize) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let (client, insert) = &self.clients[writer];
            client.execute(insert, &[&json(self.numbers.take(1), &self.entrants)]).await?;
            Ok(())
        })
    }

    fn readings(&self) -> &'static [Reading] {
        &[Reading { what: "`SELECT` of the table, bytes", order: "yes" }]
    }

    fn read(&self, _reading: usize) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async {
            let (client, _) = &self.clients[0];
            let nothing: [i32; 0] = [];
            let rows =
                client.query_raw("SELECT position, deed FROM events ORDER BY position", nothing).await?;
            let (mut rows, mut count) = (pin!(rows), 0);
            while let Some(row) = rows.try_next().await? {
                std::hint::black_box((row.get::<_, i64>(0), row.get::<_, &[u8]>(1)));
                count += 1;
            }
            Ok(count)
        })
    }
}
