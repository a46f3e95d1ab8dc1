//! Views of the past: what every projection said at an earlier position or time.

use std::{ops::ControlFlow, sync::Arc};

use marathon_events::{Position, Timestamp};
use marathon_log::EventLog;
use parking_lot::Mutex;

use crate::{EngineError, ReadModel, Snapshots, View, replay::decode_event, replay::replay};

/// Past views kept for the next question.
const KEPT_MAX: usize = 4;

/// Makes views of the past and keeps the last few.
pub(crate) struct History<M> {
    kept: Mutex<Vec<(Position, Arc<View<M>>)>>,
    /// One past is built at a time: each takes as much memory as the present.
    building: Mutex<()>,
}

impl<M: ReadModel> History<M> {
    pub(crate) fn new() -> Self {
        Self { kept: Mutex::new(Vec::new()), building: Mutex::new(()) }
    }

    /// The view after exactly the events before `until`. Blocks while it is built.
    pub(crate) fn before(
        &self,
        until: Position,
        log: &dyn EventLog,
        snapshots: Option<&Snapshots<M>>,
    ) -> Result<Arc<View<M>>, EngineError> {
        if let Some(view) = self.kept(until) {
            return Ok(view);
        }
        let _one_at_a_time = self.building.lock();
        if let Some(view) = self.kept(until) {
            return Ok(view);
        }
        let mut view = snapshots.map_or_else(View::default, |s| s.newest(log, until).view);
        replay(log, until, &mut view, |_| ())?;
        let view = Arc::new(view);
        let mut kept = self.kept.lock();
        kept.insert(0, (until, Arc::clone(&view)));
        kept.truncate(KEPT_MAX);
        Ok(view)
    }

    fn kept(&self, until: Position) -> Option<Arc<View<M>>> {
        let mut kept = self.kept.lock();
        let at = kept.iter().position(|(p, _)| *p == until)?;
        // The one that was asked for last is thrown away last.
        let found = kept.remove(at);
        let view = Arc::clone(&found.1);
        kept.insert(0, found);
        Some(view)
    }
}

/// The position after the last event recorded at or before this time. Times never decrease along a log, so it
/// is found by halving.
///
/// # Errors
/// If the log cannot be read.
pub fn position_at(log: &dyn EventLog, time: Timestamp) -> Result<Position, EngineError> {
    let (mut low, mut high) = (0, log.next()?.0);
    while low < high {
        let middle = low + (high - low) / 2;
        match recorded_at(log, Position(middle))? {
            Some(at) if at <= time => low = middle + 1,
            _ => high = middle,
        }
    }
    Ok(Position(low))
}

fn recorded_at(log: &dyn EventLog, position: Position) -> Result<Option<Timestamp>, EngineError> {
    let mut found = Ok(None);
    log.scan(position, position.next(), &mut |row| {
        found = decode_event(&row).map(|e| Some(e.recorded_at));
        ControlFlow::Break(())
    })?;
    found
}
