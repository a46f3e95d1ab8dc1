//! How events and refusals lie in columns, and the statements that write and read them.

use marathon_events::{LeafHash, Position, Revision, StreamId};
use marathon_log::{CommandKey, Keyed, RequestHash, Stored, StoredRefusal, Turn};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};
use uuid::Uuid;

pub(crate) const SELECT_HEAD: &str = "SELECT next, next_refusal FROM marathon.heads WHERE log_id = $1";

/// A turn: one statement, one round trip, one commit.
///
/// The head is moved only if it stands where the writer decided; another writer's move is waited for and then looked
/// at anew, which is what READ COMMITTED does with a row it updates. If it was not moved there is no row in `head`, so
/// nothing is inserted, and no row is counted in the answer. The lock of the head is kept to the end of the commit, so
/// whoever sees a position sees all that lie below it.
pub(crate) const TAKE_TURN: &str = "
WITH head AS (
    UPDATE marathon.heads
    SET next = next + $4, next_refusal = next_refusal + $5
    WHERE log_id = $1 AND next = $2 AND next_refusal = $3
    RETURNING log_id
), new_events AS (
    INSERT INTO marathon.events (log_id, position, stream, revision, key, request, leaf_hash, entry)
    SELECT head.log_id, $2 - 1 + e.n, e.stream, e.revision, e.key, e.request, e.leaf_hash, e.entry
    FROM head, unnest($6::uuid[], $7::bigint[], $8::bytea[], $9::bytea[], $10::bytea[], $11::bytea[])
        WITH ORDINALITY AS e (stream, revision, key, request, leaf_hash, entry, n)
), new_refusals AS (
    INSERT INTO marathon.refusals (log_id, number, at, key, request, outcome)
    SELECT head.log_id, $3 - 1 + r.n, r.at, r.key, r.request, r.outcome
    FROM head, unnest($12::bigint[], $13::bytea[], $14::bytea[], $15::bytea[])
        WITH ORDINALITY AS r (at, key, request, outcome, n)
)
SELECT FROM head";

pub(crate) const TAKE_TURN_TYPES: [Type; 15] = [
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::UUID_ARRAY,
    Type::INT8_ARRAY,
    Type::BYTEA_ARRAY,
    Type::BYTEA_ARRAY,
    Type::BYTEA_ARRAY,
    Type::BYTEA_ARRAY,
    Type::INT8_ARRAY,
    Type::BYTEA_ARRAY,
    Type::BYTEA_ARRAY,
    Type::BYTEA_ARRAY,
];

pub(crate) const SELECT_EVENTS: &str = "
SELECT position, stream, revision, leaf_hash, key, request, entry FROM marathon.events
WHERE log_id = $1 AND position >= $2 AND position < $3 ORDER BY position";

pub(crate) const SELECT_STREAM: &str = "
SELECT position, stream, revision, leaf_hash, key, request, entry FROM marathon.events
WHERE log_id = $1 AND stream = $2 AND revision >= $3 ORDER BY revision LIMIT $4";

pub(crate) const SELECT_REFUSALS: &str = "
SELECT number, at, key, request, outcome FROM marathon.refusals
WHERE log_id = $1 AND number >= $2 AND number < $3 ORDER BY number";

/// A turn as the statement takes it: an array for each column.
pub(crate) struct Columns<'a> {
    log_id: i64,
    expected: [i64; 2],
    count: [i64; 2],
    streams: Vec<Uuid>,
    revisions: Vec<i64>,
    keys: Vec<Option<&'a [u8]>>,
    requests: Vec<Option<&'a [u8]>>,
    leaf_hashes: Vec<&'a [u8]>,
    entries: Vec<&'a [u8]>,
    refused_at: Vec<i64>,
    refused_keys: Vec<&'a [u8]>,
    refused_requests: Vec<&'a [u8]>,
    outcomes: Vec<&'a [u8]>,
}

