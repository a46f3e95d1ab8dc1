//! A running marathon: its log, its sequencer, its views.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::bounded;
use marathon_events::{Position, Timestamp};
use marathon_log::{EventLog, LogName};
use parking_lot::{Condvar, Mutex, RwLock};
use tokio::sync::{oneshot, watch};

use crate::{
    Answer, Busy, EngineError, Feed, Ids, ReadModel, Request, Snapshots, View, follower::Follower,
    history::History, position_at, sequencer::Sequencer, snapshot::Fold, worker::Worker,
};

/// Events after which a snapshot is worth making; further into a log, a sixteenth of it.
const SNAPSHOT_EVENTS_MIN: u64 = 500_000;
/// How often a thread that waits for the views looks.
const VISIBLE_LOOK: Duration = Duration::from_millis(1);
/// How often it is looked whether one is due.
const SNAPSHOT_LOOK: Duration = Duration::from_secs(2);

/// One marathon of a site.
pub struct Marathon<M> {
    name: LogName,
    log: Arc<dyn EventLog>,
    feed: Arc<Feed>,
    view: Arc<RwLock<View<M>>>,
    visible: watch::Receiver<Position>,
    history: History<M>,
    snapshots: Option<Arc<Snapshots<M>>>,
    live_heap_bytes: usize,
    // Dropped in this order: no more decisions, then no more folds, then no more snapshots.
    sequencer: Sequencer,
    _follower: Option<Follower>,
    _worker: Worker,
    _snapshotter: Option<Snapshotter>,
}

/// A write did not become visible in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("position {wanted} is not visible yet")]
pub struct NotVisible {
    /// The position that was waited for.
    pub wanted: Position,
}

impl<M: ReadModel> Marathon<M> {
    /// Restores the state from the newest snapshot and the events since, and starts.
    ///
    /// `shared`: whether other processes write to the log, too.
    pub(crate) fn start(
        name: LogName,
        log: Arc<dyn EventLog>,
        shared: bool,
        snapshots: Option<Arc<Snapshots<M>>>,
        ids: Ids,
    ) -> Result<Self, EngineError> {
        let mut fold = match &snapshots {
            Some(snapshots) => snapshots.newest(&*log, Position(u64::MAX)),
            None => Fold::default(),
        };
        fold.catch_up(&*log, Position(u64::MAX))?;
        let Fold { live, view } = fold;
        let next = live.cursor.next;
        let live_heap_bytes = live.heap_bytes();
        let feed = Arc::new(Feed::new(next));
        let (shown, visible) = watch::channel(view.next());
        let view = Arc::new(RwLock::new(view));
        let worker = Worker::start(&name, Arc::clone(&log), Arc::clone(&feed), Arc::clone(&view), shown)?;
        let snapshotter =
            snapshots.clone().map(|s| Snapshotter::start(&name, Arc::clone(&log), s)).transpose()?;
        let (behind, others) = bounded(1);
        let follower = match shared {
            true => Some(Follower::start(&name, Arc::clone(&log), Arc::clone(&feed), behind)?),
            false => None,
        };
        let sequencer = Sequencer::start(&name, Arc::clone(&log), live, ids, Arc::clone(&feed), others)?;
        Ok(Self {
            name,
            log,
            feed,
            view,
            visible,
            history: History::new(),
            snapshots,
            live_heap_bytes,
            sequencer,
            _follower: follower,
            _worker: worker,
            _snapshotter: snapshotter,
        })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &LogName {
        &self.name
    }

    /// Its log, for reading.
    #[must_use]
    pub fn log(&self) -> &Arc<dyn EventLog> {
        &self.log
    }

    /// What is being committed.
    #[must_use]
    pub fn feed(&self) -> &Arc<Feed> {
        &self.feed
    }

    /// Queues commands, in order. Never waits; the answers come when they are durable.
    ///
    /// # Errors
    /// [`Busy`] if too much is queued already; nothing was taken then.
    pub fn submit(&self, requests: Vec<Request>) -> Result<oneshot::Receiver<Vec<Answer>>, Busy> {
        self.sequencer.submit(requests)
    }

    /// Submissions waiting in the queue now.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.sequencer.queued()
    }

