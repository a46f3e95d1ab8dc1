//! How much one caller may ask: by principal, because phones share addresses, and by address where there is no
//! principal yet.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use axum::http::StatusCode;
use parking_lot::Mutex;
use uuid::Uuid;

use crate::Problem;

/// Whom a limit is about, and which one it is.
type Key = (Kind, Uuid);

/// Callers counted; when there are more, those who could ask freely again are forgotten.
const COUNTED_MAX: usize = 100_000;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Sign-ins and new accounts from an address; a class of pupils may share it.
    SignIns,
    /// Credentials from an address that are nobody's.
    WrongCredentials,
    /// Writes of somebody who speaks for themselves.
    Writes,
    /// Deeds of somebody who speaks for themselves.
    Deeds,
}

impl Kind {
    /// How often it may happen at once, and how long one takes to be free again.
    const fn rate(self) -> (u32, Duration) {
        match self {
            Self::SignIns => (60, Duration::from_secs(2)),
            Self::WrongCredentials => (60, Duration::from_secs(1)),
            Self::Writes => (60, Duration::from_secs(1)),
            // A hundred a day.
            Self::Deeds => (100, Duration::from_secs(864)),
        }
    }

    fn problem(self, wait: Duration) -> Problem {
        let problem = match self {
            Self::SignIns | Self::WrongCredentials => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-attempts")
            }
            Self::Writes => Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-writes"),
            Self::Deeds => Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-deeds"),
        };
        let seconds = wait.as_secs() + 1;
        problem.retry_after(seconds as u32).with("seconds", seconds)
    }
}

/// When each caller will have used up nothing any more (the generic cell rate algorithm, ITU-T I.371).
#[derive(Default)]
pub(crate) struct Limits(Mutex<HashMap<Key, Instant>>);

impl Limits {
    /// Uses one up.
    pub(crate) fn take(&self, kind: Kind, whose: Uuid) -> Result<(), Problem> {
        self.take_at(kind, whose, Instant::now()).map_err(|wait| kind.problem(wait))
    }

    /// Whether one could be used up.
    pub(crate) fn has_room(&self, kind: Kind, whose: Uuid) -> Result<(), Problem> {
        let now = Instant::now();
        let free_at = self.0.lock().get(&(kind, whose)).copied();
        Self::wait(kind, free_at.unwrap_or(now), now).map_err(|wait| kind.problem(wait))
    }

    fn wait(kind: Kind, free_at: Instant, now: Instant) -> Result<(), Duration> {
        let (burst, every) = kind.rate();
        let wait = (free_at + every).saturating_duration_since(now).saturating_sub(every * burst);
        if wait.is_zero() { Ok(()) } else { Err(wait) }
    }

    fn take_at(&self, kind: Kind, whose: Uuid, now: Instant) -> Result<(), Duration> {
        let mut counted = self.0.lock();
        if counted.len() >= COUNTED_MAX {
            counted.retain(|_, free_at| *free_at > now);
        }
        if counted.len() >= COUNTED_MAX {
            counted.clear();
        }
        let free_at = counted.entry((kind, whose)).or_insert(now);
        *free_at = now.max(*free_at);
        Self::wait(kind, *free_at, now)?;
        *free_at += kind.rate().1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_at_once_and_then_one_by_one() {
        let limits = Limits::default();
        let now = Instant::now();
        let at = |seconds: u64| limits.take_at(Kind::Deeds, Uuid::nil(), now + Duration::from_secs(seconds));
        for _ in 0..100 {
            assert_eq!(at(0), Ok(()));
        }
        assert_eq!(at(0), Err(Duration::from_secs(864)));
        assert_eq!(at(863), Err(Duration::from_secs(1)));
        assert_eq!(at(864), Ok(()));
        assert_eq!(at(864), Err(Duration::from_secs(864)));
        assert_eq!(limits.take_at(Kind::Deeds, Uuid::max(), now), Ok(()), "everybody has their own");
        assert_eq!(limits.take_at(Kind::Writes, Uuid::nil(), now), Ok(()), "each limit is one of its own");
        for _ in 0..100 {
            assert_eq!(at(2 * 86_400), Ok(()));
        }
        assert!(at(2 * 86_400).is_err());
    }
}
