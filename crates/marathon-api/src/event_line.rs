//! An event as the API and the export write it: one line of JSON, its parts taken from the stored bytes verbatim.

use std::io::Write;

use marathon_engine::EngineError;
use marathon_events::{DecodeError, LeafHash, Position};
use marathon_log::Stored;
use serde::{Deserialize, Serialize, de::Error};
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// An event. Everything but `leaf_hash` and `entry` is read out of the entry; nothing is encoded anew, and an event
/// of an old version stays as it is.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventLine<'a> {
    /// Place in the history.
    pub(crate) position: u64,
    /// UUID of the event.
    pub(crate) event_id: &'a str,
    /// UUID of the stream: the deed, entrant or marathon it is about.
    pub(crate) stream: &'a str,
    /// Place in the stream.
    pub(crate) revision: u32,
    /// What happened.
    #[serde(rename = "type")]
    pub(crate) name: &'a str,
    /// Version of `data`.
    pub(crate) version: u16,
    /// When it was recorded.
    #[schema(format = "date-time")]
    pub(crate) recorded_at: &'a str,
    /// Who caused it.
    #[serde(default, borrow)]
    pub(crate) actor: Option<&'a str>,
    /// What its sender grouped it by.
    #[serde(default, borrow)]
    pub(crate) correlation_id: Option<&'a str>,
    /// The event that led to it.
    #[serde(default, borrow)]
    pub(crate) causation_id: Option<&'a str>,
    /// What is kept about somebody outside the history: whom, and a proof of what.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub(crate) private: Option<&'a RawValue>,
    /// What happened, in full; its JSON Schema is that of `type` and `version`.
    #[serde(borrow)]
    #[schema(value_type = Object)]
    pub(crate) data: &'a RawValue,
    /// Hex of SHA-256(0x00 ‖ entry), RFC 6962.
    #[serde(skip_deserializing)]
    #[schema(value_type = String, required = true)]
    pub(crate) leaf_hash: Option<LeafHash>,
    /// The exact stored bytes, which `leaf_hash` is over.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub(crate) entry: Option<&'a str>,
}

impl<'a> EventLine<'a> {
    /// Reads a stored event and checks that it is what was appended, where it was appended.
    pub(crate) fn of(row: &Stored<'a>) -> Result<Self, EngineError> {
        let position = row.position;
        if LeafHash::of(row.entry) != row.leaf_hash {
            return Err(EngineError::WrongHash { position });
        }
        let unreadable =
            |e: serde_json::Error| EngineError::Unreadable { position, source: DecodeError::new(e).into() };
        let entry = std::str::from_utf8(row.entry).map_err(|e| unreadable(Error::custom(e)))?;
        let mut line: Self = serde_json::from_str(entry).map_err(unreadable)?;
        if line.position != position.0 {
            return Err(EngineError::WrongPlace { position, claimed: Position(line.position) });
        }
        line.leaf_hash = Some(row.leaf_hash);
        line.entry = Some(entry);
        Ok(line)
    }

    /// Writes the event as JSON, without a line break.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        // Writing to memory fails only if a Serialize impl does, and none of ours can.
        if serde_json::to_writer(&mut *out, &Self { entry: None, ..*self }).is_err() {
            unreachable!("an event serialises");
        }
        if let Some(entry) = self.entry {
            out.truncate(out.len() - b"}".len());
            out.extend_from_slice(b",\"entry\":");
            write_text(entry, out);
            out.push(b'}');
        }
    }

    /// Writes the event as a message of an event stream, which a reader can go on from.
    pub(crate) fn write_message(&self, out: &mut Vec<u8>) {
        // JSON has no line breaks of its own, so the data is one line. Writing to memory does not fail.
        let _ = write!(out, "id: {}\nevent: {}\ndata: ", self.position, self.name);
        self.write(out);
        out.extend_from_slice(b"\n\n");
    }

    /// Writes the event as a CloudEvent (1.0, JSON format).
    pub(crate) fn write_cloud_event(&self, source: &str, out: &mut Vec<u8>) {
        let event = CloudEvent {
            specversion: "1.0",
            id: self.event_id,
            source,
            name: &format!("marathon.{}.v{}", self.name, self.version),
            subject: self.stream,
            time: self.recorded_at,
            datacontenttype: "application/json",
            sequence: &format!("{:020}", self.position),
            leafhash: self.leaf_hash,
            data: self.data,
        };
        if serde_json::to_writer(out, &event).is_err() {
            unreachable!("an event serialises");
        }
    }
}

