//! From the log to a part of the history.

use std::{collections::BTreeMap, ops::ControlFlow};

use marathon_api::Marathon;
use marathon_engine::{View, decode_event};
use marathon_events::{
    Position, RegionCode, Revision, StreamId, catalogue,
    marathon_opened::{Metric, Titles},
};
use marathon_log::Stored;
use marathon_projections::Views;

use crate::{AuditedEvent, EventChoice, Events};

/// Events of a page.
const EVENTS: u64 = 25;
/// Events that are looked at for a page; what is rarer is on a later one.
const LOOKED_AT_MAX: u64 = 20_000;

/// A part of the history as far as the views are.
pub(crate) fn events(marathon: &Marathon, choice: EventChoice) -> Events {
    let head = marathon.visible_next();
    let everything = choice.kind.is_none() && choice.stream.is_none();
    let last = Position(head.0.saturating_sub(EVENTS));
    let from = choice.from.unwrap_or(if everything { last } else { Position(0) });
    let mut looking = Looking { choice: &choice, from, until: head, found: Vec::new(), next: None };
    let (log, mut seen) = (marathon.log(), 0);
    let mut look = |row: Stored<'_>| {
        seen += 1;
        if seen > LOOKED_AT_MAX { looking.stop(row.position) } else { looking.take(&row) }
    };
    let read = match choice.stream {
        None => log.scan(from, head, &mut look),
        Some(stream) => log.scan_stream(StreamId(stream), Revision(0), &mut look),
    };
    if let Err(error) = read {
        tracing::error!(%error, "the history could not be read");
    }
    let Looking { found, next, .. } = looking;
    let earlier = Position(from.0.saturating_sub(EVENTS));
    Events {
        kinds: kinds(),
        found,
        earlier: Some(earlier).filter(|_| everything && from.0 > 0),
        later: next,
        choice,
    }
}

/// Every type of event there is.
pub(crate) fn kinds() -> Vec<&'static str> {
    let mut kinds: Vec<_> = catalogue::schemas().iter().map(|(name, ..)| *name).collect();
    kinds.dedup();
    kinds
}

struct Looking<'a> {
    choice: &'a EventChoice,
    from: Position,
    until: Position,
    found: Vec<AuditedEvent>,
    /// Where the next page begins.
    next: Option<Position>,
}

impl Looking<'_> {
    fn stop(&mut self, next: Position) -> ControlFlow<()> {
        self.next = Some(next).filter(|next| *next < self.until);
        ControlFlow::Break(())
    }

    fn take(&mut self, row: &Stored<'_>) -> ControlFlow<()> {
        if row.position < self.from {
            return ControlFlow::Continue(());
        }
        if row.position >= self.until || self.found.len() as u64 == EVENTS {
            return self.stop(row.position);
        }
        match decode_event(row) {
            Ok(recorded) => {
                let (name, _) = recorded.event.name_and_version();
                if self.choice.kind.as_deref().is_none_or(|kind| kind == name) {
                    self.found.push(AuditedEvent { recorded, leaf_hash: row.leaf_hash });
                }
                ControlFlow::Continue(())
            }
            Err(error) => {
                tracing::error!(%error, "the history could not be read");
                ControlFlow::Break(())
            }
        }
    }
}

type Nominations = BTreeMap<String, (Titles, Metric)>;

/// Titles and measures of the nominations, and the regions.
pub(crate) fn named(view: &View<Views>) -> (Nominations, Vec<(RegionCode, Titles)>) {
    let Some(rules) = view.model.rules() else { return Default::default() };
    let set = rules.set();
    let nominations = set.nominations.iter().map(|n| (n.id.clone(), (n.title.clone(), n.metric)));
    (nominations.collect(), set.regions.iter().map(|r| (r.code, r.name.clone())).collect())
}
