//! How events and refusals lie in columns, and the check that a row is what was written.

use marathon_events::{LeafHash, Position, Revision, StreamId};
use marathon_log::{CommandKey, Keyed, NewEvent, NewRefusal, RequestHash, Stored, StoredRefusal};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Row, Statement, ToSql};
use uuid::Uuid;

pub(crate) const INSERT_EVENT: &str =
    "INSERT INTO events (position, place, seal, entry) VALUES (?1, ?2, ?3, ?4)";
pub(crate) const SELECT_EVENTS: &str =
    "SELECT place, seal, entry FROM events WHERE position >= ?1 AND position < ?2 ORDER BY position";
pub(crate) const SELECT_STREAM: &str =
    "SELECT place, seal, entry, position FROM events WHERE place >= ?1 AND place <= ?2 ORDER BY place";
pub(crate) const INSERT_REFUSAL: &str = "INSERT INTO refusals (number, seal, outcome) VALUES (?1, ?2, ?3)";
pub(crate) const SELECT_REFUSALS: &str =
    "SELECT seal, outcome FROM refusals WHERE number >= ?1 AND number < ?2 ORDER BY number";

const PLACE_BYTES: usize = 16 + 4;
const HASH_BYTES: usize = 32;
const CHECK_BYTES: usize = 4;
const COMMAND_BYTES: usize = 16 + 16;

/// Bytes kept as TEXT, so that a shell shows them; SQLite keeps them as they are.
struct Text<'a>(&'a [u8]);

impl ToSql for Text<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.0)))
    }
}

/// Stream and revision as they lie in the column, which sorts as they do.
pub(crate) fn place(stream: StreamId, revision: Revision) -> [u8; PLACE_BYTES] {
    let mut place = [0; PLACE_BYTES];
    place[..16].copy_from_slice(stream.0.as_bytes());
    place[16..].copy_from_slice(&revision.0.to_be_bytes());
    place
}

pub(crate) fn insert_event(
    insert: &mut Statement<'_>,
    position: Position,
    event: &NewEvent,
) -> rusqlite::Result<()> {
    let NewEvent { stream, revision, entry, leaf_hash, command } = event;
    let place = place(*stream, *revision);
    let mut seal = [0; HASH_BYTES + CHECK_BYTES + COMMAND_BYTES];
    let seal = seal_with(&mut seal, &leaf_hash.0, command.as_ref(), |hash, command| {
        check_of(position.0, [&place, hash, command], entry)
    });
    insert.raw_bind_parameter(1, position.0)?;
    insert.raw_bind_parameter(2, place.as_slice())?;
    insert.raw_bind_parameter(3, seal)?;
    insert.raw_bind_parameter(4, Text(entry))?;
    insert.raw_execute()?;
    Ok(())
}

/// The event in the columns `place, seal, entry` of a row; `None` if it is not what was written at `position`.
pub(crate) fn event<'r>(row: &'r Row<'_>, position: Position) -> rusqlite::Result<Option<Stored<'r>>> {
    let columns = (row.get_ref(0)?, row.get_ref(1)?, row.get_ref(2)?);
    let (ValueRef::Blob(place), ValueRef::Blob(seal), ValueRef::Text(entry)) = columns else {
        return Ok(None);
    };
    Ok(checked_event(position, place, seal, entry))
}

fn checked_event<'r>(
    position: Position,
    place: &'r [u8],
    seal: &'r [u8],
    entry: &'r [u8],
) -> Option<Stored<'r>> {
    let (hash, check, command) = unsealed::<HASH_BYTES>(seal)?;
    let place: &[u8; PLACE_BYTES] = place.try_into().ok()?;
    if check != check_of(position.0, [place, hash, command], entry) {
        return None;
    }
    let (stream, revision) = place.split_first_chunk::<16>()?;
    let command = if command.is_empty() { None } else { Some(keyed(command)?) };
    Some(Stored {
        position,
        stream: StreamId(Uuid::from_bytes(*stream)),
        revision: Revision(u32::from_be_bytes(revision.try_into().ok()?)),
        entry,
        leaf_hash: LeafHash(*hash),
        command,
    })
}

