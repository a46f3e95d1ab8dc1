//! Rows of accounts: how they lie in frames, how they are read out of a store and put into one.

use marathon_accounts::{
    Account, AccountStore, ApiToken, Identity, Login, PasswordHash, Principal, Scope, SecretHash, StoreError,
    vault::{Commitment, KekId, KeyId, Payload, PayloadPlace, Subject, SubjectKey},
};
use marathon_events::Timestamp;
use uuid::Uuid;

use crate::format::{ACCOUNT, IDENTITY, KEY, PAYLOAD, TOKEN, take};

/// Rows read out of a store at a time.
const PAGE_ROWS: u32 = 500;

/// A row of a store of accounts. Sessions and links are in no backup: they end soon, and one that was ended must not come
/// back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    Account(Account),
    Token(ApiToken),
    Identity(Identity),
    Key(SubjectKey),
    /// With whether an event refers to it.
    Payload(Payload, bool),
}

/// How many rows of accounts there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountRows {
    /// Accounts.
    pub accounts: u64,
    /// Tokens.
    pub tokens: u64,
    /// Identities.
    pub identities: u64,
    /// Keys of subjects, wrapped.
    pub keys: u64,
    /// Payloads, sealed.
    pub payloads: u64,
}

impl AccountRows {
    pub(crate) fn count(&mut self, row: &Row) {
        let counter = match row {
            Row::Account(_) => &mut self.accounts,
            Row::Token(_) => &mut self.tokens,
            Row::Identity(_) => &mut self.identities,
            Row::Key(_) => &mut self.keys,
            Row::Payload(..) => &mut self.payloads,
        };
        *counter += 1;
    }
}

impl Row {
    /// The kind of its frame. Rows come in this order, so that each has before it what it needs.
    pub(crate) fn kind(&self) -> u8 {
        match self {
            Self::Account(_) => ACCOUNT,
            Self::Token(_) => TOKEN,
            Self::Identity(_) => IDENTITY,
            Self::Key(_) => KEY,
            Self::Payload(..) => PAYLOAD,
        }
    }

    /// Whose row it is.
    pub(crate) fn subject(&self) -> Uuid {
        match self {
            Self::Account(account) => account.principal.0,
            Self::Token(token) => token.principal.0,
            Self::Identity(identity) => identity.principal.0,
            Self::Key(key) => key.subject.0,
            Self::Payload(payload, _) => payload.place.subject.0,
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.subject().as_bytes());
        match self {
            Self::Account(Account { login, password, created_at, disabled, .. }) => {
                time(*created_at, out);
                out.push(u8::from(*disabled));
                text(login.as_str(), out);
                text(password.as_str(), out);
            }
            Self::Token(ApiToken {
                hash,
                prefix,
                scope,
                created_at,
                expires_at,
                revoked_at,
                last_used,
                ..
            }) => {
                out.extend_from_slice(&hash.0);
                text(prefix, out);
                text(&scope.role, out);
                for part in [&scope.marathon, &scope.region, &scope.nomination] {
                    maybe(part.as_deref(), out, text);
                }
                time(*created_at, out);
                time(*expires_at, out);
                maybe(*revoked_at, out, time);
                maybe(*last_used, out, time);
            }
            Self::Identity(Identity { issuer, subject, created_at, .. }) => {
                time(*created_at, out);
                text(issuer, out);
                text(subject, out);
            }
            Self::Key(SubjectKey { id, kek, wrapped, .. }) => {
                out.extend_from_slice(id.0.as_bytes());
                out.extend_from_slice(&kek.0);
                out.extend_from_slice(wrapped);
            }
            Self::Payload(Payload { place, key, schema, sealed, sealed_at }, confirmed) => {
                out.extend_from_slice(&place.commitment.0);
                out.extend_from_slice(key.0.as_bytes());
                out.extend_from_slice(&schema.to_be_bytes());
                time(*sealed_at, out);
                out.push(u8::from(*confirmed));
                out.extend_from_slice(sealed);
            }
        }
    }

