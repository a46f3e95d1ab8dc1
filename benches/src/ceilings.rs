//! What the machine and its libraries allow, measured in the same run, so that figures of different machines compare.

use std::{ops::ControlFlow, path::Path, time::Instant};

use anyhow::Result;
use marathon_events::Position;
use marathon_log::EventLog;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

/// Rows of a transaction of the bare store.
const BATCH_ROWS: usize = 1_000;

/// The entries of a log, as they are stored.
pub(crate) fn entries(log: &dyn EventLog) -> Result<Vec<Vec<u8>>> {
    let mut entries = Vec::new();
    log.scan(Position(0), log.next()?, &mut |row| {
        entries.push(row.entry.to_vec());
        ControlFlow::Continue(())
    })?;
    Ok(entries)
}

/// Seconds in which SQLite alone makes these entries durable under a number and a 20-byte key, as the product's
/// store does: nothing is parsed, decided, hashed or folded.
pub(crate) fn bare_sqlite(folder: &Path, entries: &[Vec<u8>]) -> Result<f64> {
    let mut store = Connection::open(folder.join("bare.sqlite"))?;
    store.execute_batch(
        "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
         CREATE TABLE events (position INTEGER PRIMARY KEY, place BLOB NOT NULL UNIQUE, entry TEXT NOT NULL);",
    )?;
    let start = Instant::now();
    for (number, batch) in entries.chunks(BATCH_ROWS).enumerate() {
        let turn = store.transaction()?;
        let mut insert = turn.prepare_cached("INSERT INTO events VALUES (?1, ?2, ?3)")?;
        for (place, entry) in (number * BATCH_ROWS..).zip(batch) {
            // Growing, as keys that begin with a UUIDv7 are.
            let key = [place.to_be_bytes(), place.to_be_bytes()].concat();
            insert.execute((place, &key, str::from_utf8(entry)?))?;
        }
        drop(insert);
        turn.commit()?;
    }
    Ok(start.elapsed().as_secs_f64())
}

/// Seconds for the SHA-256 of each entry, one thread.
pub(crate) fn sha256(entries: &[Vec<u8>]) -> f64 {
    let start = Instant::now();
    for entry in entries {
        std::hint::black_box(Sha256::digest(entry));
    }
    start.elapsed().as_secs_f64()
}

/// Seconds for `serde_json` to read each entry into the product's types, one thread.
pub(crate) fn serde_json(entries: &[Vec<u8>]) -> Result<f64> {
    let start = Instant::now();
    for entry in entries {
        std::hint::black_box(serde_json::from_slice::<marathon_events::Recorded>(entry)?);
    }
    Ok(start.elapsed().as_secs_f64())
}
