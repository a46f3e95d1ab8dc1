//! A part of the history: each event with its place, what it says, its hash, and what belongs to it.

use marathon_events::{LeafHash, Position, Recorded};
use serde_json::Value;
use uuid::Uuid;

use crate::{Error, MapMetric, Season, links, texts::Texts};

/// Characters of a value that are shown; the rest is in the JSON.
const VALUE_CHARS_MAX: usize = 160;

/// Which events are looked at; by default the last ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventChoice {
    /// Of this type alone.
    pub kind: Option<String>,
    /// Of this stream alone: a deed, an entrant, a nomination or the marathon.
    pub stream: Option<Uuid>,
    /// From this position on.
    pub from: Option<Position>,
}

/// A part of the history.
#[derive(Clone, Debug)]
pub struct Events {
    /// Which events.
    pub choice: EventChoice,
    /// Every type of event there is.
    pub kinds: Vec<&'static str>,
    /// These of them.
    pub found: Vec<AuditedEvent>,
    /// Where earlier ones begin.
    pub earlier: Option<Position>,
    /// Where later ones begin.
    pub later: Option<Position>,
}

/// An event with the hash of its stored bytes.
#[derive(Clone, Debug)]
pub struct AuditedEvent {
    /// It.
    pub recorded: Recorded,
    /// SHA-256(0x00 ‖ entry), RFC 6962.
    pub leaf_hash: LeafHash,
}

pub(super) struct Shown {
    /// Value in the address, words, and whether it is chosen.
    pub kinds: Vec<(String, String, bool)>,
    pub stream: String,
    pub from: String,
    pub rows: Vec<Row>,
    pub earlier: Option<String>,
    pub later: Option<String>,
    pub all: Option<String>,
}

pub(super) struct Row {
    pub position: u64,
    pub event: String,
    pub href: String,
    pub what: String,
    pub kind: &'static str,
    pub moment: String,
    pub time: String,
    pub actor: Option<String>,
    pub stream: String,
    pub revision: String,
    pub then: String,
    pub json: String,
    pub says: Vec<Said>,
    pub leaf: String,
}

/// A part of what an event says, and the history of what it names.
pub(super) struct Said {
    pub name: String,
    pub value: String,
    pub href: Option<String>,
}

pub(super) fn show(t: Texts, season: &Season, events: &Events) -> Result<Shown, Error> {
    let (l, slug, choice) = (t.language, &season.slug, &events.choice);
    let mut kinds = vec![(String::new(), t.say("audit-all-types")?, choice.kind.is_none())];
    for kind in &events.kinds {
        kinds.push(((*kind).to_owned(), happened(t, kind)?, choice.kind.as_deref() == Some(kind)));
    }
    let page = |from: Position| links::audit(l, slug, &EventChoice { from: Some(from), ..choice.clone() });
    Ok(Shown {
        kinds,
        stream: choice.stream.map_or_else(String::new, |id| id.to_string()),
        from: choice.from.map_or_else(String::new, |from| from.to_string()),
        rows: events.found.iter().map(|event| row(t, season, event)).collect::<Result<_, _>>()?,
        earlier: events.earlier.map(page),
        later: events.later.map(page),
        all: (*choice != EventChoice::default()).then(|| links::audit(l, slug, &EventChoice::default())),
    })
}

/// What a type of event says in words.
pub(super) fn happened(t: Texts, kind: &str) -> Result<String, Error> {
    t.say(&format!("happened-{kind}"))
}

fn row(t: Texts, season: &Season, event: &AuditedEvent) -> Result<Row, Error> {
    let (l, slug, offset) = (t.language, &season.slug, season.utc_offset_minutes);
    let Recorded { position, stream, revision, recorded_at, actor, .. } = event.recorded;
    let (kind, _) = event.recorded.event.name_and_version();
    let of = |stream| links::audit(l, slug, &EventChoice { stream: Some(stream), ..EventChoice::default() });
    let then = links::dashboard(l, slug, MapMetric::default());
    let day = t.day(recorded_at.local_day(offset))?;
    Ok(Row {
        position: position.0,
        event: t.say_texts("event-number", &[("event", &t.integer(position.0))])?,
        href: links::audit(l, slug, &EventChoice { from: Some(position), ..EventChoice::default() }),
        what: happened(t, kind)?,
        kind,
        moment: recorded_at.to_string(),
        time: t.say_texts("date-time", &[("day", &day), ("time", &t.clock(recorded_at, offset))])?,
        actor: actor.map(|actor| actor.to_string()),
        stream: of(stream.0),
        revision: t.say_n("audit-stream", u64::from(revision.0) + 1)?,
        then: links::moved(&then, Some(position)),
        json: links::event(slug, position),
        says: says(&event.recorded, of),
        leaf: event.leaf_hash.to_string(),
    })
}

fn says(recorded: &Recorded, of: impl Fn(Uuid) -> String) -> Vec<Said> {
    let mut data = match serde_json::to_value(&recorded.event) {
        Ok(Value::Object(data)) => data,
        _ => serde_json::Map::new(),
    };
    // Why an event came about belongs to what it says.
    for (name, id) in [
        ("causation_id", recorded.causation_id.map(|id| id.to_string())),
        ("correlation_id", recorded.correlation_id.map(|id| id.to_string())),
    ] {
        id.into_iter().for_each(|id| {
            data.insert(name.to_owned(), Value::String(id));
        });
    }
    let said = |(name, value): (String, Value)| {
        let text = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        // Events and principals have ids, too, but no streams of their own.
        let is_stream = name.ends_with("entrant_id")
            || name.contains("deed")
            || name.contains("duplicate")
            || name == "team"
            || name == "person"
            || name == "appeal_id";
        let href = Uuid::try_parse(&text).ok().filter(|_| is_stream).map(&of);
        Said { href, value: shortened(text), name }
    };
    data.into_iter().filter(|(_, value)| !is_nothing(value)).map(said).collect()
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn shortened(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(VALUE_CHARS_MAX) {
        text.truncate(end);
        text.push('…');
    }
    text
}
