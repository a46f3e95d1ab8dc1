//! What rows cost when nobody waits for each: batches of a thousand.

use std::pin::pin;

use anyhow::Result;
use futures_util::future::BoxFuture;
use tokio_postgres::{Client, binary_copy::BinaryCopyInWriter, types::Type};
use uuid::Uuid;

use super::{Place, Store, insert};
use crate::{
    deeds::{entrants, json},
    load::Numbers,
    postgres,
};

/// Rows of a transaction.
const ROWS: u64 = 1_000;
/// More writers do not make it faster.
const WRITERS: usize = 4;

pub(crate) struct Copy {
    clients: Vec<Client>,
    numbers: Numbers,
    entrants: Vec<Uuid>,
}

impl Copy {
    pub(super) async fn start(place: &Place) -> Result<Self> {
        let url = postgres::database(&place.cluster, "copy").await?;
        postgres::connect(&url).await?.batch_execute(insert::TABLE).await?;
        let clients = postgres::connections(&url, WRITERS).await?;
        Ok(Self { clients, numbers: place.numbers.clone(), entrants: entrants() })
    }
}

impl Store for Copy {
    fn append(&self, writer: usize) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let first = self.numbers.take(ROWS);
            let copy = self.clients[writer].copy_in("COPY events (deed) FROM STDIN BINARY").await?;
            let mut rows = pin!(BinaryCopyInWriter::new(copy, &[Type::BYTEA]));
            for no in first..first + ROWS {
                rows.as_mut().write(&[&json(no, &self.entrants)]).await?;
            }
            rows.finish().await?;
            Ok(())
        })
    }

    fn rows(&self) -> u64 {
        ROWS
    }

    fn writers(&self, asked: usize) -> usize {
        asked.min(WRITERS)
    }
}
