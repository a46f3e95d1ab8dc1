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
    log: Arc<dyn EventLog>,
    feed: Arc<Feed>,
    batches: Receiver<Batch>,
    outcomes: Sender<Written>,
    append_seconds: Histogram,
    batch_events: Histogram,
    appended: Counter,
}

impl Writer {
    pub(crate) fn new(
        name: &LogName,
        log: Arc<dyn EventLog>,
        feed: Arc<Feed>,
        batches: Receiver<Batch>,
        outcomes: Sender<Written>,
    ) -> Self {
        let marathon = || name.to_string();
        Self {
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
                self.feed.publish(batch.committed());
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
        let start = Instant::now();
        let outcome = self.log.append(&turn);
        if matches!(outcome, Ok(TurnOutcome::Won)) {
            self.append_seconds.record(start.elapsed());
            self.batch_events.record(batch.events.len() as f64);
            self.appended.increment(batch.events.len() as u64);
        }
        outcome
    }
}
