//! Accounts in memory, for tests: they obey the whole contract except that nothing outlives the process.

use std::collections::BTreeMap;
use std::fmt;

use marathon_events::Timestamp;
use parking_lot::Mutex;

use crate::Principal;
use crate::login::Login;
use crate::passwords::PasswordHash;
use crate::secrets::SecretHash;
use crate::store::{Account, AccountStore, ApiToken, Identity, Link, LinkPurpose, Session, StoreError};
use crate::vault::{KekId, Payload, PayloadPlace, Subject, SubjectKey};

/// Rows in memory.
#[derive(Default)]
pub struct MemoryAccounts(Mutex<Rows>);

#[derive(Default)]
struct Rows {
    accounts: BTreeMap<Principal, Account>,
    sessions: BTreeMap<SecretHash, Session>,
    tokens: BTreeMap<Principal, ApiToken>,
    links: BTreeMap<SecretHash, Link>,
    identities: BTreeMap<(String, String), Identity>,
    keys: BTreeMap<Subject, SubjectKey>,
    payloads: BTreeMap<PayloadPlace, Kept>,
}

#[derive(Clone)]
struct Kept {
    payload: Payload,
    confirmed: bool,
}

impl fmt::Debug for MemoryAccounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryAccounts(..)")
    }
}

impl MemoryAccounts {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Rows {
    fn end_sessions(&mut self, of: Principal) -> u64 {
        remove_where(&mut self.sessions, u32::MAX, |session| session.principal == of)
    }
}

/// Removes the first rows of that kind and says how many.
fn remove_where<K: Ord + Clone, V>(
    rows: &mut BTreeMap<K, V>,
    rows_max: u32,
    which: impl Fn(&V) -> bool,
) -> u64 {
    let found = rows.iter().filter(|(_, row)| which(row)).map(|(key, _)| key.clone());
    let found: Vec<K> = found.take(rows_max as usize).collect();
    found.iter().for_each(|key| drop(rows.remove(key)));
    found.len() as u64
}

/// Rows from after a key on.
fn page<K: Ord + Copy, V: Clone>(rows: &BTreeMap<K, V>, after: Option<K>, rows_max: u32) -> Vec<V> {
    let beyond = rows.iter().filter(|(key, _)| after.is_none_or(|after| **key > after));
    beyond.map(|(_, row)| row.clone()).take(rows_max as usize).collect()
}

impl AccountStore for MemoryAccounts {
    fn insert_account(&self, account: &Account) -> Result<bool, StoreError> {
        let accounts = &mut self.0.lock().accounts;
        let taken = accounts.values().any(|a| a.login == account.login || a.principal == account.principal);
        if !taken {
            accounts.insert(account.principal, account.clone());
        }
        Ok(!taken)
    }

    fn account(&self, principal: Principal) -> Result<Option<Account>, StoreError> {
        Ok(self.0.lock().accounts.get(&principal).cloned())
    }

    fn account_by_login(&self, login: &Login) -> Result<Option<Account>, StoreError> {
        Ok(self.0.lock().accounts.values().find(|account| account.login == *login).cloned())
    }

    fn accounts(&self, after: Option<Principal>, rows_max: u32) -> Result<Vec<Account>, StoreError> {
        Ok(page(&self.0.lock().accounts, after, rows_max))
    }

    fn set_password(&self, principal: Principal, password: &PasswordHash) -> Result<bool, StoreError> {
        let rows = &mut *self.0.lock();
        let Some(account) = rows.accounts.get_mut(&principal) else { return Ok(false) };
        account.password = password.clone();
        rows.end_sessions(principal);
        Ok(true)
    }

    fn set_disabled(&self, principal: Principal, disabled: bool) -> Result<bool, StoreError> {
        let rows = &mut *self.0.lock();
        let Some(account) = rows.accounts.get_mut(&principal) else { return Ok(false) };
        account.disabled = disabled;
        if disabled {
            rows.end_sessions(principal);
        }
        Ok(true)
    }

