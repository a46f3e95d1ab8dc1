//! What a process left half done when it died: payloads no command confirmed, erasures a history tells of.

use std::collections::{BTreeMap, BTreeSet};

use marathon_accounts::{
    AccountStore, AccountsError, Principal,
    vault::{Commitment, PayloadPlace, Subject},
};
use marathon_engine::{EngineError, position_at, scan_decoded};
use marathon_events::{Event, Hmac, Position, Recorded, Timestamp};
use uuid::Uuid;

use super::{DEED_V1, ENTRANT_V1, POINTS_V1, erase::erase_for_good};
use crate::{App, Marathon};

/// What is sealed here; what others keep in the vault is theirs to settle.
const OURS: [u32; 3] = [ENTRANT_V1, DEED_V1, POINTS_V1];
/// Payloads looked up at a time.
const PAYLOADS_MAX: u32 = 1_000;
/// Clocks of nodes differ by less.
const CLOCKS_APART_MAX_MICROS: i64 = 3_600_000_000;

/// What was left half done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Payloads that an event commits to, which were confirmed now.
    pub confirmed: u64,
    /// Payloads nothing commits to, which were removed.
    pub removed: u64,
    /// Subjects that a history tells were erased and were not.
    pub erased: u64,
}

/// Why it could not be settled.
#[derive(Debug, thiserror::Error)]
pub enum NotSettled {
    /// The accounts.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    /// A history.
    #[error(transparent)]
    History(#[from] EngineError),
}

impl From<marathon_accounts::StoreError> for NotSettled {
    fn from(error: marathon_accounts::StoreError) -> Self {
        Self::Accounts(error.into())
    }
}

/// Settles what was left half done: payloads sealed before that time, a thousand at most, and every erasure. Blocks while
/// the histories since the oldest of them are read. `sealed_before` must be older than any command still on its way.
///
/// # Errors
/// If accounts or a history cannot be read.
pub fn settle_private(app: &App, sealed_before: Timestamp) -> Result<Settled, NotSettled> {
    let store = &**app.access.accounts.store();
    let marathons = app.site.all();
    let mut settled = Settled { erased: carry_out_erasures(store, &marathons)?, ..Settled::default() };
    let mut open = BTreeMap::new();
    for place in store.unconfirmed(sealed_before, PAYLOADS_MAX)? {
        let payload = store.payload(place)?.filter(|payload| OURS.contains(&payload.schema));
        open.extend(payload.map(|payload| (place, payload.sealed_at)));
    }
    let Some(oldest) = open.values().min() else { return Ok(settled) };
    let since = Timestamp(oldest.0 - CLOCKS_APART_MAX_MICROS);
    let mut referred = BTreeSet::new();
    for marathon in &marathons {
        look_up(marathon, since, &mut |place| {
            if open.contains_key(&place) {
                referred.insert(place);
            }
        })?;
    }
    for place in open.into_keys() {
        match referred.contains(&place) {
            true => settled.confirmed += u64::from(store.confirm_payload(place)?),
            false => settled.removed += u64::from(store.remove_unconfirmed(place)?),
        }
    }
    Ok(settled)
}

/// Visits everything a history commits to since a moment.
fn look_up(
    marathon: &Marathon,
    since: Timestamp,
    visit: &mut dyn FnMut(PayloadPlace),
) -> Result<(), EngineError> {
    let log = marathon.log();
    let from = position_at(&**log, since)?;
    scan_decoded(&**log, from, Position(u64::MAX), |events| {
        for (subject, commitment) in events.iter().flat_map(|event| commitments_of(&event.recorded)) {
            visit(PayloadPlace { subject: Subject(subject), commitment: Commitment(commitment.0) });
        }
    })
}

/// Whom an event commits to something about, and the commitment: what is told beside it, and the points of a score.
fn commitments_of(event: &Recorded) -> impl Iterator<Item = (Uuid, Hmac)> {
    let told = event.private.map(|private| (private.subject, private.commitment));
    let scored = match &event.event {
        Event::ScoreGiven(given) => Some((given.judge.0, given.commitment)),
        _ => None,
    };
    told.into_iter().chain(scored)
}

/// Erases whoever a history tells was erased: a process died before it did, or an older backup of the accounts came back.
fn carry_out_erasures(
    store: &dyn AccountStore,
    marathons: &[std::sync::Arc<Marathon>],
) -> Result<u64, NotSettled> {
    let mut erased = 0;
    for marathon in marathons {
        let subjects: Vec<_> = marathon.read(|view| view.model.people.erased().collect());
        for subject in subjects.into_iter().map(Subject) {
            if store.key(subject)?.is_some() || store.account(Principal(subject.0))?.is_some() {
                erase_for_good(store, subject)?;
                erased += 1;
            }
        }
    }
    Ok(erased)
}
