//! What was committed lately, for everybody who follows the log: projection workers, live streams.
//!
//! A follower asks for what comes at its position. It gets a batch from memory, is told to read the log when it
//! lags further behind than memory reaches, or waits. The feed never waits for a follower.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use marathon_events::{LeafHash, Position, Recorded};
use parking_lot::{Condvar, Mutex};
use tokio::sync::watch;

/// Events kept in memory for followers; the log has the rest.
const FEED_EVENTS_MAX: usize = 16_384;

/// A durable event, decoded and as it is stored.
#[derive(Clone, Debug)]
pub struct CommittedEvent {
    /// The event.
    pub recorded: Recorded,
    /// Its exact bytes.
    pub entry: Bytes,
    /// Their hash.
    pub leaf_hash: LeafHash,
}

/// Events that became durable together.
#[derive(Debug)]
pub struct Committed {
    /// Position of the first.
    pub first: Position,
    /// All of them, in order; never empty.
    pub events: Vec<CommittedEvent>,
}

/// What a follower gets.
#[derive(Debug)]
pub enum FeedRead {
    /// These batches; events before the asked position may stand at the front of the first.
    Batches(Vec<Arc<Committed>>),
    /// Memory does not reach back that far: read the log.
    TooOld,
    /// Nothing yet.
    UpToDate,
}

/// The feed of one log.
#[derive(Debug)]
pub struct Feed {
    ring: Mutex<Ring>,
    arrived: Condvar,
    next: watch::Sender<Position>,
    /// Where the log stood after the last turn of this node.
    own: AtomicU64,
    abandoned: AtomicBool,
}

#[derive(Debug, Default)]
struct Ring {
    batches: VecDeque<Arc<Committed>>,
    events: usize,
    next: Position,
    closed: bool,
}

impl Feed {
    /// A feed of a log that stands at `next`.
    #[must_use]
    pub fn new(next: Position) -> Self {
        Self {
            ring: Mutex::new(Ring { next, ..Ring::default() }),
            arrived: Condvar::new(),
            next: watch::Sender::new(next),
            own: AtomicU64::new(0),
            abandoned: AtomicBool::new(false),
        }
    }

    /// The log has another history from now on: nothing more will come.
    pub(crate) fn abandon(&self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }

    /// Whether the log has another history than the one that came through here.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Relaxed)
    }

    /// What a turn of this node has appended.
    pub(crate) fn publish_own(&self, batch: Committed) {
        self.own.store(batch.first.plus(batch.events.len()).0, Ordering::Relaxed);
        self.publish(batch);
    }

    /// Whether the newest event came from a turn of this node.
    pub(crate) fn ends_with_own(&self) -> bool {
        self.own.load(Ordering::Relaxed) == self.next().0
    }

    pub(crate) fn publish(&self, batch: Committed) {
        if batch.events.is_empty() {
            return;
        }
        let mut ring = self.ring.lock();
        assert_eq!(batch.first, ring.next, "the feed follows the log without gaps");
        ring.next = batch.first.plus(batch.events.len());
        ring.events += batch.events.len();
        ring.batches.push_back(Arc::new(batch));
        while ring.events > FEED_EVENTS_MAX && ring.batches.len() > 1 {
            let oldest = ring.batches.pop_front();
            ring.events -= oldest.map_or(0, |b| b.events.len());
        }
        let next = ring.next;
        drop(ring);
        self.arrived.notify_all();
        self.next.send_replace(next);
    }

    /// What there is from this position on, without waiting.
    #[must_use]
    pub fn read(&self, from: Position) -> FeedRead {
        let ring = self.ring.lock();
        if from >= ring.next {
            return FeedRead::UpToDate;
        }
        match ring.batches.front() {
            Some(oldest) if oldest.first <= from => {
                let skip = ring.batches.partition_point(|b| b.first.plus(b.events.len()) <= from);
                FeedRead::Batches(ring.batches.iter().skip(skip).cloned().collect())
            }
            _ => FeedRead::TooOld,
        }
    }

    /// Waits until the log reaches beyond this position, the feed is closed, or the time is up. Blocks.
    /// Says whether the feed is still open.
    pub fn wait(&self, beyond: Position, at_most: Duration) -> bool {
        let mut ring = self.ring.lock();
        if ring.next <= beyond && !ring.closed {
            self.arrived.wait_for(&mut ring, at_most);
        }
        !ring.closed
    }

    /// The position the log gives next, to be awaited.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<Position> {
        self.next.subscribe()
    }

    /// The position the log gives next, as far as this process knows.
    #[must_use]
    pub fn next(&self) -> Position {
        self.ring.lock().next
    }

    pub(crate) fn close(&self) {
        self.ring.lock().closed = true;
        self.arrived.notify_all();
    }
}