    /// Looks at the present view. The view stands still meanwhile, so look briefly.
    pub fn read<T>(&self, look: impl FnOnce(&View<M>) -> T) -> T {
        look(&self.view.read())
    }

    /// Waits until the event at this position is in the view.
    ///
    /// # Errors
    /// [`NotVisible`] if that takes longer than `at_most`.
    pub async fn wait_visible(&self, wanted: Position, at_most: Duration) -> Result<(), NotVisible> {
        let mut visible = self.visible.clone();
        let shown = tokio::time::timeout(at_most, visible.wait_for(|next| *next > wanted)).await;
        match shown {
            Ok(Ok(_)) => Ok(()),
            _ => Err(NotVisible { wanted }),
        }
    }

    /// As [`Marathon::wait_visible`], for threads that may block. Says whether it is in the view.
    pub(crate) fn wait_visible_blocking(&self, wanted: Position, at_most: Duration) -> bool {
        let until = Instant::now() + at_most;
        while self.visible_next() <= wanted && Instant::now() < until {
            thread::sleep(VISIBLE_LOOK);
        }
        self.visible_next() > wanted
    }

    /// The position of the next event not in the view yet.
    #[must_use]
    pub fn visible_next(&self) -> Position {
        *self.visible.borrow()
    }

    /// The view after exactly the events before `until`. Blocks while the past is folded again.
    ///
    /// # Errors
    /// If the log cannot be read.
    pub fn view_before(&self, until: Position) -> Result<Arc<View<M>>, EngineError> {
        self.history.before(until.min(self.feed.next()), &*self.log, self.snapshots.as_deref())
    }

    /// The position after the last event recorded at or before this time.
    ///
    /// # Errors
    /// If the log cannot be read.
    pub fn position_at(&self, time: Timestamp) -> Result<Position, EngineError> {
        position_at(&*self.log, time)
    }

    /// Bytes the live state held when the marathon was started, and bytes the views hold now.
    #[must_use]
    pub fn heap_bytes(&self) -> (usize, usize) {
        (self.live_heap_bytes, self.view.read().model.heap_bytes())
    }
}

/// Makes snapshots from time to time, beside the live path.
struct Snapshotter {
    stop: Arc<(AtomicBool, Mutex<()>, Condvar)>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Snapshotter {
    fn start<M: ReadModel>(
        name: &LogName,
        log: Arc<dyn EventLog>,
        snapshots: Arc<Snapshots<M>>,
    ) -> Result<Self, EngineError> {
        let stop = Arc::new((AtomicBool::new(false), Mutex::new(()), Condvar::new()));
        let stopped = Arc::clone(&stop);
        let builder = thread::Builder::new().name(format!("snapshot-{name}"));
        let run = move || {
            let mut last = snapshots.newest_position();
            loop {
                let mut waiting = stopped.1.lock();
                if !stopped.0.load(Ordering::Relaxed) {
                    stopped.2.wait_for(&mut waiting, SNAPSHOT_LOOK);
                }
                drop(waiting);
                if stopped.0.load(Ordering::Relaxed) {
                    return;
                }
                let due =
                    log.next().is_ok_and(|next| next.0 >= last.0 + SNAPSHOT_EVENTS_MIN.max(last.0 / 16));
                if due {
                    match snapshots.make(&*log) {
                        Ok(position) => last = position,
                        Err(error) => {
                            tracing::warn!(%error, "a snapshot could not be made; restarts take longer");
                            last = log.next().unwrap_or(last);
                        }
                    }
                }
            }
        };
        let thread = builder.spawn(run).map_err(EngineError::Thread)?;
        Ok(Self { stop, thread: Some(thread) })
    }
}

impl Drop for Snapshotter {
    fn drop(&mut self) {
        let _waiting = self.stop.1.lock();
        self.stop.0.store(true, Ordering::Relaxed);
        self.stop.2.notify_all();
        drop(_waiting);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