    fn insert_session(
        &self,
        session: &Session,
        replaces: Option<SecretHash>,
        password: Option<&PasswordHash>,
    ) -> Result<bool, StoreError> {
        let rows = &mut *self.0.lock();
        let account = rows.accounts.get(&session.principal);
        let disabled = account.is_some_and(|account| account.disabled);
        let outdated = password.is_some_and(|shown| account.is_none_or(|a| a.password != *shown));
        if disabled || outdated {
            return Ok(false);
        }
        replaces.map(|hash| rows.sessions.remove(&hash));
        rows.sessions.insert(session.hash, session.clone());
        Ok(true)
    }

    fn session(&self, hash: SecretHash) -> Result<Option<Session>, StoreError> {
        Ok(self.0.lock().sessions.get(&hash).cloned())
    }

    fn touch_session(&self, hash: SecretHash, seen: Timestamp) -> Result<(), StoreError> {
        if let Some(session) = self.0.lock().sessions.get_mut(&hash) {
            session.last_seen = session.last_seen.max(seen);
        }
        Ok(())
    }

    fn remove_session(&self, hash: SecretHash) -> Result<bool, StoreError> {
        Ok(self.0.lock().sessions.remove(&hash).is_some())
    }

    fn remove_sessions(&self, principal: Principal) -> Result<u64, StoreError> {
        Ok(self.0.lock().end_sessions(principal))
    }

    fn insert_token(&self, token: &ApiToken) -> Result<bool, StoreError> {
        let tokens = &mut self.0.lock().tokens;
        let taken = tokens.values().any(|t| t.principal == token.principal || t.hash == token.hash);
        if !taken {
            tokens.insert(token.principal, token.clone());
        }
        Ok(!taken)
    }

    fn token(&self, hash: SecretHash) -> Result<Option<ApiToken>, StoreError> {
        Ok(self.0.lock().tokens.values().find(|token| token.hash == hash).cloned())
    }

    fn tokens(&self, after: Option<Principal>, rows_max: u32) -> Result<Vec<ApiToken>, StoreError> {
        Ok(page(&self.0.lock().tokens, after, rows_max))
    }

    fn revoke_token(&self, principal: Principal, at: Timestamp) -> Result<bool, StoreError> {
        let mut rows = self.0.lock();
        let token = rows.tokens.get_mut(&principal).filter(|token| token.revoked_at.is_none());
        Ok(token.map(|token| token.revoked_at = Some(at)).is_some())
    }

    fn touch_token(&self, principal: Principal, used: Timestamp) -> Result<(), StoreError> {
        if let Some(token) = self.0.lock().tokens.get_mut(&principal) {
            token.last_used = token.last_used.max(Some(used));
        }
        Ok(())
    }

    fn insert_link(&self, link: &Link) -> Result<bool, StoreError> {
        let links = &mut self.0.lock().links;
        let taken = links.contains_key(&link.hash);
        if !taken {
            links.insert(link.hash, link.clone());
        }
        Ok(!taken)
    }

    fn link(&self, hash: SecretHash) -> Result<Option<Link>, StoreError> {
        Ok(self.0.lock().links.get(&hash).cloned())
    }

