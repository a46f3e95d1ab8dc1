//! The worker that keeps a read model at the head of its log.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use marathon_events::{Position, Recorded};
use marathon_log::{EventLog, LogName};
use metrics::{Counter, Gauge};
use parking_lot::RwLock;
use tokio::sync::watch;

use crate::{EngineError, Feed, FeedRead, ReadModel, View, replay::read_committed};

/// Events folded while readers wait.
const HOLD_EVENTS_MAX: usize = 256;
/// Events read from the log at a time, when the feed does not reach back far enough.
const LAG_READ_EVENTS: usize = 4_096;
/// The worker looks up at least this often, to notice that it should stop.
const IDLE_WAIT: Duration = Duration::from_millis(500);
/// A store that cannot be read is asked again after this.
const READ_AGAIN_WAIT: Duration = Duration::from_millis(500);

/// A running worker. Dropping it stops it after the batch at hand.
pub(crate) struct Worker {
    stop: Arc<AtomicBool>,
    feed: Arc<Feed>,
    thread: Option<thread::JoinHandle<()>>,
}

struct Run<M> {
    name: LogName,
    log: Arc<dyn EventLog>,
    feed: Arc<Feed>,
    view: Arc<RwLock<View<M>>>,
    visible: watch::Sender<Position>,
    stop: Arc<AtomicBool>,
    position: Gauge,
    applied: Counter,
}

impl Worker {
    pub(crate) fn start<M: ReadModel>(
        name: &LogName,
        log: Arc<dyn EventLog>,
        feed: Arc<Feed>,
        view: Arc<RwLock<View<M>>>,
        visible: watch::Sender<Position>,
    ) -> Result<Self, EngineError> {
        let stop = Arc::new(AtomicBool::new(false));
        let run = Run {
            position: metrics::gauge!("marathon_views_position", "marathon" => name.to_string()),
            applied: metrics::counter!("marathon_views_events_total", "marathon" => name.to_string()),
            name: name.clone(),
            log,
            feed: Arc::clone(&feed),
            view,
            visible,
            stop: Arc::clone(&stop),
        };
        let builder = thread::Builder::new().name(format!("fold-{name}"));
        let thread = builder.spawn(move || run.run()).map_err(EngineError::Thread)?;
        Ok(Self { stop, feed, thread: Some(thread) })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.feed.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl<M: ReadModel> Run<M> {
    fn run(self) {
        while !self.stop.load(Ordering::Relaxed) {
            let next = self.view.read().next();
            match self.feed.read(next) {
                FeedRead::UpToDate => {
                    self.feed.wait(next, IDLE_WAIT);
                }
                FeedRead::Batches(batches) => {
                    let events: Vec<_> =
                        batches.iter().flat_map(|b| &b.events).map(|e| &e.recorded).collect();
                    self.fold(&events);
                }
                FeedRead::TooOld => match read_committed(&*self.log, next, LAG_READ_EVENTS) {
                    Ok(read) => self.fold(&read.iter().map(|(e, _)| &e.recorded).collect::<Vec<_>>()),
                    Err(error) => {
                        tracing::error!(marathon = %self.name, %error, "the views cannot read the log");
                        thread::sleep(READ_AGAIN_WAIT);
                    }
                },
            }
        }
    }

    fn fold(&self, events: &[&Recorded]) {
        for some in events.chunks(HOLD_EVENTS_MAX) {
            let mut view = self.view.write();
            for event in some {
                view.apply(event);
            }
            view.model.settle();
            let next = view.next();
            drop(view);
            self.visible.send_replace(next);
            self.position.set(next.0 as f64);
            self.applied.increment(some.len() as u64);
        }
    }
}
