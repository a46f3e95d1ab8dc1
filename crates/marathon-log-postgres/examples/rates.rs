//! What the choices of this driver cost: `cargo run --release -p marathon-log-postgres --features testing --example rates`.
//!
//! Starts a PostgreSQL of its own, with fsync, and takes the same turns through the driver and in the ways it does not
//! go: entries as `json`, a notification with each turn, COPY in a transaction that holds the head. Ways are taken in
//! turn, several times, and medians are shown: compare figures of one run only. Sizes of turns may be given as arguments.

use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use marathon_events::{LeafHash, Position, Revision, StreamId};
use marathon_log::{CommandKey, EventLog, Keyed, LogName, NewEvent, RequestHash, Turn, TurnOutcome};
use marathon_log_postgres::testing::{Cluster, Database, Settings};
use marathon_log_postgres::{PostgresLog, PostgresStore};
use tokio::runtime::Runtime;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{FromSql, ToSql, Type};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

const ROUNDS: usize = 15;
const ROUND_TIME: Duration = Duration::from_millis(400);
const SCAN_EVENTS: u64 = 200_000;

fn event(n: u64) -> NewEvent {
    let padding = "x".repeat(330);
    let entry = format!(
        r#"{{"position":{n},"type":"trees-planted","version":1,"recorded_at":"2026-04-01T10:00:00Z","padding":"{padding}"}}"#
    );
    let command = Keyed {
        key: CommandKey(u128::from(n).to_be_bytes()),
        request: RequestHash(u128::from(n).to_le_bytes()),
    };
    NewEvent {
        stream: StreamId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | u128::from(n))),
        revision: Revision(0),
        leaf_hash: LeafHash::of(entry.as_bytes()),
        entry: entry.into(),
        command: Some(command),
    }
}

fn turn(at: u64, events: u64) -> Vec<NewEvent> {
    (at..at + events).map(event).collect()
}

/// A way to take a turn of events at a position.
type Way<'a> = Box<dyn FnMut(u64, &[NewEvent]) + 'a>;

