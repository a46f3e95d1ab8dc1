//! Histories: facts as a log would have recorded them, and histories that random commands make.

use std::sync::Arc;

use esrs::Aggregate;
use marathon_domain::{Action, Command, Fact, Marathon, Rules, State};
use marathon_events::{EntrantKind, Event, EventId, Position, PrincipalId, Recorded, Timestamp};
use uuid::Uuid;

use super::{
    facts, ids,
    random::{self, Dice, Known},
    rules::small_season,
};

/// The facts as the log of a small season has them, one a second, after the opening.
pub fn recorded(facts: impl IntoIterator<Item = Fact>) -> Vec<Recorded> {
    recorded_under(&small_season(), facts)
}

/// The same under other rules.
pub fn recorded_under(rules: &Rules, facts: impl IntoIterator<Item = Fact>) -> Vec<Recorded> {
    let all = facts::in_order([facts::opened(rules)].into_iter().chain(facts));
    all.into_iter().enumerate().map(|(i, fact)| record(i as u64, fact)).collect()
}

fn record(position: u64, fact: Fact) -> Recorded {
    Recorded {
        position: Position(position),
        event_id: EventId(event_id(position)),
        stream: fact.stream,
        revision: fact.revision,
        recorded_at: at(position),
        actor: fact.occasion.actor,
        correlation_id: None,
        causation_id: None,
        private: None,
        event: fact.event,
    }
}

fn event_id(position: u64) -> Uuid {
    Uuid::from_u128(0x0190_9000_0000_7000_8000_0000_0000_0000 | u128::from(position))
}

fn at(position: u64) -> Timestamp {
    Timestamp(ids::moment("2024-07-25T07:00:00Z").0 + position as i64 * 1_000_000)
}

/// A marathon that random commands make, one decision after the other.
pub struct Random {
    pub rules: Rules,
    pub state: State,
    pub known: Known,
    pub events: Vec<Recorded>,
}

impl Random {
    /// A small season, open.
    pub fn opened() -> Self {
        Self::opened_under(small_season())
    }

    /// The same under other rules.
    pub fn opened_under(rules: Rules) -> Self {
        let mut random = Self {
            rules: rules.clone(),
            state: State::default(),
            known: Known::default(),
            events: Vec::new(),
        };
        assert!(random.take(None, Action::Open(rules)));
        random
    }

    /// What is left of all these commands.
    pub fn of(dice: &[Dice]) -> Self {
        let mut random = Self::opened();
        for dice in dice {
            random.roll(dice);
        }
        random
    }

    /// Decides the command of these dice. Says whether it was accepted.
    pub fn roll(&mut self, dice: &Dice) -> bool {
        self.take(random::actor(dice), random::action(dice, &self.known, &self.rules))
    }

    /// Decides a command. Says whether it was accepted.
    pub fn take(&mut self, actor: Option<PrincipalId>, action: Action) -> bool {
        let next = self.events.len() as u64;
        let (at, id, position) = (at(next), event_id(next), Position(next));
        let command = Command { at, actor, position, id, action: Arc::new(action) };
        let Ok(facts) = Marathon::handle_command(&self.state, command) else { return false };
        for fact in facts {
            self.state.apply(fact.stream, &fact.event, fact.occasion);
            self.known.note(&fact);
            self.events.push(record(self.events.len() as u64, fact));
        }
        true
    }
}

impl Known {
    /// Takes note of what a fact created.
    pub fn note(&mut self, fact: &Fact) {
        match &fact.event {
            Event::EntrantRegistered(e) => {
                let id = marathon_events::EntrantId(fact.stream.0);
                self.entrants.push(id);
                if e.kind == EntrantKind::Person {
                    self.persons.push(id);
                }
            }
            event if event.deed().is_some() => self.deeds.push(marathon_events::DeedId(fact.stream.0)),
            _ => {}
        }
    }
}
