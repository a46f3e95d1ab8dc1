//! message-db: its function `write_message`, a new stream each; writers of one category take turns there.

use std::fs;

use anyhow::{Context, Result};
use futures_util::future::BoxFuture;
use tokio_postgres::{Client, Statement, types::Json};
use uuid::Uuid;

use super::{Place, Reading, Store};
use crate::{
    deeds::{deed, entrants},
    load::Numbers,
    missing, postgres,
};

/// In the order of its own installer; everything but views and privileges, which a superuser needs not.
const SQL: [&str; 19] = [
    "schema/message-store",
    "extensions/pgcrypto",
    "tables/messages",
    "types/message",
    "functions/message-store-version",
    "functions/hash-64",
    "functions/acquire-lock",
    "functions/category",
    "functions/is-category",
    "functions/id",
    "functions/cardinal-id",
    "functions/stream-version",
    "functions/write-message",
    "functions/get-stream-messages",
    "functions/get-category-messages",
    "functions/get-last-stream-message",
    "indexes/messages-id",
    "indexes/messages-stream",
    "indexes/messages-category",
];

/// Messages that are asked for at once when a category is read; the default, 1 000, is slower.
const PAGE: i64 = 10_000;

pub(super) struct MessageDb {
    clients: Vec<(Client, Statement)>,
    categories: usize,
    numbers: Numbers,
    entrants: Vec<Uuid>,
}

impl MessageDb {
    pub(super) async fn start(place: &Place, categories: usize) -> Result<Self> {
        let database = format!("message_store_{categories}");
        let url = postgres::database(&place.cluster, &database).await?;
        let admin = postgres::connect(&url).await?;
        admin
            .batch_execute(&format!("ALTER DATABASE {database} SET search_path = message_store, public"))
            .await?;
        install(&url).await?;
        let mut clients = Vec::new();
        for client in postgres::connections(&url, place.writers).await? {
            let write = client.prepare("SELECT write_message($1, $2, 'DeedLogged', $3)").await?;
            clients.push((client, write));
        }
        Ok(Self { clients, categories, numbers: place.numbers.clone(), entrants: entrants() })
    }
}

async fn install(url: &str) -> Result<()> {
    let client = postgres::connect(url).await?;
    for name in SQL {
        let file = missing::message_db().join(format!("{name}.sql"));
        let sql = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        client.batch_execute(&sql).await.with_context(|| file.display().to_string())?;
    }
    Ok(())
}

impl Store for MessageDb {
    fn append(&self, writer: usize) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let no = self.numbers.take(1);
            let stream = format!("deed{}-{}", writer % self.categories, Uuid::new_v4());
            let (client, write) = &self.clients[writer];
            let (id, deed) = (Uuid::new_v4().to_string(), Json(deed(no, &self.entrants)));
            client.query_one(write, &[&id, &stream, &deed]).await?;
            Ok(())
        })
    }

    fn readings(&self) -> &'static [Reading] {
        match self.categories {
            1 => &[Reading {
                what: "`get_category_messages` by 10 000, text",
                order: "yes, inside a category",
            }],
            _ => &[],
        }
    }

    fn read(&self, _reading: usize) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async {
            let (client, _) = &self.clients[0];
            let page = client
                .prepare("SELECT global_position, data FROM get_category_messages('deed0', $1, $2)")
                .await?;
            let (mut from, mut count) = (0, 0);
            loop {
                let rows = client.query(&page, &[&from, &PAGE]).await?;
                let Some(last) = rows.last() else { return Ok(count) };
                from = last.get::<_, i64>(0) + 1;
                count += rows
                    .iter()
                    .map(|row| std::hint::black_box(row.get::<_, &str>(1)).len().min(1) as u64)
                    .sum::<u64>();
            }
        })
    }
}