/// A CloudEvent. Names of extensions are lower-case letters and digits alone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CloudEvent<'a> {
    /// `1.0`.
    specversion: &'a str,
    /// The event's id.
    id: &'a str,
    /// The marathon.
    source: &'a str,
    /// `marathon.<type>.v<version>`.
    #[serde(rename = "type")]
    name: &'a str,
    /// The stream: the deed, entrant or marathon it is about.
    subject: &'a str,
    /// When it was recorded.
    time: &'a str,
    /// `application/json`.
    datacontenttype: &'a str,
    /// The position, in twenty digits so that texts sort as positions do (the extension `sequence`).
    sequence: &'a str,
    /// Hex of SHA-256(0x00 ‖ entry), RFC 6962.
    #[schema(value_type = String)]
    leafhash: Option<LeafHash>,
    /// What happened, in full.
    #[schema(value_type = Object)]
    data: &'a RawValue,
}

/// Writes a text as JSON. An entry is full of quotes and almost free of control characters, so this does without
/// a branch for each byte; whole lines come out about a sixth faster than from an encoder for any text.
fn write_text(text: &str, out: &mut Vec<u8>) {
    let has_control = text.bytes().fold(false, |found, byte| found | (byte < 0x20));
    if has_control {
        if serde_json::to_writer(out, text).is_err() {
            unreachable!("a text serialises");
        }
        return;
    }
    let start = out.len();
    out.resize(start + 2 * text.len() + 2, b'"');
    let space = &mut out[start..];
    let mut at = 1;
    for byte in text.bytes() {
        space[at] = b'\\';
        at += usize::from(byte == b'"' || byte == b'\\');
        space[at] = byte;
        at += 1;
    }
    space[at] = b'"';
    out.truncate(start + at + 1);
}

