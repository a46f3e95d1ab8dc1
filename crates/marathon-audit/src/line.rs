//! A line of an export: one event as the API writes it, and its entry as a JSON string.
//!
//! Everything in the line follows from the entry, so the line is written anew from it and compared.

use std::io::Write;

use marathon_events::{LeafHash, Recorded};

/// The key before the entry. Inside the entry its quotes are escaped, so the last one in a line is the right one.
const ENTRY: &str = ",\"entry\":";

/// What a line holds.
pub(crate) struct Line {
    pub(crate) event: Recorded,
    /// The version it was written in, which may be older than the one it was read into.
    pub(crate) version: u16,
    pub(crate) leaf_hash: LeafHash,
    /// Why the line is not what this event looks like.
    pub(crate) wrong: Option<String>,
}

/// Reads a line without its line break; says why there is no event in it.
pub(crate) fn read(line: &[u8]) -> Result<Line, String> {
    let line = std::str::from_utf8(line).map_err(|e| format!("the line is not UTF-8: {e}"))?;
    let at = line.rfind(ENTRY).ok_or("the line has no `entry`")? + ENTRY.len();
    let text = line[at..].strip_suffix('}').ok_or("the line does not end with its entry")?;
    let entry: String =
        serde_json::from_str(text).map_err(|e| format!("the entry is not a JSON string: {e}"))?;
    let event = Recorded::decode(entry.as_bytes()).map_err(|e| {
        let why = std::error::Error::source(&e).map(ToString::to_string).unwrap_or_default();
        format!("the entry is no event: {why}")
    })?;
    let leaf_hash = LeafHash::of(entry.as_bytes());
    match canonical_data(&event, &entry) {
        Ok((version, data)) => {
            let wrong = differs(line, &write(&event, version, data, leaf_hash, &entry));
            Ok(Line { event, version, leaf_hash, wrong })
        }
        Err(wrong) => {
            let version = event.event.name_and_version().1;
            Ok(Line { event, version, leaf_hash, wrong: Some(wrong) })
        }
    }
}

/// The version and the data as they stand in an entry, if the entry is the canonical rendering of the event.
fn canonical_data<'a>(event: &Recorded, entry: &'a str) -> Result<(u16, &'a str), String> {
    let not_canonical = || "the entry is not written as events are written".to_owned();
    let (name, latest) = event.event.name_and_version();
    let mut head = Vec::new();
    write_place(event, name, &mut head);
    let rest = entry.as_bytes().strip_prefix(&head[..]).ok_or_else(not_canonical)?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let version: u16 = entry[head.len()..][..digits].parse().map_err(|_| not_canonical())?;
    let mut around = version.to_string().into_bytes();
    write_surroundings(event, Absent::LeftOut, &mut around);
    let data = rest.strip_prefix(&around[..]).and_then(|rest| rest.strip_suffix(b"}"));
    let data = data.ok_or_else(not_canonical)?;
    if version == latest && event.encode() != entry.as_bytes() {
        return Err(not_canonical());
    }
    let start = head.len() + around.len();
    Ok((version, &entry[start..start + data.len()]))
}

fn write(event: &Recorded, version: u16, data: &str, leaf_hash: LeafHash, entry: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(3 * entry.len());
    write_place(event, event.event.name_and_version().0, &mut out);
    put(&mut out, format_args!("{version}"));
    write_surroundings(event, Absent::Null, &mut out);
    put(&mut out, format_args!("{data},\"leaf_hash\":\"{leaf_hash}\"{ENTRY}"));
    if serde_json::to_writer(&mut out, entry).is_err() {
        unreachable!("a text serialises");
    }
    out.push(b'}');
    out
}

/// How a field that an event does not have is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absent {
    LeftOut,
    Null,
}

fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing to memory does not fail.
    let _ = out.write_fmt(text);
}

/// From the position to where the version stands.
fn write_place(e: &Recorded, name: &str, out: &mut Vec<u8>) {
    let Recorded { position, event_id, stream, revision, .. } = e;
    put(
        out,
        format_args!(
            "{{\"position\":{position},\"event_id\":\"{event_id}\",\"stream\":\"{stream}\",\
             \"revision\":{revision},\"type\":\"{name}\",\"version\":"
        ),
    );
}

/// From behind the version to where the data stands.
fn write_surroundings(e: &Recorded, absent: Absent, out: &mut Vec<u8>) {
    put(out, format_args!(",\"recorded_at\":\"{}\"", e.recorded_at));
    let ids = [
        ("actor", e.actor.map(|id| id.0)),
        ("correlation_id", e.correlation_id),
        ("causation_id", e.causation_id.map(|id| id.0)),
    ];
    for (key, id) in ids {
        match id {
            Some(id) => put(out, format_args!(",\"{key}\":\"{id}\"")),
            None if absent == Absent::Null => put(out, format_args!(",\"{key}\":null")),
            None => {}
        }
    }
    if let Some(private) = e.private {
        let (subject, commitment) = (private.subject, private.commitment);
        put(out, format_args!(",\"private\":{{\"subject\":\"{subject}\",\"commitment\":\"{commitment}\"}}"));
    }
    out.extend_from_slice(b",\"data\":");
}

fn differs(line: &str, expected: &[u8]) -> Option<String> {
    if line.as_bytes() == expected {
        return None;
    }
    let byte = line.bytes().zip(expected).take_while(|(a, b)| a == *b).count();
    Some(format!(
        "the line is not what its entry says from byte {byte} on; the entry, its leaf_hash or the fields beside \
         them were changed"
    ))
}
