//! Waiting for the driver's tasks on the caller's thread.
//!
//! The contract blocks, and it may be called from anywhere, a worker thread of the caller's own runtime included, where
//! `Runtime::block_on` panics. So the driver has a small runtime for its sockets and timers, and the caller's thread
//! polls what it waits for itself and sleeps in between. Every wait has a bound.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle, Runtime};

/// Threads for all sockets of a store. They move bytes; rows are decoded on the callers' threads.
const THREADS: usize = 2;

/// The runtime of a store.
pub(crate) struct Background(Option<Runtime>);

impl Background {
    pub(crate) fn start() -> std::io::Result<Self> {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(THREADS).thread_name("postgres").enable_io().enable_time();
        builder.build().map(|runtime| Self(Some(runtime)))
    }

    /// What the future gives, or `None` if it takes longer than `bound`; then it is dropped.
    pub(crate) fn wait<F: Future>(&self, bound: Duration, future: F) -> Option<F::Output> {
        let _context = self.handle().enter();
        wait(bound, future)
    }

    /// Runs a task on the driver's own threads.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.handle().spawn(task);
    }

    fn handle(&self) -> &Handle {
        self.0.as_ref().expect("the runtime lives as long as the store").handle()
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // The last handle may be dropped on a thread of another runtime, where waiting for this one would panic.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

struct Sleeper {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.woken.swap(true, Ordering::AcqRel) {
            self.thread.unpark();
        }
    }
}

thread_local! {
    static SLEEPER: Arc<Sleeper> =
        Arc::new(Sleeper { thread: thread::current(), woken: AtomicBool::new(false) });
}

fn wait<F: Future>(bound: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let sleeper = SLEEPER.with(Arc::clone);
    let waker = Waker::from(Arc::clone(&sleeper));
    let mut context = Context::from_waker(&waker);
    let mut deadline = None;
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        // Most rows of a scan are there at once; only who has to wait looks at the clock.
        let deadline = *deadline.get_or_insert_with(|| Instant::now() + bound);
        while !sleeper.woken.swap(false, Ordering::AcqRel) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            thread::park_timeout(left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_ends_with_its_bound() {
        let background = Background::start().expect("a runtime");
        assert_eq!(background.wait(Duration::from_millis(1), std::future::pending::<()>()), None);
        assert_eq!(background.wait(Duration::ZERO, async { 7 }), Some(7), "what is ready needs no time");
    }

    #[test]
    fn waiting_and_dropping_inside_another_runtime_is_no_panic() {
        let outer = Builder::new_current_thread().build().expect("a runtime");
        outer.block_on(async {
            let background = Background::start().expect("a runtime");
            let slept = tokio_sleep(&background, Duration::from_millis(1));
            assert_eq!(slept, Some(()));
        });
    }

    fn tokio_sleep(background: &Background, time: Duration) -> Option<()> {
        background.wait(Duration::from_secs(10), async move { tokio::time::sleep(time).await })
    }
}
