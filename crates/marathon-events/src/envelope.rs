//! The entry: the exact bytes of an event that are stored, hashed and exported.
//!
//! An entry is one JSON object in UTF-8 without insignificant white space, its keys always in the order of
//! [`Envelope`], absent optional fields left out. `data` comes last, so a reader knows name and version by then
//! and decodes in one pass.

use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Event, EventId, Hmac, Position, PrincipalId, Revision, StreamId, Timestamp, canonical, catalogue,
};

/// An event with everything that was recorded about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Place in the log.
    pub position: Position,
    /// Identity of the event.
    pub event_id: EventId,
    /// The stream it belongs to.
    pub stream: StreamId,
    /// Place in the stream.
    pub revision: Revision,
    /// When it was recorded; never decreases along a log.
    pub recorded_at: Timestamp,
    /// Principal that caused it; absent if the program did, started by somebody with access to the store.
    pub actor: Option<PrincipalId>,
    /// What the caller wants it grouped by.
    pub correlation_id: Option<Uuid>,
    /// The event that led to it.
    pub causation_id: Option<EventId>,
    /// What is kept about somebody outside the history.
    pub private: Option<Commitment>,
    /// What happened.
    pub event: Event,
}

/// Proves what is kept privately about a subject, as long as it is kept, and tells nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Whom it is about; what is kept goes away with this subject's key.
    pub subject: Uuid,
    /// HMAC-SHA256 of the private bytes under a random salt that is kept with them.
    pub commitment: Hmac,
}

#[derive(Serialize)]
struct Envelope<'a> {
    position: Position,
    event_id: EventId,
    stream: StreamId,
    revision: Revision,
    #[serde(rename = "type")]
    name: &'static str,
    version: u16,
    recorded_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<PrincipalId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    causation_id: Option<EventId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    private: Option<Commitment>,
    data: &'a Event,
}

/// Hash of an entry as a leaf of an RFC 6962 Merkle tree: SHA-256(0x00 ‖ entry).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeafHash(pub [u8; 32]);

impl LeafHash {
    /// The leaf hash of these entry bytes (RFC 6962, section 2.1).
    #[must_use]
    pub fn of(entry: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update([0_u8]);
        hash.update(entry);
        Self(hash.finalize().into())
    }

    /// From 64 hex digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        crate::Sha256Hash::parse(text).map(|h| Self(h.0))
    }
}

impl fmt::Display for LeafHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(const_hex::Buffer::<32>::new().format(&self.0))
    }
}

impl fmt::Debug for LeafHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for LeafHash {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(const_hex::Buffer::<32>::new().format(&self.0))
    }
}

/// An entry could not be understood.
#[derive(Debug, thiserror::Error)]
#[error("decode the entry of an event")]
pub struct DecodeError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl DecodeError {
    /// An entry is not understood for this reason.
    #[must_use]
    pub fn new(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(why.into())
    }
}

impl Recorded {
    /// The canonical entry.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let (name, version) = self.event.name_and_version();
        let envelope = Envelope {
            position: self.position,
            event_id: self.event_id,
            stream: self.stream,
            revision: self.revision,
            name,
            version,
            recorded_at: self.recorded_at,
            actor: self.actor,
            correlation_id: self.correlation_id,
            causation_id: self.causation_id,
            private: self.private,
            data: &self.event,
        };
        let mut entry = Vec::with_capacity(512);
        // Writing to memory fails only if a Serialize impl does, and none of ours can.
        if serde_json::to_writer(&mut entry, &envelope).is_err() {
            unreachable!("an event serialises");
        }
        entry
    }

    /// Reads an entry of any version in the catalogue; `data` is upcast to the latest.
    ///
    /// # Errors
    /// If the bytes are not an entry, or its name and version are not in the catalogue.
    pub fn decode(entry: &[u8]) -> Result<Self, DecodeError> {
        // Checked once as a whole: cheaper than string by string.
        let text = std::str::from_utf8(entry).map_err(DecodeError::new)?;
        canonical::from_str(text).map_err(DecodeError::new)
    }
}

/// The keys of an entry, in the order of [`Envelope`].
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Position,
    EventId,
    Stream,
    Revision,
    Type,
    Version,
    RecordedAt,
    Actor,
    CorrelationId,
    CausationId,
    Private,
    Data,
}

/// The same keys as text.
const KEYS: &[&str] = &[
    "position",
    "event_id",
    "stream",
    "revision",
    "type",
    "version",
    "recorded_at",
    "actor",
    "correlation_id",
    "causation_id",
    "private",
    "data",
];

impl<'de> Deserialize<'de> for Recorded {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_struct("Recorded", KEYS, EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Recorded;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the entry of an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Recorded, A::Error> {
        let (mut position, mut event_id, mut stream, mut revision) = (None, None, None, None);
        let (mut name, mut version, mut recorded_at) = (None::<&str>, None, None);
        let (mut actor, mut correlation_id, mut causation_id) = (None, None, None);
        let (mut private, mut event) = (None, None);
        while let Some(key) = map.next_key()? {
            match key {
                Key::Position => position = Some(map.next_value()?),
                Key::EventId => event_id = Some(map.next_value()?),
                Key::Stream => stream = Some(map.next_value()?),
                Key::Revision => revision = Some(map.next_value()?),
                Key::Type => name = Some(map.next_value()?),
                Key::Version => version = Some(map.next_value()?),
                Key::RecordedAt => recorded_at = Some(map.next_value()?),
                Key::Actor => actor = Some(map.next_value()?),
                Key::CorrelationId => correlation_id = Some(map.next_value()?),
                Key::CausationId => causation_id = Some(map.next_value()?),
                Key::Private => private = Some(map.next_value()?),
                Key::Data => {
                    let name = name.ok_or_else(|| de::Error::custom("`data` before `type`"))?;
                    let version = version.ok_or_else(|| de::Error::custom("`data` before `version`"))?;
                    event = catalogue::read_data(name, version, &mut map)?;
                    if event.is_none() {
                        return Err(de::Error::custom(format_args!(
                            "event `{name}` version {version} is not in the catalogue of this program; \
                             it was written by a newer one"
                        )));
                    }
                }
            }
        }
        let missing = de::Error::missing_field;
        Ok(Recorded {
            position: position.ok_or_else(|| missing("position"))?,
            event_id: event_id.ok_or_else(|| missing("event_id"))?,
            stream: stream.ok_or_else(|| missing("stream"))?,
            revision: revision.ok_or_else(|| missing("revision"))?,
            recorded_at: recorded_at.ok_or_else(|| missing("recorded_at"))?,
            actor,
            correlation_id,
            causation_id,
            private,
            event: event.ok_or_else(|| missing("data"))?,
        })
    }
}