impl<'a> Columns<'a> {
    /// `None` if the turn begins beyond what PostgreSQL counts to: no log stands there.
    pub(crate) fn of(log_id: i64, turn: &Turn<'a>) -> Option<Self> {
        let Turn { expected, expected_refusal, events, refusals } = *turn;
        let expected = [i64::try_from(expected.0).ok()?, i64::try_from(expected_refusal).ok()?];
        let count = [i64::try_from(events.len()).ok()?, i64::try_from(refusals.len()).ok()?];
        expected[0].checked_add(count[0])?;
        expected[1].checked_add(count[1])?;
        Some(Self {
            log_id,
            expected,
            count,
            streams: events.iter().map(|e| e.stream.0).collect(),
            revisions: events.iter().map(|e| e.revision.0.into()).collect(),
            keys: events.iter().map(|e| e.command.as_ref().map(|c| c.key.0.as_slice())).collect(),
            requests: events.iter().map(|e| e.command.as_ref().map(|c| c.request.0.as_slice())).collect(),
            leaf_hashes: events.iter().map(|e| e.leaf_hash.0.as_slice()).collect(),
            entries: events.iter().map(|e| &*e.entry).collect(),
            refused_at: refusals.iter().map(|r| r.at.0.cast_signed()).collect(),
            refused_keys: refusals.iter().map(|r| r.command.key.0.as_slice()).collect(),
            refused_requests: refusals.iter().map(|r| r.command.request.0.as_slice()).collect(),
            outcomes: refusals.iter().map(|r| &*r.outcome).collect(),
        })
    }

    pub(crate) fn params(&self) -> [&(dyn ToSql + Sync); TAKE_TURN_TYPES.len()] {
        [
            &self.log_id,
            &self.expected[0],
            &self.expected[1],
            &self.count[0],
            &self.count[1],
            &self.streams,
            &self.revisions,
            &self.keys,
            &self.requests,
            &self.leaf_hashes,
            &self.entries,
            &self.refused_at,
            &self.refused_keys,
            &self.refused_requests,
            &self.outcomes,
        ]
    }
}

/// A number as PostgreSQL counts; there is nothing beyond its range.
pub(crate) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The position of an event or the number of a refusal: the first column of a row.
pub(crate) fn number(row: &Row) -> Option<u64> {
    u64::try_from(row.try_get::<_, i64>(0).ok()?).ok()
}

/// The event in a row; `None` if it is not what was written. Page checksums are off unless a server was set up with
/// them, and somebody with the right role can do anything: the entry's own hash tells.
pub(crate) fn event(row: &Row) -> Option<Stored<'_>> {
    let command = match (bytes(row, 4)?, bytes(row, 5)?) {
        (Some(key), Some(request)) => Some(keyed(key, request)?),
        (None, None) => None,
        _ => return None,
    };
    let entry = bytes(row, 6)??;
    let leaf_hash = LeafHash(bytes(row, 3)??.try_into().ok()?);
    (LeafHash::of(entry) == leaf_hash).then_some(())?;
    Some(Stored {
        position: Position(number(row)?),
        stream: StreamId(row.try_get(1).ok()?),
        revision: Revision(u32::try_from(row.try_get::<_, i64>(2).ok()?).ok()?),
        entry,
        leaf_hash,
        command,
    })
}

/// The refusal in a row; `None` if it is not what anybody writes.
pub(crate) fn refusal(row: &Row) -> Option<StoredRefusal<'_>> {
    Some(StoredRefusal {
        number: number(row)?,
        command: keyed(bytes(row, 2)??, bytes(row, 3)??)?,
        at: Position(row.try_get::<_, i64>(1).ok()?.cast_unsigned()),
        outcome: bytes(row, 4)??,
    })
}

fn bytes(row: &Row, column: usize) -> Option<Option<&[u8]>> {
    row.try_get(column).ok()
}

fn keyed(key: &[u8], request: &[u8]) -> Option<Keyed> {
    Some(Keyed { key: CommandKey(key.try_into().ok()?), request: RequestHash(request.try_into().ok()?) })
}
