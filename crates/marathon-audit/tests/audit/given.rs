//! Histories in few words, and the export lines of them.

use std::collections::BTreeMap;

use marathon_audit::{Report, audit};
use marathon_events::{
    DeedId, EntrantId, Event, EventId, LeafHash, Position, PrincipalId, Recorded, Revision, StreamId,
    Timestamp,
    marathon_opened::{MarathonOpened, RuleSet},
};
use uuid::Uuid;

const RULES: &str = include_str!("rules.json");

pub fn rules() -> RuleSet {
    serde_json::from_str(RULES).unwrap()
}

pub fn stream(number: u128) -> StreamId {
    StreamId(Uuid::from_u128(number))
}

pub fn principal(name: &str) -> PrincipalId {
    PrincipalId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
}

/// The entrant with this number.
pub fn entrant(number: u128) -> EntrantId {
    EntrantId(stream(0x100 + number).0)
}

/// The deed with this number.
pub fn deed(number: u128) -> DeedId {
    DeedId(stream(0x200 + number).0)
}

pub const MARATHON: u128 = 1;

pub fn nomination(id: &str) -> StreamId {
    StreamId::of_nomination(stream(MARATHON), id)
}

/// Events as they are recorded.
#[derive(Clone)]
pub struct History {
    pub events: Vec<Recorded>,
    revisions: BTreeMap<StreamId, u32>,
    pub now: Timestamp,
}

impl History {
    pub fn open() -> Self {
        let now = Timestamp::parse_rfc3339("2024-07-10T06:00:00Z").unwrap();
        let mut history = Self { events: Vec::new(), revisions: BTreeMap::new(), now };
        history.add("", stream(MARATHON), Event::MarathonOpened(Box::new(MarathonOpened { rules: rules() })));
        history
    }

    /// Lets days go by.
    pub fn later(&mut self, days: i64) {
        self.now.0 += days * 24 * 3_600_000_000;
    }

    /// The next event, by this principal or by the program (nobody).
    pub fn add(&mut self, actor: &str, stream: StreamId, event: Event) -> Position {
        let position = Position(self.events.len() as u64);
        self.now.0 += 1_000_000;
        let revision = self.revisions.entry(stream).or_default();
        self.events.push(Recorded {
            position,
            event_id: EventId(Uuid::from_u128(1_000_000 + u128::from(position.0))),
            stream,
            revision: Revision(*revision),
            recorded_at: self.now,
            actor: (!actor.is_empty()).then(|| principal(actor)),
            correlation_id: None,
            causation_id: None,
            private: None,
            event,
        });
        *revision += 1;
        position
    }

    pub fn lines(&self) -> Vec<String> {
        self.events.iter().map(line).collect()
    }

    pub fn report(&self) -> Report {
        report(&self.lines())
    }
}

pub fn report(lines: &[String]) -> Report {
    audit(lines.concat().as_bytes()).unwrap()
}

/// The line of an event, as the API and the export write it.
pub fn line(event: &Recorded) -> String {
    let entry = String::from_utf8(event.encode()).unwrap();
    line_of(&entry)
}

/// The line of an entry, whatever the version of its event is.
pub fn line_of(entry: &str) -> String {
    let fields: serde_json::Value = serde_json::from_str(entry).unwrap();
    let data = &entry[entry.find(r#""data":"#).unwrap() + 7..entry.len() - 1];
    let keys = "position event_id stream revision type version recorded_at actor correlation_id causation_id";
    let mut line = String::from("{");
    for key in keys.split(' ') {
        line += &format!("\"{key}\":{},", fields[key]);
    }
    let text = serde_json::to_string(entry).unwrap();
    let hash = LeafHash::of(entry.as_bytes());
    line + &format!("\"data\":{data},\"leaf_hash\":\"{hash}\",\"entry\":{text}}}\n")
}
