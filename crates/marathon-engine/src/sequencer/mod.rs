//! The sequencer: one writer's turn at a time.
//!
//! ```text
//!  submissions ──► decider thread ── batch ──► writer thread ──► log (durable)
//!   (bounded)      decides N+1 while            │  answers callers, feeds followers
//!                  N is being written ◄─ outcome ┘
//! ```
//!
//! Commands are decided on the live state and folded into it at once. What a batch folded can be taken back until
//! the batch is durable; when a turn is lost or its outcome unknown, everything undurable is taken back, the log
//! tells what happened, and the same commands are decided again. Their keys keep that from doubling anything.

mod batch;
mod decider;
mod writer;

use std::{sync::Arc, thread};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use marathon_log::{EventLog, LogName};
use parking_lot::Mutex;
use tokio::sync::oneshot;

use crate::{Answer, EngineError, Feed, Ids, Request, live::Live};

/// Submissions waiting for the decider; one more is turned away.
pub const QUEUE_SUBMISSIONS_MAX: usize = 2_048;
/// Commands in one durable transaction.
pub(crate) const BATCH_COMMANDS_MAX: usize = 1_024;

/// The queue is full, or the marathon is being shut down. Trying again later is safe.
#[derive(Debug, thiserror::Error)]
#[error("too many commands are waiting")]
pub struct Busy {
    /// What was not taken.
    pub requests: Vec<Request>,
}

/// Commands that are decided one after the other, and who waits for their answers.
pub(crate) struct Submission {
    pub(crate) requests: Vec<Request>,
    pub(crate) reply: oneshot::Sender<Vec<Answer>>,
}

/// The handle of a running sequencer. Dropping it ends the sequencer after what is queued.
pub(crate) struct Sequencer {
    queue: Option<Sender<Submission>>,
    threads: Mutex<Vec<thread::JoinHandle<()>>>,
}

impl Sequencer {
    pub(crate) fn start(
        name: &LogName,
        log: Arc<dyn EventLog>,
        live: Live,
        ids: Ids,
        feed: Arc<Feed>,
        others: Receiver<()>,
    ) -> Result<Self, EngineError> {
        let (queue, submissions) = bounded(QUEUE_SUBMISSIONS_MAX);
        // One batch in the writer's hands, and none waiting: the next one goes on growing instead.
        let (to_writer, batches) = bounded(1);
        let (outcomes, from_writer) = bounded(1);
        let writer = writer::Writer::new(name, Arc::clone(&log), Arc::clone(&feed), batches, outcomes);
        let decider =
            decider::Decider::new(name, log, live, ids, feed, submissions, others, to_writer, from_writer);
        let spawn = |role: &str, run: Box<dyn FnOnce() + Send>| {
            thread::Builder::new().name(format!("{role}-{name}")).spawn(run).map_err(EngineError::Thread)
        };
        let threads = vec![
            spawn("write", Box::new(move || writer.run()))?,
            spawn("decide", Box::new(move || decider.run()))?,
        ];
        Ok(Self { queue: Some(queue), threads: Mutex::new(threads) })
    }

    /// Queues commands. Never waits.
    pub(crate) fn submit(&self, requests: Vec<Request>) -> Result<oneshot::Receiver<Vec<Answer>>, Busy> {
        let (reply, answers) = oneshot::channel();
        let Some(queue) = &self.queue else { return Err(Busy { requests }) };
        match queue.try_send(Submission { requests, reply }) {
            Ok(()) => Ok(answers),
            Err(TrySendError::Full(s) | TrySendError::Disconnected(s)) => Err(Busy { requests: s.requests }),
        }
    }

    /// Submissions waiting now.
    pub(crate) fn queued(&self) -> usize {
        self.queue.as_ref().map_or(0, Sender::len)
    }
}

impl Drop for Sequencer {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.lock().drain(..) {
            // A panic in there was reported when it happened.
            let _ = thread.join();
        }
    }
}
