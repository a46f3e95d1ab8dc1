//! Rows as they lie in the columns; `None` if it is not what anybody writes.

use marathon_accounts::vault::{Commitment, KekId, KeyId, Payload, PayloadPlace, Subject, SubjectKey};
use marathon_accounts::{
    Account, ApiToken, Identity, Link, LinkPurpose, Login, PasswordHash, Principal, Scope, SecretHash,
    Session,
};
use marathon_events::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

pub(super) fn account(row: &Row) -> Option<Account> {
    Some(Account {
        principal: principal(row)?,
        login: Login::parse(get(row, "login")?)?,
        password: PasswordHash::from_stored(get(row, "password")?),
        created_at: time(row, "created_at")?,
        disabled: get(row, "disabled")?,
    })
}

pub(super) fn session(row: &Row) -> Option<Session> {
    Some(Session {
        hash: SecretHash(bytes(row, "hash")?),
        principal: principal(row)?,
        created_at: time(row, "created_at")?,
        expires_at: time(row, "expires_at")?,
        last_seen: time(row, "last_seen")?,
    })
}

pub(super) fn token(row: &Row) -> Option<ApiToken> {
    Some(ApiToken {
        principal: principal(row)?,
        hash: SecretHash(bytes(row, "hash")?),
        prefix: get(row, "prefix")?,
        scope: Scope {
            role: get(row, "role")?,
            marathon: get(row, "marathon")?,
            region: get(row, "region")?,
            nomination: get(row, "nomination")?,
        },
        created_at: time(row, "created_at")?,
        expires_at: time(row, "expires_at")?,
        revoked_at: get::<Option<i64>>(row, "revoked_at")?.map(Timestamp),
        last_used: get::<Option<i64>>(row, "last_used")?.map(Timestamp),
    })
}

pub(super) fn link(row: &Row) -> Option<Link> {
    Some(Link {
        hash: SecretHash(bytes(row, "hash")?),
        purpose: LinkPurpose::from_name(get(row, "purpose")?)?,
        about: get::<Option<_>>(row, "about")?.map(Principal),
        payload: get(row, "payload")?,
        expires_at: time(row, "expires_at")?,
    })
}

pub(super) fn identity(row: &Row) -> Option<Identity> {
    Some(Identity {
        issuer: get(row, "issuer")?,
        subject: get(row, "subject")?,
        principal: principal(row)?,
        created_at: time(row, "created_at")?,
    })
}

pub(super) fn key(row: &Row) -> Option<SubjectKey> {
    Some(SubjectKey {
        subject: Subject(get(row, "subject")?),
        id: KeyId(get(row, "key")?),
        kek: KekId(bytes(row, "kek")?),
        wrapped: get(row, "wrapped")?,
    })
}

pub(super) fn payload(row: &Row) -> Option<Payload> {
    Some(Payload {
        place: place(row)?,
        key: KeyId(get(row, "key")?),
        schema: u32::try_from(get::<i64>(row, "schema")?).ok()?,
        sealed: get(row, "sealed")?,
        sealed_at: time(row, "sealed_at")?,
    })
}

pub(super) fn payload_and_whether_confirmed(row: &Row) -> Option<(Payload, bool)> {
    Some((payload(row)?, get(row, "confirmed")?))
}

pub(super) fn place(row: &Row) -> Option<PayloadPlace> {
    let commitment = Commitment(bytes(row, "commitment")?);
    Some(PayloadPlace { subject: Subject(get(row, "subject")?), commitment })
}

pub(super) fn principal(row: &Row) -> Option<Principal> {
    get(row, "principal").map(Principal)
}

fn get<'r, T: FromSql<'r>>(row: &'r Row, column: &str) -> Option<T> {
    row.try_get(column).ok()
}

fn bytes<const N: usize>(row: &Row, column: &str) -> Option<[u8; N]> {
    get::<&[u8]>(row, column)?.try_into().ok()
}

fn time(row: &Row, column: &str) -> Option<Timestamp> {
    get(row, column).map(Timestamp)
}