    /// A row from its frame; `None` if nobody writes it so.
    pub(crate) fn read(kind: u8, mut from: &[u8]) -> Option<Self> {
        let from = &mut from;
        let subject = Uuid::from_bytes(take(from)?);
        let principal = Principal(subject);
        let row = match kind {
            ACCOUNT => {
                let (created_at, disabled) = (read_time(from)?, read_flag(from)?);
                let login = Login::parse(&read_text(from)?)?;
                let password = PasswordHash::from_stored(read_text(from)?);
                Self::Account(Account { principal, login, password, created_at, disabled })
            }
            TOKEN => Self::Token(ApiToken {
                principal,
                hash: SecretHash(take(from)?),
                prefix: read_text(from)?,
                scope: Scope {
                    role: read_text(from)?,
                    marathon: read_maybe(from, read_text)?,
                    region: read_maybe(from, read_text)?,
                    nomination: read_maybe(from, read_text)?,
                },
                created_at: read_time(from)?,
                expires_at: read_time(from)?,
                revoked_at: read_maybe(from, read_time)?,
                last_used: read_maybe(from, read_time)?,
            }),
            IDENTITY => {
                let created_at = read_time(from)?;
                let (issuer, subject) = (read_text(from)?, read_text(from)?);
                Self::Identity(Identity { issuer, subject, principal, created_at })
            }
            KEY => {
                let (id, kek) = (KeyId(Uuid::from_bytes(take(from)?)), KekId(take(from)?));
                let wrapped = std::mem::take(from).to_vec();
                Self::Key(SubjectKey { subject: Subject(subject), id, kek, wrapped })
            }
            PAYLOAD => {
                let place = PayloadPlace { subject: Subject(subject), commitment: Commitment(take(from)?) };
                let key = KeyId(Uuid::from_bytes(take(from)?));
                let schema = u32::from_be_bytes(take(from)?);
                let (sealed_at, confirmed) = (read_time(from)?, read_flag(from)?);
                let sealed = std::mem::take(from).to_vec();
                Self::Payload(Payload { place, key, schema, sealed, sealed_at }, confirmed)
            }
            _ => return None,
        };
        from.is_empty().then_some(row)
    }

    /// Puts a row into a store; `false` if the store has it, or another in its place. Of an identity a store says only
    /// whose it is in the end, so the same one counts as put there.
    pub(crate) fn restore(&self, to: &dyn AccountStore) -> Result<bool, StoreError> {
        match self {
            Self::Account(account) => to.insert_account(account),
            Self::Token(token) => to.insert_token(token),
            Self::Identity(identity) => Ok(to.insert_identity(identity)? == identity.principal),
            Self::Key(key) => Ok(to.key(key.subject)?.is_none() && to.insert_key(key)? == *key),
            Self::Payload(payload, confirmed) => {
                let added = to.insert_payload(payload)?;
                if *confirmed {
                    to.confirm_payload(payload.place)?;
                }
                Ok(added)
            }
        }
    }
}

/// Visits every row of a store, in the order of a backup.
pub(crate) fn each<E: From<StoreError>>(
    store: &dyn AccountStore,
    mut visit: impl FnMut(&Row) -> Result<(), E>,
) -> Result<(), E> {
    pages(
        |last: Option<&Account>| store.accounts(last.map(|a| a.principal), PAGE_ROWS),
        Row::Account,
        &mut visit,
    )?;
    pages(
        |last: Option<&ApiToken>| store.tokens(last.map(|t| t.principal), PAGE_ROWS),
        Row::Token,
        &mut visit,
    )?;
    pages(|last: Option<&Identity>| store.identities(last, PAGE_ROWS), Row::Identity, &mut visit)?;
    pages(|last: Option<&SubjectKey>| store.keys(last.map(|k| k.subject), PAGE_ROWS), Row::Key, &mut visit)?;
    let payloads = |last: Option<&(Payload, bool)>| store.payloads(last.map(|(p, _)| p.place), PAGE_ROWS);
    pages(payloads, |(payload, confirmed)| Row::Payload(payload, confirmed), &mut visit)
}

fn pages<T: Clone, E: From<StoreError>>(
    page: impl Fn(Option<&T>) -> Result<Vec<T>, StoreError>,
    row: impl Fn(T) -> Row,
    visit: &mut impl FnMut(&Row) -> Result<(), E>,
) -> Result<(), E> {
    let mut last: Option<T> = None;
    loop {
        let found = page(last.as_ref())?;
        let Some(end) = found.last() else { return Ok(()) };
        last = Some(end.clone());
        found.into_iter().try_for_each(|of| visit(&row(of)))?;
    }
}

fn time(time: Timestamp, out: &mut Vec<u8>) {
    out.extend_from_slice(&time.0.to_be_bytes());
}

fn text(text: &str, out: &mut Vec<u8>) {
    // Texts come from a store that keeps them far below this.
    out.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn maybe<T>(value: Option<T>, out: &mut Vec<u8>, write: impl FnOnce(T, &mut Vec<u8>)) {
    out.push(u8::from(value.is_some()));
    if let Some(value) = value {
        write(value, out);
    }
}

fn read_time(from: &mut &[u8]) -> Option<Timestamp> {
    take(from).map(|bytes| Timestamp(i64::from_be_bytes(bytes)))
}

fn read_flag(from: &mut &[u8]) -> Option<bool> {
    match take(from)? {
        [0] => Some(false),
        [1] => Some(true),
        _ => None,
    }
}

fn read_text(from: &mut &[u8]) -> Option<String> {
    let length = u32::from_be_bytes(take(from)?) as usize;
    let (text, rest) = from.split_at_checked(length)?;
    *from = rest;
    Some(std::str::from_utf8(text).ok()?.to_owned())
}

fn read_maybe<T>(from: &mut &[u8], read: impl FnOnce(&mut &[u8]) -> Option<T>) -> Option<Option<T>> {
    match read_flag(from)? {
        true => read(from).map(Some),
        false => Some(None),
    }
}