pub(crate) fn insert_refusal(
    insert: &mut Statement<'_>,
    number: u64,
    refusal: &NewRefusal,
) -> rusqlite::Result<()> {
    let NewRefusal { command, at, outcome } = refusal;
    let mut seal = [0; 8 + CHECK_BYTES + COMMAND_BYTES];
    let seal = seal_with(&mut seal, &at.0.to_be_bytes(), Some(command), |at, command| {
        check_of(number, [&[], at, command], outcome)
    });
    insert.raw_bind_parameter(1, number)?;
    insert.raw_bind_parameter(2, seal)?;
    insert.raw_bind_parameter(3, outcome.as_ref())?;
    insert.raw_execute()?;
    Ok(())
}

/// The refusal in the columns `seal, outcome` of a row; `None` if it is not what was written under `number`.
pub(crate) fn refusal<'r>(row: &'r Row<'_>, number: u64) -> rusqlite::Result<Option<StoredRefusal<'r>>> {
    let (ValueRef::Blob(seal), ValueRef::Blob(outcome)) = (row.get_ref(0)?, row.get_ref(1)?) else {
        return Ok(None);
    };
    let Some((at, check, command)) = unsealed::<8>(seal) else { return Ok(None) };
    if check != check_of(number, [&[], at, command], outcome) {
        return Ok(None);
    }
    let at = Position(u64::from_be_bytes(*at));
    Ok(keyed(command).map(|command| StoredRefusal { number, command, at, outcome }))
}

/// Lays `fixed ‖ check ‖ command` into `space` and gives the part that was used.
fn seal_with<'s>(
    space: &'s mut [u8],
    fixed: &[u8],
    command: Option<&Keyed>,
    check: impl FnOnce(&[u8], &[u8]) -> u32,
) -> &'s [u8] {
    let (head, rest) = space.split_at_mut(fixed.len());
    let (middle, tail) = rest.split_at_mut(CHECK_BYTES);
    head.copy_from_slice(fixed);
    let command_bytes = if let Some(command) = command {
        tail[..16].copy_from_slice(&command.key.0);
        tail[16..].copy_from_slice(&command.request.0);
        COMMAND_BYTES
    } else {
        0
    };
    middle.copy_from_slice(&check(head, &tail[..command_bytes]).to_be_bytes());
    &space[..fixed.len() + CHECK_BYTES + command_bytes]
}

/// The parts of a seal that begins with `N` fixed bytes.
fn unsealed<const N: usize>(seal: &[u8]) -> Option<(&[u8; N], u32, &[u8])> {
    let (fixed, rest) = seal.split_first_chunk::<N>()?;
    let (check, command) = rest.split_first_chunk::<CHECK_BYTES>()?;
    Some((fixed, u32::from_be_bytes(*check), command))
}

fn keyed(command: &[u8]) -> Option<Keyed> {
    let (key, request) = command.split_first_chunk::<16>()?;
    Some(Keyed { key: CommandKey(*key), request: RequestHash(request.try_into().ok()?) })
}

/// CRC-32 of a row. The leaf hash protects an entry against people, for those who check it; this finds a flipped
/// bit in any column, or a row in another's place, on every read, and costs a fraction of a hash.
fn check_of(number: u64, fixed: [&[u8]; 3], bytes: &[u8]) -> u32 {
    // One call over the small parts together: each call costs as much as a hundred bytes.
    let mut together = [0; 8 + PLACE_BYTES + HASH_BYTES + COMMAND_BYTES];
    together[..8].copy_from_slice(&number.to_le_bytes());
    let mut end = 8;
    for part in fixed {
        let Some(space) = together.get_mut(end..end + part.len()) else {
            // Longer than anything that is written: no check matches it but by chance, and its length does not.
            return 0;
        };
        space.copy_from_slice(part);
        end += part.len();
    }
    let mut crc = crc32fast::Hasher::new();
    crc.update(&together[..end]);
    crc.update(bytes);
    crc.finalize()
}
