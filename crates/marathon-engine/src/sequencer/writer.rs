//! The writer thread: takes the turn, then answers callers and feeds followers.

use std::{sync::Arc, time::Instant};

use crossbeam_channel::{Receiver, Sender};
use marathon_log::{EventLog, LogName, Turn, TurnOutcome};
use metrics::{Counter, Histogram};

use crate::{
    Feed,
    sequencer::batch::{Batch, Written},
};

pub(crate) struct Writer {
    name: LogName,
    log: Arc<dyn EventLog>,
    feed: Arc<Feed>,
    batches: Receiver<Batch>,
    outcomes: Sender<Written>,
    append_seconds: Histogram,
    batch_events: Histogram,
    appended: Counter,
    turns: [Counter; 3],
}

/// What becomes of turns, as the labels of their counters.
const OUTCOMES: [&str; 3] = ["won", "lost", "failed"];

impl Writer {
    pub(crate) fn new(
        name: &LogName,
        log: Arc<dyn EventLog>,
        feed: Arc<Feed>,
        batches: Receiver<Batch>,
        outcomes: Sender<Written>,
    ) -> Self {
        let marathon = || name.to_string();
        let turns = OUTCOMES.map(
            |outcome| metrics::counter!("marathon_turns_total", "marathon" => marathon(), "outcome" => outcome),
        );
        Self {
            name: name.clone(),
            turns,
            log,
            feed,
            batches,
            outcomes,
            append_seconds: metrics::histogram!("marathon_append_seconds", "marathon" => marathon()),
            batch_events: metrics::histogram!("marathon_append_batch_events", "marathon" => marathon()),
            appended: metrics::counter!("marathon_events_appended_total", "marathon" => marathon()),
        }
    }

    pub(crate) fn run(self) {
        while let Ok(mut batch) = self.batches.recv() {
            let outcome = match batch.writes_nothing() && !batch.held {
                true => Ok(TurnOutcome::Won),
                false => self.take_turn(&batch),
            };
            if matches!(outcome, Ok(TurnOutcome::Won)) {
                // Followers first: whoever is answered finds the event in the feed.
                self.feed.publish_own(batch.committed());
                batch.answer();
            }
            if self.outcomes.send(Written { batch, outcome }).is_err() {
                return;
            }
        }
    }

    fn take_turn(&self, batch: &Batch) -> Result<TurnOutcome, marathon_log::LogError> {
        let turn = Turn {
            expected: batch.first,
            expected_refusal: batch.first_refusal,
            events: &batch.events,
            refusals: &batch.refusals,
        };
        let span = tracing::debug_span!(
            "batch",
            marathon = %self.name, first = batch.first.0, events = batch.events.len(), refusals = batch.refusals.len()
        );
        let _in_it = span.enter();
        let start = Instant::now();
        let outcome = self.log.append(&turn);
        let which = match outcome {
            Ok(TurnOutcome::Won) => 0,
            Ok(TurnOutcome::Lost { .. }) => 1,
            Err(_) => 2,
        };
        self.turns[which].increment(1);
        tracing::debug!(
            outcome = OUTCOMES[which],
            milliseconds = start.elapsed().as_secs_f64() * 1_000.0,
            "a turn ended"
        );
        if matches!(outcome, Ok(TurnOutcome::Won)) {
            self.append_seconds.record(start.elapsed());
            self.batch_events.record(batch.events.len() as f64);
            self.appended.increment(batch.events.len() as u64);
        }
        outcome
    }
}
