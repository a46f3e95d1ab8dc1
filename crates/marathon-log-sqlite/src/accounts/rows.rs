//! Rows as they lie in the columns. Each list of columns is in the order in which its row is read.

use marathon_accounts::vault::{Commitment, KekId, KeyId, Payload, PayloadPlace, Subject, SubjectKey};
use marathon_accounts::{
    Account, ApiToken, Identity, Link, LinkPurpose, Login, PasswordHash, Principal, Scope, SecretHash,
    Session,
};
use marathon_events::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Error, Result, Row};
use uuid::Uuid;

pub(super) fn account(row: &Row<'_>) -> Result<Account> {
    let login: String = row.get("login")?;
    Ok(Account {
        principal: principal(row, "principal")?,
        login: Login::parse(&login).ok_or_else(|| strange("a login"))?,
        password: PasswordHash::from_stored(row.get("password")?),
        created_at: time(row, "created_at")?,
        disabled: row.get("disabled")?,
    })
}

pub(super) fn session(row: &Row<'_>) -> Result<Session> {
    Ok(Session {
        hash: SecretHash(row.get("hash")?),
        principal: principal(row, "principal")?,
        created_at: time(row, "created_at")?,
        expires_at: time(row, "expires_at")?,
        last_seen: time(row, "last_seen")?,
    })
}

pub(super) fn token(row: &Row<'_>) -> Result<ApiToken> {
    let maybe = |column: &str| Ok::<_, Error>(row.get::<_, Option<i64>>(column)?.map(Timestamp));
    Ok(ApiToken {
        principal: principal(row, "principal")?,
        hash: SecretHash(row.get("hash")?),
        prefix: row.get("prefix")?,
        scope: Scope {
            role: row.get("role")?,
            marathon: row.get("marathon")?,
            region: row.get("region")?,
            nomination: row.get("nomination")?,
        },
        created_at: time(row, "created_at")?,
        expires_at: time(row, "expires_at")?,
        revoked_at: maybe("revoked_at")?,
        last_used: maybe("last_used")?,
    })
}

pub(super) fn link(row: &Row<'_>) -> Result<Link> {
    let purpose: String = row.get("purpose")?;
    let about: Option<[u8; 16]> = row.get("about")?;
    Ok(Link {
        hash: SecretHash(row.get("hash")?),
        purpose: LinkPurpose::from_name(&purpose).ok_or_else(|| strange("a purpose"))?,
        about: about.map(|id| Principal(Uuid::from_bytes(id))),
        payload: row.get("payload")?,
        expires_at: time(row, "expires_at")?,
    })
}

pub(super) fn identity(row: &Row<'_>) -> Result<Identity> {
    Ok(Identity {
        issuer: row.get("issuer")?,
        subject: row.get("subject")?,
        principal: principal(row, "principal")?,
        created_at: time(row, "created_at")?,
    })
}

pub(super) fn key(row: &Row<'_>) -> Result<SubjectKey> {
    Ok(SubjectKey {
        subject: Subject(uuid(row, "subject")?),
        id: KeyId(uuid(row, "key")?),
        kek: KekId(row.get("kek")?),
        wrapped: row.get("wrapped")?,
    })
}

pub(super) fn payload(row: &Row<'_>) -> Result<Payload> {
    Ok(Payload {
        place: place(row)?,
        key: KeyId(uuid(row, "key")?),
        schema: row.get("schema")?,
        sealed: row.get("sealed")?,
        sealed_at: time(row, "sealed_at")?,
    })
}

pub(super) fn place(row: &Row<'_>) -> Result<PayloadPlace> {
    let commitment = Commitment(row.get("commitment")?);
    Ok(PayloadPlace { subject: Subject(uuid(row, "subject")?), commitment })
}

pub(super) fn principal(row: &Row<'_>, column: &str) -> Result<Principal> {
    uuid(row, column).map(Principal)
}

fn uuid(row: &Row<'_>, column: &str) -> Result<Uuid> {
    row.get(column).map(Uuid::from_bytes)
}

fn time(row: &Row<'_>, column: &str) -> Result<Timestamp> {
    row.get(column).map(Timestamp)
}

/// A value nobody writes. It is not repeated: it may be personal.
fn strange(what: &str) -> Error {
    Error::FromSqlConversionFailure(0, Type::Text, format!("not {what}").into())
}
