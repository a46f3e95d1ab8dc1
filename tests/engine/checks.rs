//! What must hold of any log: an auditor of its own that believes nothing the engine says.

use std::{collections::BTreeMap, ops::ControlFlow, sync::Arc};

use bytes::Bytes;
use esrs::Aggregate;
use marathon_domain::{Action, Command, Fact, Marathon, Occasion, State};
use marathon_engine::{Accepted, ReadModel, View};
use marathon_events::{LeafHash, Position, Recorded};
use marathon_log::{EventLog, Keyed};
use marathon_projections::Views;

/// A log, read to its end.
pub struct Read {
    pub events: Vec<(Recorded, Option<Keyed>)>,
    /// Key, position and outcome.
    pub refusals: Vec<(Keyed, Position, Bytes)>,
}

/// Reads a log and checks positions, hashes, places in streams, times and ids.
pub fn read(log: &dyn EventLog) -> Read {
    let mut read = Read { events: Vec::new(), refusals: Vec::new() };
    let mut revisions = BTreeMap::new();
    log.scan(Position(0), Position(u64::MAX), &mut |row| {
        let recorded = Recorded::decode(row.entry).unwrap();
        assert_eq!(row.position.0, read.events.len() as u64, "positions have no gaps");
        assert_eq!((recorded.position, recorded.stream), (row.position, row.stream));
        assert_eq!(recorded.revision, row.revision);
        assert_eq!(row.leaf_hash, LeafHash::of(row.entry));
        assert_eq!(recorded.encode(), row.entry);
        let next = revisions.entry(row.stream).or_insert(0);
        assert_eq!(row.revision.0, *next, "streams have no gaps");
        *next += 1;
        if let Some((last, _)) = read.events.last() {
            assert!(last.recorded_at <= recorded.recorded_at, "time goes back at {}", row.position);
            assert!(last.event_id < recorded.event_id, "ids fall at {}", row.position);
        }
        read.events.push((recorded, row.command));
        ControlFlow::Continue(())
    })
    .unwrap();
    log.scan_refusals(0, &mut |row| {
        assert_eq!(row.number, read.refusals.len() as u64);
        read.refusals.push((row.command, row.at, Bytes::copy_from_slice(row.outcome)));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(log.next().unwrap().0, read.events.len() as u64);
    assert_eq!(log.next_refusal().unwrap(), read.refusals.len() as u64);
    read
}

impl Read {
    /// The digest of a fold of all of it, one event at a time.
    pub fn digest(&self) -> [u8; 32] {
        self.digest_before(self.events.len())
    }

    /// The digest of a fold of the first events.
    pub fn digest_before(&self, until: usize) -> [u8; 32] {
        let mut view = View::<Views>::default();
        for (event, _) in &self.events[..until] {
            view.apply(event);
        }
        view.model.settle();
        view.model.digest()
    }

    /// Every key has one outcome.
    pub fn assert_one_outcome_for_each_key(&self) {
        let of_events = self.events.iter().filter_map(|(_, command)| *command);
        let mut seen = BTreeMap::new();
        for command in of_events.chain(self.refusals.iter().map(|(command, ..)| *command)) {
            let twice = seen.insert(command.key.0, command.request.0);
            assert_eq!(twice, None, "{:?} has two outcomes", command.key);
        }
    }

    /// The event of an acknowledged command is where it was acknowledged, once.
    pub fn assert_has(&self, accepted: &Accepted, command: Keyed) {
        let (recorded, stored) = &self.events[accepted.position.0 as usize];
        assert_eq!(*stored, Some(command), "at {}", accepted.position);
        assert_eq!((recorded.stream, recorded.recorded_at), (accepted.stream, accepted.recorded_at));
        assert_eq!(recorded.event.name_and_version().0, accepted.event);
        let looked_like = recorded.event.deed().and_then(|d| d.possible_duplicate_of);
        assert_eq!(looked_like, accepted.possible_duplicate_of);
        assert_eq!(self.events.iter().filter(|(_, c)| c.is_some_and(|c| c.key == command.key)).count(), 1);
    }

    /// Decides every command again, each on a fold of exactly the events before it: what was never durable left no
    /// trace in any decision. `action` tells what was asked under a key.
    pub fn assert_decided_on_what_is_durable(&self, action: impl Fn(Keyed) -> Arc<Action>) {
        let mut state = State::default();
        for (event, command) in &self.events {
            let fact = fact(event);
            let action = action(command.expect("one event for each command"));
            let (at, id) = (event.recorded_at, event.event_id.0);
            let command = Command { at, actor: event.actor, position: event.position, id, action };
            assert_eq!(
                Marathon::handle_command(&state, command),
                Ok(vec![fact.clone()]),
                "at {}",
                event.position
            );
            state.apply(fact.stream, &fact.event, fact.occasion);
        }
        let folded = self.events.iter().fold(State::default(), |state, (event, _)| {
            let fact = fact(event);
            Marathon::apply_event(state, fact)
        });
        assert_eq!(state.digest().unwrap(), folded.digest().unwrap());
    }
}

fn fact(event: &Recorded) -> Fact {
    Fact {
        stream: event.stream,
        revision: event.revision,
        occasion: Occasion::of(event),
        event: event.event.clone(),
    }
}
