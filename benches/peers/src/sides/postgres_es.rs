//! cqrs-es with postgres-es: a command on a new aggregate, which is looked for first, as that library does.

use std::convert::Infallible;

use anyhow::Result;
use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink, persist::PersistedEventRepository};
use futures_util::future::BoxFuture;
use postgres_es::{PostgresCqrs, PostgresEventRepository, postgres_cqrs};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Place, Reading, Store};
use crate::{
    deeds::{Deed, deed, entrants},
    load::Numbers,
    postgres,
};

/// The table that its documentation tells to make.
const TABLE: &str = "
    CREATE TABLE events (
        aggregate_type text NOT NULL, aggregate_id text NOT NULL,
        sequence bigint CHECK (sequence >= 0) NOT NULL,
        event_type text NOT NULL, event_version text NOT NULL, payload json NOT NULL, metadata json NOT NULL,
        PRIMARY KEY (aggregate_type, aggregate_id, sequence)
    )";

pub(super) struct PostgresEs {
    commands: PostgresCqrs<Deeds>,
    pool: PgPool,
    numbers: Numbers,
    entrants: Vec<Uuid>,
}

#[derive(Default, Serialize, Deserialize)]
struct Deeds;

impl Aggregate for Deeds {
    const TYPE: &'static str = "deed";
    type Command = Deed;
    type Event = Deed;
    type Error = Infallible;
    type Services = ();

    async fn handle(&mut self, deed: Deed, _: &(), events: &EventSink<Self>) -> Result<(), Infallible> {
        events.write(deed, self).await;
        Ok(())
    }

    fn apply(&mut self, _: Deed) {}
}

impl DomainEvent for Deed {
    fn event_type(&self) -> String {
        "DeedLogged".to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl PostgresEs {
    pub(super) async fn start(place: &Place) -> Result<Self> {
        let url = postgres::database(&place.cluster, "postgres_es").await?;
        postgres::connect(&url).await?.batch_execute(TABLE).await?;
        let pool = postgres::pool(&url, place.writers).await?;
        let commands = postgres_cqrs(pool.clone(), Vec::new(), ());
        Ok(Self { commands, pool, numbers: place.numbers.clone(), entrants: entrants() })
    }
}

impl Store for PostgresEs {
    fn append(&self, _writer: usize) -> BoxFuture<'_, Result<()>> {
        Box::pin(async {
            let deed = deed(self.numbers.take(1), &self.entrants);
            Ok(self.commands.execute(&Uuid::new_v4().to_string(), deed).await?)
        })
    }

    fn readings(&self) -> &'static [Reading] {
        &[Reading { what: "`stream_all_events`, into structs", order: "no: by sequence in an aggregate" }]
    }

    fn read(&self, _reading: usize) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async {
            let repository = PostgresEventRepository::new(self.pool.clone());
            let mut events = repository.stream_all_events::<Deeds>().await?;
            let mut count = 0;
            while let Some(event) = events.next::<Deeds>(&[]).await {
                std::hint::black_box(event?);
                count += 1;
            }
            Ok(count)
        })
    }
}
