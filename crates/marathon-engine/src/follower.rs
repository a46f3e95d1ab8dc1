//! The follower of a log that other nodes write to, too: tells the sequencer when there is something to read.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use crossbeam_channel::{Sender, TrySendError};
use marathon_log::{EventLog, LogName};

use crate::{EngineError, Feed};

/// Longest time between two looks at a log nobody writes to; also how long a stop may take.
const LOOK_WAIT_MAX: Duration = Duration::from_millis(250);
/// Time for the sequencer to read what it was told of.
const TOLD_WAIT: Duration = Duration::from_millis(1);
/// A node that writes learns from its turns what others append. While it does, the log is looked at only so often: to ask
/// the store all the time takes it from those who write.
const WRITING_WAIT: Duration = Duration::from_millis(10);
/// A store that cannot be read is asked again after this.
const READ_AGAIN_WAIT: Duration = Duration::from_millis(500);

/// A running follower. Dropping it stops it.
pub(crate) struct Follower {
    stop: Arc<AtomicBool>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Follower {
    /// `behind` is told when the log stands elsewhere than the feed; once is enough until it was heard.
    pub(crate) fn start(
        name: &LogName,
        log: Arc<dyn EventLog>,
        feed: Arc<Feed>,
        behind: Sender<()>,
    ) -> Result<Self, EngineError> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let marathon = name.clone();
        let run = move || {
            let known = metrics::gauge!("marathon_log_next", "marathon" => marathon.to_string());
            let mut looked_at = feed.next();
            while !stopped.load(Ordering::Relaxed) {
                let here = feed.next();
                if here > looked_at && feed.ends_with_own() {
                    looked_at = here;
                    thread::sleep(WRITING_WAIT);
                    continue;
                }
                looked_at = here;
                match log.wait_for_next(here, LOOK_WAIT_MAX) {
                    Ok(there) => {
                        known.set(there.0 as f64);
                        // Behind it, too: the sequencer finds out what became of the log.
                        if there != feed.next() {
                            match behind.try_send(()) {
                                Err(TrySendError::Disconnected(())) => return,
                                // It was told, or has a turn of its own under way, which tells it as well.
                                _ => thread::sleep(TOLD_WAIT),
                            }
                        }
                    }
                    Err(error) => {
                        tracing::warn!(%marathon, %error, "the log cannot be followed");
                        thread::sleep(READ_AGAIN_WAIT);
                    }
                }
            }
        };
        let builder = thread::Builder::new().name(format!("follow-{name}"));
        Ok(Self { stop, thread: Some(builder.spawn(run).map_err(EngineError::Thread)?) })
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
