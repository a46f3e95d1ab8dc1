//! esrs with its `PgStore`: a command on a new aggregate, one INSERT in a transaction.

use std::convert::Infallible;

use anyhow::Result;
use esrs::{
    Aggregate, AggregateState,
    manager::AggregateManager,
    store::postgres::{PgStore, PgStoreBuilder},
};
use futures_util::{StreamExt, future::BoxFuture};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Place, Reading, Store};
use crate::{
    deeds::{Deed, deed, entrants},
    load::Numbers,
    postgres,
};

pub(super) struct Esrs {
    manager: AggregateManager<PgStore<Deeds>>,
    store: PgStore<Deeds>,
    pool: PgPool,
    numbers: Numbers,
    entrants: Vec<Uuid>,
}

struct Deeds;

impl Aggregate for Deeds {
    const NAME: &'static str = "deed";
    type State = ();
    type Command = Deed;
    type Event = Deed;
    type Error = Infallible;

    fn handle_command(_: &(), deed: Deed) -> Result<Vec<Deed>, Infallible> {
        Ok(vec![deed])
    }

    fn apply_event((): (), _: Deed) {}
}

impl Esrs {
    pub(super) async fn start(place: &Place) -> Result<Self> {
        let url = postgres::database(&place.cluster, "esrs").await?;
        let pool = postgres::pool(&url, place.writers).await?;
        let store: PgStore<Deeds> = PgStoreBuilder::new(pool.clone()).try_build().await?;
        let manager = AggregateManager::new(store.clone());
        Ok(Self { manager, store, pool, numbers: place.numbers.clone(), entrants: entrants() })
    }
}

impl Store for Esrs {
    fn append(&self, _writer: usize) -> BoxFuture<'_, Result<()>> {
        Box::pin(async {
            let deed = deed(self.numbers.take(1), &self.entrants);
            Ok(self.manager.handle_command(AggregateState::new(), deed).await??)
        })
    }

    fn readings(&self) -> &'static [Reading] {
        &[Reading { what: "`stream_events`, into structs", order: "no: by time stamp" }]
    }

    fn read(&self, _reading: usize) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async {
            let mut events = self.store.stream_events(&self.pool);
            let mut count = 0;
            while let Some(event) = events.next().await {
                std::hint::black_box(event?);
                count += 1;
            }
            Ok(count)
        })
    }
}
