//! How logs, events and refusals lie in frames; rows of accounts are beside.

use marathon_events::{LeafHash, Position, Revision, StreamId};
use marathon_log::{CommandKey, Keyed, LogName, RequestHash, Stored, StoredRefusal};
use uuid::Uuid;

use crate::Head;

/// The newest format of a backup that this program knows.
pub const FORMAT: u32 = 2;

pub(crate) const MAGIC: [u8; 8] = *b"MGDBACKU";
/// Magic, format, check.
pub(crate) const HEAD_BYTES: usize = 8 + 4 + 4;
/// Kind, length, check.
pub(crate) const FRAME_HEAD_BYTES: usize = 1 + 4 + 4;
/// Longest payload; the longest entries, the rules of a marathon, stay far below it.
pub(crate) const PAYLOAD_BYTES_MAX: usize = 64 << 20;

pub(crate) const LOG: u8 = b'L';
pub(crate) const EVENT: u8 = b'E';
pub(crate) const REFUSAL: u8 = b'R';
pub(crate) const ACCOUNT: u8 = b'A';
pub(crate) const TOKEN: u8 = b'T';
pub(crate) const IDENTITY: u8 = b'I';
pub(crate) const KEY: u8 = b'K';
pub(crate) const PAYLOAD: u8 = b'P';
pub(crate) const SEAL: u8 = b'S';

/// Kinds of frames of accounts, in the order in which they come. All of them come after the logs.
pub(crate) const OF_ACCOUNTS: [u8; 5] = [ACCOUNT, TOKEN, IDENTITY, KEY, PAYLOAD];

pub(crate) fn head() -> [u8; HEAD_BYTES] {
    let mut head = [0; HEAD_BYTES];
    head[..8].copy_from_slice(&MAGIC);
    head[8..12].copy_from_slice(&FORMAT.to_be_bytes());
    let check = crc32fast::hash(&head[..12]);
    head[12..].copy_from_slice(&check.to_be_bytes());
    head
}

/// Kind and length with the check of them and the payload.
pub(crate) fn frame_head(kind: u8, payload: &[u8]) -> [u8; FRAME_HEAD_BYTES] {
    // Rows come from a store that keeps them far below this; a longer one could not be read back.
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes();
    let mut head = [0; FRAME_HEAD_BYTES];
    head[0] = kind;
    head[1..5].copy_from_slice(&length);
    let check = check_of(&head[..5], payload);
    head[5..].copy_from_slice(&check.to_be_bytes());
    head
}

pub(crate) fn check_of(kind_and_length: &[u8], payload: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(kind_and_length);
    crc.update(payload);
    crc.finalize()
}

pub(crate) fn write_log(head: &Head, out: &mut Vec<u8>) {
    out.extend_from_slice(&head.next.0.to_be_bytes());
    out.extend_from_slice(&head.next_refusal.to_be_bytes());
    out.extend_from_slice(head.name.as_str().as_bytes());
}

pub(crate) fn read_log(mut from: &[u8]) -> Option<Head> {
    let next = Position(u64::from_be_bytes(take(&mut from)?));
    let next_refusal = u64::from_be_bytes(take(&mut from)?);
    let name = LogName::parse(std::str::from_utf8(from).ok()?)?;
    Some(Head { name, next, next_refusal })
}

pub(crate) fn write_event(row: &Stored<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(row.stream.0.as_bytes());
    out.extend_from_slice(&row.revision.0.to_be_bytes());
    out.extend_from_slice(&row.leaf_hash.0);
    out.push(u8::from(row.command.is_some()));
    if let Some(command) = &row.command {
        write_command(command, out);
    }
    out.extend_from_slice(row.entry);
}

pub(crate) fn read_event(mut from: &[u8], position: Position) -> Option<Stored<'_>> {
    let stream = StreamId(Uuid::from_bytes(take(&mut from)?));
    let revision = Revision(u32::from_be_bytes(take(&mut from)?));
    let leaf_hash = LeafHash(take(&mut from)?);
    let command = match take(&mut from)? {
        [0] => None,
        [1] => Some(read_command(&mut from)?),
        _ => return None,
    };
    Some(Stored { position, stream, revision, entry: from, leaf_hash, command })
}

pub(crate) fn write_refusal(row: &StoredRefusal<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(&row.at.0.to_be_bytes());
    write_command(&row.command, out);
    out.extend_from_slice(row.outcome);
}

pub(crate) fn read_refusal(mut from: &[u8], number: u64) -> Option<StoredRefusal<'_>> {
    let at = Position(u64::from_be_bytes(take(&mut from)?));
    let command = read_command(&mut from)?;
    Some(StoredRefusal { number, command, at, outcome: from })
}

fn write_command(command: &Keyed, out: &mut Vec<u8>) {
    out.extend_from_slice(&command.key.0);
    out.extend_from_slice(&command.request.0);
}

fn read_command(from: &mut &[u8]) -> Option<Keyed> {
    Some(Keyed { key: CommandKey(take(from)?), request: RequestHash(take(from)?) })
}

pub(crate) fn take<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = from.split_first_chunk::<N>()?;
    *from = rest;
    Some(*taken)
}