/// Writes a stored event as a line of `GET …/events` and of the export, with the line break.
///
/// # Errors
/// If the entry is not what was appended at this position. Nothing is written then.
pub fn write_event_line(row: &Stored<'_>, out: &mut Vec<u8>) -> Result<(), EngineError> {
    EventLine::of(row)?.write(out);
    out.push(b'\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use marathon_events::{Revision, StreamId};
    use serde_json::{Value, json};

    use super::*;

    /// As the front-offices wrote it: version 1, in kilograms, with white space that nobody may lose.
    const ENTRY: &str = r#"{"position":7,"event_id":"01907f3c-8a10-7cc3-98c4-1e2f3a4b5c6d","stream":"01907f3c-8a10-7cc3-98c4-000000000000","revision":1,"type":"waste-collected","version":1,"recorded_at":"2024-07-14T18:59:59.000000Z","correlation_id":"01907f3c-0000-7000-8000-000000000000","data":{"kilograms": 12,"note":"\"қ\"\n"}}"#;

    fn row(entry: &str) -> Stored<'_> {
        Stored {
            position: Position(7),
            stream: StreamId(uuid::Uuid::nil()),
            revision: Revision(1),
            entry: entry.as_bytes(),
            leaf_hash: LeafHash::of(entry.as_bytes()),
            command: None,
        }
    }

    #[test]
    fn a_line_has_the_fields_of_the_entry_and_the_entry_itself() {
        let mut out = Vec::new();
        write_event_line(&row(ENTRY), &mut out).unwrap();
        let line = String::from_utf8(out).unwrap();
        assert!(line.ends_with("}\n") && line.matches('\n').count() == 1);
        assert!(line.contains(r#""data":{"kilograms": 12,"note":"\"қ\"\n"},"leaf_hash""#), "{line}");
        let parsed: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(parsed["entry"], ENTRY);
        assert_eq!(parsed["leaf_hash"], LeafHash::of(ENTRY.as_bytes()).to_string());
        assert_eq!(parsed["version"], 1);
        assert_eq!((&parsed["actor"], &parsed["causation_id"]), (&Value::Null, &Value::Null));
        assert_eq!(parsed["correlation_id"], "01907f3c-0000-7000-8000-000000000000");
        let names: Vec<_> =
            serde_json::from_str::<serde_json::Map<_, _>>(&line).unwrap().into_iter().collect();
        assert_eq!(names.len(), 13);
    }

    #[test]
    fn what_is_kept_privately_is_told_as_it_stands() {
        let private = r#""private":{"subject":"01907f3c-8a10-7cc3-98c4-000000000000","commitment":"ab"}"#;
        let entry = ENTRY.replace("\"data\"", &format!("{private},\"data\""));
        let mut out = Vec::new();
        write_event_line(&row(&entry), &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().contains(private));
    }

    #[test]
    fn texts_are_written_as_any_encoder_writes_them() {
        for text in
            ["", "plain", r#"{"a":"\\"\\\\"}"#, "қ\u{1f333}", "tab\tline\n\u{0}", "\"", "\\", "\u{7f}"]
        {
            let mut out = b"before".to_vec();
            write_text(text, &mut out);
            assert_eq!(out, [b"before", &serde_json::to_vec(text).unwrap()[..]].concat(), "{text:?}");
        }
    }

    #[test]
    fn a_damaged_event_is_not_written() {
        let mut out = Vec::new();
        let other = ENTRY.replace("12", "13");
        let flipped = Stored { entry: other.as_bytes(), ..row(ENTRY) };
        assert!(matches!(write_event_line(&flipped, &mut out), Err(EngineError::WrongHash { .. })));
        let moved = Stored { position: Position(8), ..row(ENTRY) };
        assert!(matches!(write_event_line(&moved, &mut out), Err(EngineError::WrongPlace { .. })));
        for entry in ["", "{}", r#"{"position":7}"#, "\u{feff}{}"] {
            assert!(matches!(write_event_line(&row(entry), &mut out), Err(EngineError::Unreadable { .. })));
        }
        assert!(out.is_empty());
    }

    #[test]
    fn a_message_of_a_stream_carries_its_position() {
        let mut out = Vec::new();
        let row = row(ENTRY);
        EventLine::of(&row).unwrap().write_message(&mut out);
        let mut line = Vec::new();
        write_event_line(&row, &mut line).unwrap();
        let line = String::from_utf8(line).unwrap();
        let expected = format!("id: 7\nevent: waste-collected\ndata: {line}\n");
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_cloud_event_has_the_attributes_of_the_specification() {
        let mut out = Vec::new();
        EventLine::of(&row(ENTRY)).unwrap().write_cloud_event("/v1/marathons/2024", &mut out);
        let expected = json!({
            "specversion": "1.0",
            "id": "01907f3c-8a10-7cc3-98c4-1e2f3a4b5c6d",
            "source": "/v1/marathons/2024",
            "type": "marathon.waste-collected.v1",
            "subject": "01907f3c-8a10-7cc3-98c4-000000000000",
            "time": "2024-07-14T18:59:59.000000Z",
            "datacontenttype": "application/json",
            "sequence": "00000000000000000007",
            "leafhash": LeafHash::of(ENTRY.as_bytes()).to_string(),
            "data": { "kilograms": 12, "note": "\"қ\"\n" },
        });
        assert_eq!(serde_json::from_slice::<Value>(&out).unwrap(), expected);
    }
}