    fn redeem_link(
        &self,
        hash: SecretHash,
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<Option<Link>, StoreError> {
        let links = &mut self.0.lock().links;
        let good = links.get(&hash).is_some_and(|link| link.purpose == purpose && link.expires_at > now);
        Ok(if good { links.remove(&hash) } else { None })
    }

    fn insert_identity(&self, identity: &Identity) -> Result<Principal, StoreError> {
        let mut rows = self.0.lock();
        let name = (identity.issuer.clone(), identity.subject.clone());
        Ok(rows.identities.entry(name).or_insert_with(|| identity.clone()).principal)
    }

    fn identities(&self, after: Option<&Identity>, rows_max: u32) -> Result<Vec<Identity>, StoreError> {
        let rows = self.0.lock();
        let after = after.map(|after| (&after.issuer, &after.subject));
        let beyond = rows.identities.values().filter(|i| after.is_none_or(|a| (&i.issuer, &i.subject) > a));
        Ok(beyond.take(rows_max as usize).cloned().collect())
    }

    fn remove_expired(
        &self,
        now: Timestamp,
        idle_since: Timestamp,
        rows_max: u32,
    ) -> Result<u64, StoreError> {
        let rows = &mut *self.0.lock();
        let over = |session: &Session| session.expires_at <= now || session.last_seen < idle_since;
        let sessions = remove_where(&mut rows.sessions, rows_max, over);
        Ok(sessions + remove_where(&mut rows.links, rows_max, |link| link.expires_at <= now))
    }

    fn insert_key(&self, key: &SubjectKey) -> Result<SubjectKey, StoreError> {
        Ok(self.0.lock().keys.entry(key.subject).or_insert_with(|| key.clone()).clone())
    }

    fn key(&self, subject: Subject) -> Result<Option<SubjectKey>, StoreError> {
        Ok(self.0.lock().keys.get(&subject).cloned())
    }

    fn keys(&self, after: Option<Subject>, rows_max: u32) -> Result<Vec<SubjectKey>, StoreError> {
        Ok(page(&self.0.lock().keys, after, rows_max))
    }

    fn insert_payload(&self, payload: &Payload) -> Result<bool, StoreError> {
        let rows = &mut *self.0.lock();
        let same_key = rows.keys.get(&payload.place.subject).is_some_and(|key| key.id == payload.key);
        if !same_key || rows.payloads.contains_key(&payload.place) {
            return Ok(false);
        }
        rows.payloads.insert(payload.place, Kept { payload: payload.clone(), confirmed: false });
        Ok(true)
    }

    fn payload(&self, place: PayloadPlace) -> Result<Option<Payload>, StoreError> {
        Ok(self.0.lock().payloads.get(&place).map(|kept| kept.payload.clone()))
    }

    fn payloads(
        &self,
        after: Option<PayloadPlace>,
        rows_max: u32,
    ) -> Result<Vec<(Payload, bool)>, StoreError> {
        let page = page(&self.0.lock().payloads, after, rows_max);
        Ok(page.into_iter().map(|Kept { payload, confirmed }| (payload, confirmed)).collect())
    }

    fn confirm_payload(&self, place: PayloadPlace) -> Result<bool, StoreError> {
        Ok(self.0.lock().payloads.get_mut(&place).map(|kept| kept.confirmed = true).is_some())
    }

    fn unconfirmed(&self, sealed_before: Timestamp, rows_max: u32) -> Result<Vec<PayloadPlace>, StoreError> {
        let rows = self.0.lock();
        let open = rows.payloads.values().filter(|kept| !kept.confirmed).map(|kept| &kept.payload);
        let old = open.filter(|payload| payload.sealed_at < sealed_before);
        let mut found: Vec<_> = old.map(|payload| (payload.sealed_at, payload.place)).collect();
        found.sort();
        Ok(found.into_iter().map(|(_, place)| place).take(rows_max as usize).collect())
    }

    fn remove_unconfirmed(&self, place: PayloadPlace) -> Result<bool, StoreError> {
        let payloads = &mut self.0.lock().payloads;
        let open = payloads.get(&place).is_some_and(|kept| !kept.confirmed);
        Ok(open && payloads.remove(&place).is_some())
    }

    fn erase(&self, subject: Subject) -> Result<(), StoreError> {
        let rows = &mut *self.0.lock();
        let principal = Principal(subject.0);
        rows.keys.remove(&subject);
        rows.payloads.retain(|place, _| place.subject != subject);
        rows.accounts.remove(&principal);
        rows.tokens.remove(&principal);
        rows.end_sessions(principal);
        rows.identities.retain(|_, identity| identity.principal != principal);
        rows.links.retain(|_, link| link.about != Some(principal));
        Ok(())
    }

    fn keys_wrapped_by(&self, kek: KekId, rows_max: u32) -> Result<Vec<SubjectKey>, StoreError> {
        let rows = self.0.lock();
        Ok(rows.keys.values().filter(|key| key.kek == kek).take(rows_max as usize).cloned().collect())
    }

    fn replace_keys(&self, from: KekId, keys: &[SubjectKey]) -> Result<u64, StoreError> {
        let rows = &mut *self.0.lock();
        let mut replaced = 0;
        for key in keys {
            let stored = rows.keys.get_mut(&key.subject);
            if let Some(stored) = stored.filter(|stored| stored.id == key.id && stored.kek == from) {
                *stored = key.clone();
                replaced += 1;
            }
        }
        Ok(replaced)
    }
}
