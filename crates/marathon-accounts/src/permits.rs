//! Permits for work that is dear: so many at once, so many that wait, and none that waits for ever.

use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

pub(crate) struct Permits {
    at_once_max: usize,
    waiting_max: usize,
    wait_max: Duration,
    taken: Mutex<Taken>,
    freed: Condvar,
}

#[derive(Default)]
struct Taken {
    working: usize,
    waiting: usize,
}

/// The right to work, until it is dropped.
pub(crate) struct Permit<'a>(&'a Permits);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.taken.lock().working -= 1;
        self.0.freed.notify_one();
    }
}

impl Permits {
    pub(crate) fn new(at_once_max: usize, waiting_max: usize, wait_max: Duration) -> Self {
        Self { at_once_max, waiting_max, wait_max, taken: Mutex::default(), freed: Condvar::new() }
    }

    /// A permit; `None` if too many wait already, or none was free in time.
    pub(crate) fn take(&self) -> Option<Permit<'_>> {
        let mut taken = self.taken.lock();
        if taken.working >= self.at_once_max {
            if taken.waiting >= self.waiting_max {
                return None;
            }
            taken.waiting += 1;
            let until = Instant::now() + self.wait_max;
            self.freed.wait_while_until(&mut taken, |taken| taken.working >= self.at_once_max, until);
            taken.waiting -= 1;
            if taken.working >= self.at_once_max {
                return None;
            }
        }
        taken.working += 1;
        Some(Permit(self))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn no_more_than_allowed_work_at_once_and_all_get_through() {
        let permits = Permits::new(2, 100, Duration::from_secs(60));
        let (working, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    let _permit = permits.take().expect("a permit");
                    assert!(working.fetch_add(1, Ordering::SeqCst) < 2, "a third one at once");
                    thread::yield_now();
                    working.fetch_sub(1, Ordering::SeqCst);
                    done.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(done.load(Ordering::SeqCst), 20);
    }

    #[test]
    fn who_waits_too_long_goes_without() {
        let permits = Permits::new(1, 1, Duration::from_millis(5));
        let held = permits.take();
        assert!(held.is_some());
        assert!(permits.take().is_none(), "it is held all the time");
        drop(held);
        assert!(permits.take().is_some());
    }

    #[test]
    fn a_queue_that_is_full_takes_nobody() {
        // The wait is longer than any test runs: an answer can only mean that nobody waited.
        let permits = Permits::new(1, 0, Duration::from_secs(86_400));
        let _held = permits.take().expect("a permit");
        assert!(permits.take().is_none());
    }
}
