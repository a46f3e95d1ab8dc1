//! Callers that were looked up lately: thousands of requests a second must not each read the store.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use marathon_accounts::Scope;
use marathon_events::PrincipalId;
use marathon_log::LogName;
use parking_lot::RwLock;

use crate::{Marathon, access::policy::Roles};

/// What was looked up is believed so long: a token that is revoked elsewhere is good for no longer.
const AGE_MAX: Duration = Duration::from_secs(10);
/// From this age on, one of those who ask looks it up again, and the others need not wait.
const AGE_RENEWED: Duration = Duration::from_secs(5);
/// Callers remembered.
const CALLERS_MAX: usize = 20_000;

/// Somebody who was looked up.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) principal: PrincipalId,
    /// Of a token, what it is for.
    pub(crate) scope: Option<Scope>,
    since: Instant,
    is_being_renewed: AtomicBool,
    roles: RwLock<Vec<(LogName, Roles)>>,
}

impl Known {
    pub(crate) fn new(principal: PrincipalId, scope: Option<Scope>) -> Self {
        Self {
            principal,
            scope,
            since: Instant::now(),
            is_being_renewed: AtomicBool::new(false),
            roles: RwLock::default(),
        }
    }

    /// The roles it had in a marathon when somebody looked last.
    pub(crate) fn roles(&self, marathon: &Marathon) -> Option<Roles> {
        let roles = self.roles.read();
        roles.iter().find(|(name, _)| name == marathon.name()).map(|(_, roles)| *roles)
    }

    /// Looks which roles it has in a marathon now.
    pub(crate) fn look_up_roles(&self, marathon: &Marathon) -> Roles {
        let found = marathon.read(|view| {
            let held = view.model.people.roles(self.principal).into_iter().flatten();
            held.fold(Roles::default(), |roles, (role, _)| roles.with(*role))
        });
        let mut roles = self.roles.write();
        roles.retain(|(name, _)| name != marathon.name());
        roles.push((marathon.name().clone(), found));
        found
    }
}

/// Those who were looked up, by what they showed.
#[derive(Default)]
pub(crate) struct Cache(RwLock<HashMap<[u8; 32], Arc<Known>>>);

impl Cache {
    /// Who that was, if it is not long ago.
    pub(crate) fn get(&self, key: &[u8; 32]) -> Option<Arc<Known>> {
        let known = Arc::clone(self.0.read().get(key)?);
        let age = known.since.elapsed();
        let renews = age > AGE_RENEWED && !known.is_being_renewed.swap(true, Ordering::Relaxed);
        (age < AGE_MAX && !renews).then_some(known)
    }

    pub(crate) fn insert(&self, key: [u8; 32], known: &Arc<Known>) {
        let mut all = self.0.write();
        if all.len() >= CALLERS_MAX {
            all.retain(|_, known| known.since.elapsed() < AGE_MAX);
        }
        if all.len() >= CALLERS_MAX {
            all.clear();
        }
        all.insert(key, Arc::clone(known));
    }

    /// From now on the store is asked again who this principal is.
    pub(crate) fn forget(&self, principal: PrincipalId) {
        self.0.write().retain(|_, known| known.principal != principal);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn known(n: u128) -> Arc<Known> {
        Arc::new(Known::new(PrincipalId(Uuid::from_u128(n)), None))
    }

    #[test]
    fn who_was_looked_up_is_known_until_forgotten() {
        let cache = Cache::default();
        assert!(cache.get(&[1; 32]).is_none());
        cache.insert([1; 32], &known(1));
        cache.insert([2; 32], &known(2));
        assert_eq!(cache.get(&[1; 32]).unwrap().principal, known(1).principal);
        cache.forget(known(1).principal);
        assert!(cache.get(&[1; 32]).is_none());
        assert!(cache.get(&[2; 32]).is_some());
    }

    #[test]
    fn one_renews_what_is_old_and_nobody_believes_what_is_too_old() {
        let cache = Cache::default();
        let aged = |seconds| {
            let since = Instant::now().checked_sub(Duration::from_secs(seconds)).unwrap();
            let fresh = Known::new(PrincipalId(Uuid::nil()), None);
            cache.insert([7; 32], &Arc::new(Known { since, ..fresh }));
        };
        aged(6);
        assert!(cache.get(&[7; 32]).is_none(), "the first renews");
        assert!(cache.get(&[7; 32]).is_some(), "the others go on");
        aged(11);
        assert!(cache.get(&[7; 32]).is_none());
        assert!(cache.get(&[7; 32]).is_none());
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let cache = Cache::default();
        for n in 0..=CALLERS_MAX as u64 {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&n.to_le_bytes());
            cache.insert(key, &known(1));
        }
        assert!(cache.0.read().len() <= CALLERS_MAX);
    }
}