/// Events a second of each way, for turns of this size: medians of all rounds.
fn race(events: u64, ways: &mut [(&'static str, u64, Way<'_>)]) {
    let mut rates: Vec<Vec<f64>> = ways.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS {
        for (rates, (_, next, way)) in rates.iter_mut().zip(&mut *ways) {
            let (mut taken, mut spent) = (0, Duration::ZERO);
            while spent < ROUND_TIME {
                let turn = turn(*next, events);
                let began = Instant::now();
                way(*next, &turn);
                spent += began.elapsed();
                *next += events;
                taken += events;
            }
            rates.push(taken as f64 / spent.as_secs_f64());
        }
    }
    for (rates, (name, ..)) in rates.iter_mut().zip(ways) {
        println!("turns of {events:>6}  {name:<28} {:>10.0} events/s", median(rates));
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

fn append(log: &PostgresLog, at: u64, events: &[NewEvent]) {
    let turn = Turn { expected: Position(at), expected_refusal: 0, events, refusals: &[] };
    assert_eq!(log.append(&turn).expect("append"), TurnOutcome::Won);
}

/// The tables of the driver under another name, with another type of entry.
fn tables(database: &Database<'_>, schema: &str, entry: &str) {
    database.sql(&format!(
        "CREATE SCHEMA {schema};
         CREATE TABLE {schema}.heads (LIKE marathon.heads INCLUDING ALL) WITH (fillfactor = 10);
         CREATE TABLE {schema}.events (LIKE marathon.events INCLUDING ALL);
         ALTER TABLE {schema}.events ALTER entry TYPE {entry} USING NULL;
         INSERT INTO {schema}.heads VALUES (1, 0, 0);"
    ));
}

struct Raw<'a> {
    runtime: &'a Runtime,
    client: Client,
}

impl<'a> Raw<'a> {
    fn connect(runtime: &'a Runtime, url: &str) -> Self {
        let client = runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("connect");
            tokio::spawn(connection);
            client.batch_execute("SET plan_cache_mode = force_generic_plan").await.expect("set");
            client
        });
        Self { runtime, client }
    }

    /// The driver's statement on other tables.
    fn turns(self, schema: &'static str, entry: Type, notify: bool) -> impl FnMut(u64, &[NewEvent]) + 'a {
        let (array, cast) = if entry == Type::JSON { ("text[]", "::json") } else { ("bytea[]", "") };
        let notify = if notify { ", pg_notify('turns', '1')" } else { "" };
        let sql = format!(
            "WITH head AS (
                 UPDATE {schema}.heads SET next = next + $2 WHERE log_id = 1 AND next = $1 RETURNING log_id
             ), new_events AS (
                 INSERT INTO {schema}.events (log_id, position, stream, revision, key, request, leaf_hash, entry)
                 SELECT head.log_id, $1 - 1 + e.n, e.stream, e.revision, e.key, e.request, e.leaf_hash, e.entry{cast}
                 FROM head, unnest($3::uuid[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bytea[], $8::{array})
                     WITH ORDINALITY AS e (stream, revision, key, request, leaf_hash, entry, n)
             )
             SELECT 1{notify} FROM head"
        );
        let statement = self.runtime.block_on(self.client.prepare(&sql)).expect("prepare");
        let json = entry == Type::JSON;
        move |at, events| {
            let (at, count) = (at.cast_signed(), events.len() as i64);
            let streams: Vec<_> = events.iter().map(|e| e.stream.0).collect();
            let revisions: Vec<_> = events.iter().map(|e| i64::from(e.revision.0)).collect();
            let commands: Vec<_> = events.iter().map(|e| e.command.expect("a command")).collect();
            let keys: Vec<_> = commands.iter().map(|c| c.key.0.as_slice()).collect();
            let requests: Vec<_> = commands.iter().map(|c| c.request.0.as_slice()).collect();
            let hashes: Vec<_> = events.iter().map(|e| e.leaf_hash.0.as_slice()).collect();
            let bytes: Vec<&[u8]> = events.iter().map(|e| &*e.entry).collect();
            let texts: Vec<&str> = bytes.iter().map(|b| std::str::from_utf8(b).expect("text")).collect();
            let entries: &(dyn ToSql + Sync) = if json { &texts } else { &bytes };
            let params: [&(dyn ToSql + Sync); 8] =
                [&at, &count, &streams, &revisions, &keys, &requests, &hashes, entries];
            let done = self.client.execute(&statement, &params);
            assert_eq!(self.runtime.block_on(done).expect("append"), 1);
        }
    }

    /// BEGIN and the head's lock, COPY, COMMIT.
    fn copies(self, schema: &'static str) -> impl FnMut(u64, &[NewEvent]) + 'a {
        let Self { runtime, client } = self;
        let columns = "log_id, position, stream, revision, key, request, leaf_hash, entry";
        let copy = format!("COPY {schema}.events ({columns}) FROM STDIN BINARY");
        let types = [
            Type::INT8,
            Type::INT8,
            Type::UUID,
            Type::INT8,
            Type::BYTEA,
            Type::BYTEA,
            Type::BYTEA,
            Type::BYTEA,
        ];
        move |at, events| {
            let done = async {
                let count = events.len();
                client.batch_execute(&format!("BEGIN; SELECT FROM {schema}.heads FOR UPDATE")).await?;
                let sink = client.copy_in(&copy).await?;
                let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
                for (position, e) in (at.cast_signed()..).zip(events) {
                    let command = e.command.expect("a command");
                    let revision = i64::from(e.revision.0);
                    let (key, request) = (command.key.0.as_slice(), command.request.0.as_slice());
                    let (hash, entry) = (e.leaf_hash.0.as_slice(), &*e.entry);
                    writer
                        .as_mut()
                        .write(&[&1i64, &position, &e.stream.0, &revision, &key, &request, &hash, &entry])
                        .await?;
                }
                writer.finish().await?;
                client
                    .batch_execute(&format!("UPDATE {schema}.heads SET next = next + {count}; COMMIT"))
                    .await
            };
            runtime.block_on(done).expect("copy");
        }
    }
}

fn scan_rate(log: &PostgresLog) -> f64 {
    let (began, mut seen, mut bytes) = (Instant::now(), 0u64, 0);
    log.scan(Position(0), Position(SCAN_EVENTS), &mut |stored| {
        seen += 1;
        bytes += stored.entry.len();
        ControlFlow::Continue(())
    })
    .expect("scan");
    assert!(bytes > 0);
    seen as f64 / began.elapsed().as_secs_f64()
}

fn raw_scan_rate(raw: &Raw<'_>, schema: &str) -> f64 {
    let sql = format!(
        "SELECT position, stream, revision, leaf_hash, key, request, entry FROM {schema}.events
         WHERE log_id = 1 AND position < {SCAN_EVENTS} ORDER BY position"
    );
    let began = Instant::now();
    let seen = raw.runtime.block_on(async {
        let rows = raw.client.query_raw(&sql, std::iter::empty::<i64>()).await.expect("scan");
        let mut rows = pin!(rows);
        let (mut seen, mut bytes) = (0, 0);
        while let Some(row) = rows.try_next().await.expect("scan") {
            seen += 1;
            bytes += match row.columns()[6].type_() == &Type::JSON {
                true => row.get::<_, Text<'_>>(6).0.len(),
                false => row.get::<_, &[u8]>(6).len(),
            };
        }
        assert!(bytes > 0);
        seen
    });
    f64::from(seen) / began.elapsed().as_secs_f64()
}

struct Text<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Text<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn main() {
    let settings = Settings {
        fsync: true,
        lines: vec!["shared_buffers = 512MB".to_owned(), "max_wal_size = 4GB".to_owned()],
        ..Settings::default()
    };
    let cluster = Cluster::start(&settings);
    let database = Database::on(&cluster);
    let store = PostgresStore::open(&database.options()).expect("open");
    let log: Arc<PostgresLog> = store.create_log(&LogName::parse("2026").expect("a name")).expect("create");
    for (schema, entry) in
        [("as_bytea", "bytea"), ("as_json", "json"), ("notified", "bytea"), ("copied", "bytea")]
    {
        tables(&database, schema, entry);
    }
    let runtime = Runtime::new().expect("a runtime");
    let url = database.url();
    let raw = || Raw::connect(&runtime, &url);
    let mut ways: Vec<(&'static str, u64, Way<'_>)> = vec![
        ("the driver", 0, Box::new(|at, events| append(&log, at, events))),
        ("one statement, bytea", 0, Box::new(raw().turns("as_bytea", Type::BYTEA, false))),
        ("one statement, json", 0, Box::new(raw().turns("as_json", Type::JSON, false))),
        ("one statement with NOTIFY", 0, Box::new(raw().turns("notified", Type::BYTEA, true))),
        ("hold, COPY, COMMIT", 0, Box::new(raw().copies("copied"))),
    ];
    let sizes: Vec<u64> =
        std::env::args().skip(1).map(|size| size.parse().expect("a number of events")).collect();
    for events in if sizes.is_empty() { vec![1, 64, 1_000, 10_000] } else { sizes } {
        race(events, &mut ways);
    }
    // Every table that is scanned is long enough by now, or is made so.
    for (_, next, way) in ways.iter_mut().take(3) {
        while *next < SCAN_EVENTS {
            way(*next, &turn(*next, 10_000));
            *next += 10_000;
        }
    }
    drop(ways);
    database.sql("VACUUM ANALYZE");
    let reader = raw();
    let mut rates: [Vec<f64>; 3] = Default::default();
    for _ in 0..ROUNDS {
        rates[0].push(scan_rate(&log));
        rates[1].push(raw_scan_rate(&reader, "as_bytea"));
        rates[2].push(raw_scan_rate(&reader, "as_json"));
    }
    for (rates, name) in rates.iter_mut().zip(["the driver, decoded", "bytea", "json"]) {
        println!("scan           {name:<28} {:>10.0} events/s", median(rates));
    }
}
