//! The contract, in SQL.

use marathon_accounts::vault::{KekId, Payload, PayloadPlace, Subject, SubjectKey};
use marathon_accounts::{
    Account, AccountStore, ApiToken, Identity, Link, LinkPurpose, Login, PasswordHash, Principal, SecretHash,
    Session, StoreError,
};
use marathon_events::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Result as Sql, Row, params};

use super::{SqliteAccounts, rows};

/// Every place where something of a subject or principal lies.
const ERASURES: [&str; 7] = [
    "DELETE FROM subject_keys WHERE subject = ?1",
    "DELETE FROM payloads WHERE subject = ?1",
    "DELETE FROM accounts WHERE principal = ?1",
    "DELETE FROM sessions WHERE principal = ?1",
    "DELETE FROM identities WHERE principal = ?1",
    "DELETE FROM tokens WHERE principal = ?1",
    "DELETE FROM links WHERE about = ?1",
];

const END_SESSIONS: &str = "DELETE FROM sessions WHERE principal = ?1";

fn run(connection: &Connection, sql: &str, params: impl Params) -> Sql<usize> {
    connection.prepare_cached(sql)?.execute(params)
}

/// Whether the statement changed a row.
fn changes(connection: &Connection, sql: &str, params: impl Params) -> Sql<bool> {
    run(connection, sql, params).map(|rows| rows > 0)
}

fn one<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    of: fn(&Row<'_>) -> Sql<T>,
) -> Sql<Option<T>> {
    connection.prepare_cached(sql)?.query_row(params, of).optional()
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    of: fn(&Row<'_>) -> Sql<T>,
) -> Sql<Vec<T>> {
    connection.prepare_cached(sql)?.query_map(params, of)?.collect()
}

fn id(principal: &Principal) -> &[u8] {
    principal.0.as_bytes()
}

/// Where a page begins: an id is greater than nothing.
fn beyond(after: Option<&Principal>) -> &[u8] {
    after.map_or(&[], id)
}

impl AccountStore for SqliteAccounts {
    fn insert_account(&self, account: &Account) -> Result<bool, StoreError> {
        let Account { principal, login, password, created_at, disabled } = account;
        let sql = "INSERT INTO accounts (principal, login, password, created_at, disabled)
                   VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
        let params = params![id(principal), login.as_str(), password.as_str(), created_at.0, disabled];
        self.write("add an account", |c| changes(c, sql, params))
    }

    fn account(&self, principal: Principal) -> Result<Option<Account>, StoreError> {
        let sql = "SELECT * FROM accounts WHERE principal = ?1";
        self.read("read an account", |c| one(c, sql, [id(&principal)], rows::account))
    }

    fn account_by_login(&self, login: &Login) -> Result<Option<Account>, StoreError> {
        let sql = "SELECT * FROM accounts WHERE login = ?1";
        self.read("read an account", |c| one(c, sql, [login.as_str()], rows::account))
    }

    fn accounts(&self, after: Option<Principal>, rows_max: u32) -> Result<Vec<Account>, StoreError> {
        let sql = "SELECT * FROM accounts WHERE principal > ?1 ORDER BY principal LIMIT ?2";
        let params = params![beyond(after.as_ref()), rows_max];
        self.read("list accounts", |c| all(c, sql, params, rows::account))
    }

    fn set_password(&self, principal: Principal, password: &PasswordHash) -> Result<bool, StoreError> {
        let sql = "UPDATE accounts SET password = ?2 WHERE principal = ?1";
        self.write("set a password", |c| {
            run(c, END_SESSIONS, [id(&principal)])?;
            changes(c, sql, params![id(&principal), password.as_str()])
        })
    }

    fn set_disabled(&self, principal: Principal, disabled: bool) -> Result<bool, StoreError> {
        let sql = "UPDATE accounts SET disabled = ?2 WHERE principal = ?1";
        self.write("disable an account", |c| {
            let there = changes(c, sql, params![id(&principal), disabled])?;
            if there && disabled {
                run(c, END_SESSIONS, [id(&principal)])?;
            }
            Ok(there)
        })
    }

    fn insert_session(
        &self,
        session: &Session,
        replaces: Option<SecretHash>,
        password: Option<&PasswordHash>,
    ) -> Result<bool, StoreError> {
        let Session { hash, principal, created_at, expires_at, last_seen } = session;
        let sql = "INSERT INTO sessions (hash, principal, created_at, expires_at, last_seen)
                   SELECT ?1, ?2, ?3, ?4, ?5
                   WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE principal = ?2 AND disabled)
                     AND (?6 IS NULL
                          OR EXISTS (SELECT 1 FROM accounts WHERE principal = ?2 AND password = ?6))";
        let password = password.map(PasswordHash::as_str);
        let params = params![hash.0, id(principal), created_at.0, expires_at.0, last_seen.0, password];
        self.write("begin a session", |c| {
            let begun = changes(c, sql, params)?;
            if let Some(replaced) = replaces.filter(|_| begun) {
                run(c, "DELETE FROM sessions WHERE hash = ?1", [replaced.0])?;
            }
            Ok(begun)
        })
    }

    fn session(&self, hash: SecretHash) -> Result<Option<Session>, StoreError> {
        let sql = "SELECT * FROM sessions WHERE hash = ?1";
        self.read("read a session", |c| one(c, sql, [hash.0], rows::session))
    }

    fn touch_session(&self, hash: SecretHash, seen: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE sessions SET last_seen = ?2 WHERE hash = ?1 AND last_seen < ?2";
        self.write("note a session", |c| run(c, sql, params![hash.0, seen.0]).map(drop))
    }

    fn remove_session(&self, hash: SecretHash) -> Result<bool, StoreError> {
        let sql = "DELETE FROM sessions WHERE hash = ?1";
        self.write("end a session", |c| changes(c, sql, [hash.0]))
    }

    fn remove_sessions(&self, principal: Principal) -> Result<u64, StoreError> {
        self.write("end sessions", |c| run(c, END_SESSIONS, [id(&principal)])).map(|n| n as u64)
    }

    fn insert_token(&self, token: &ApiToken) -> Result<bool, StoreError> {
        let ApiToken { principal, hash, prefix, scope, created_at, expires_at, revoked_at, last_used } =
            token;
        let sql =
            "INSERT INTO tokens (principal, hash, prefix, role, marathon, region, nomination, created_at,
                                       expires_at, revoked_at, last_used)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING";
        let params = params![
            id(principal),
            hash.0,
            prefix,
            scope.role,
            scope.marathon,
            scope.region,
            scope.nomination,
            created_at.0,
            expires_at.0,
            revoked_at.map(|at| at.0),
            last_used.map(|at| at.0),
        ];
        self.write("add a token", |c| changes(c, sql, params))
    }

    fn token(&self, hash: SecretHash) -> Result<Option<ApiToken>, StoreError> {
        let sql = "SELECT * FROM tokens WHERE hash = ?1";
        self.read("read a token", |c| one(c, sql, [hash.0], rows::token))
    }

    fn tokens(&self, after: Option<Principal>, rows_max: u32) -> Result<Vec<ApiToken>, StoreError> {
        let sql = "SELECT * FROM tokens WHERE principal > ?1 ORDER BY principal LIMIT ?2";
        let params = params![beyond(after.as_ref()), rows_max];
        self.read("list tokens", |c| all(c, sql, params, rows::token))
    }

    fn revoke_token(&self, principal: Principal, at: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE tokens SET revoked_at = ?2 WHERE principal = ?1 AND revoked_at IS NULL";
        self.write("revoke a token", |c| changes(c, sql, params![id(&principal), at.0]))
    }

    fn touch_token(&self, principal: Principal, used: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE tokens SET last_used = ?2 WHERE principal = ?1 AND coalesce(last_used < ?2, 1)";
        self.write("note a token", |c| run(c, sql, params![id(&principal), used.0]).map(drop))
    }

    fn insert_link(&self, link: &Link) -> Result<bool, StoreError> {
        let Link { hash, purpose, about, payload, expires_at } = link;
        let sql = "INSERT INTO links (hash, purpose, about, payload, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT DO NOTHING";
        let params = params![hash.0, purpose.name(), about.as_ref().map(id), payload, expires_at.0];
        self.write("add a link", |c| changes(c, sql, params))
    }

    fn link(&self, hash: SecretHash) -> Result<Option<Link>, StoreError> {
        let sql = "SELECT * FROM links WHERE hash = ?1";
        self.read("read a link", |c| one(c, sql, [hash.0], rows::link))
    }

    fn redeem_link(
        &self,
        hash: SecretHash,
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<Option<Link>, StoreError> {
        let sql = "DELETE FROM links WHERE hash = ?1 AND purpose = ?2 AND expires_at > ?3 RETURNING *";
        let params = params![hash.0, purpose.name(), now.0];
        self.write("redeem a link", |c| one(c, sql, params, rows::link))
    }

    fn insert_identity(&self, identity: &Identity) -> Result<Principal, StoreError> {
        let Identity { issuer, subject, principal, created_at } = identity;
        let insert = "INSERT INTO identities (issuer, subject, principal, created_at) VALUES (?1, ?2, ?3, ?4)
                      ON CONFLICT DO NOTHING";
        let select = "SELECT principal FROM identities WHERE issuer = ?1 AND subject = ?2";
        self.write("add an identity", |c| {
            run(c, insert, params![issuer, subject, id(principal), created_at.0])?;
            c.prepare_cached(select)?.query_row([issuer, subject], |row| rows::principal(row, "principal"))
        })
    }

    fn identities(&self, after: Option<&Identity>, rows_max: u32) -> Result<Vec<Identity>, StoreError> {
        let sql =
            "SELECT * FROM identities WHERE (issuer, subject) > (?1, ?2) ORDER BY issuer, subject LIMIT ?3";
        // No issuer is empty.
        let (issuer, subject) = after.map_or(("", ""), |after| (&*after.issuer, &*after.subject));
        let params = params![issuer, subject, rows_max];
        self.read("list identities", |c| all(c, sql, params, rows::identity))
    }

    fn remove_expired(
        &self,
        now: Timestamp,
        idle_since: Timestamp,
        rows_max: u32,
    ) -> Result<u64, StoreError> {
        let sessions = "DELETE FROM sessions WHERE hash IN
                            (SELECT hash FROM sessions WHERE expires_at <= ?1 OR last_seen < ?2 LIMIT ?3)";
        let links =
            "DELETE FROM links WHERE hash IN (SELECT hash FROM links WHERE expires_at <= ?1 LIMIT ?2)";
        self.write("remove what has ended", |c| {
            let sessions = run(c, sessions, params![now.0, idle_since.0, rows_max])?;
            Ok((sessions + run(c, links, params![now.0, rows_max])?) as u64)
        })
    }

    fn insert_key(&self, key: &SubjectKey) -> Result<SubjectKey, StoreError> {
        let SubjectKey { subject, id, kek, wrapped } = key;
        let insert = "INSERT INTO subject_keys (subject, key, kek, wrapped) VALUES (?1, ?2, ?3, ?4)
                      ON CONFLICT DO NOTHING";
        let select = "SELECT * FROM subject_keys WHERE subject = ?1";
        self.write("add a key", |c| {
            run(c, insert, params![subject.0.as_bytes(), id.0.as_bytes(), kek.0, wrapped])?;
            c.prepare_cached(select)?.query_row([subject.0.as_bytes()], rows::key)
        })
    }

    fn key(&self, subject: Subject) -> Result<Option<SubjectKey>, StoreError> {
        let sql = "SELECT * FROM subject_keys WHERE subject = ?1";
        self.read("read a key", |c| one(c, sql, [subject.0.as_bytes()], rows::key))
    }

    fn keys(&self, after: Option<Subject>, rows_max: u32) -> Result<Vec<SubjectKey>, StoreError> {
        let sql = "SELECT * FROM subject_keys WHERE subject > ?1 ORDER BY subject LIMIT ?2";
        let after: &[u8] = after.as_ref().map_or(&[], |after| after.0.as_bytes());
        self.read("list keys", |c| all(c, sql, params![after, rows_max], rows::key))
    }

    fn insert_payload(&self, payload: &Payload) -> Result<bool, StoreError> {
        let Payload { place, key, schema, sealed, sealed_at } = payload;
        let sql = "INSERT INTO payloads (subject, commitment, key, schema, sealed, sealed_at, confirmed)
                   SELECT subject, ?2, key, ?4, ?5, ?6, 0 FROM subject_keys WHERE subject = ?1 AND key = ?3
                   ON CONFLICT DO NOTHING";
        let (subject, commitment) = (place.subject.0.as_bytes(), place.commitment.0);
        let params = params![subject, commitment, key.0.as_bytes(), schema, sealed, sealed_at.0];
        self.write("add a payload", |c| changes(c, sql, params))
    }

    fn payload(&self, place: PayloadPlace) -> Result<Option<Payload>, StoreError> {
        let sql = "SELECT * FROM payloads WHERE subject = ?1 AND commitment = ?2";
        let params = params![place.subject.0.as_bytes(), place.commitment.0];
        self.read("read a payload", |c| one(c, sql, params, rows::payload))
    }

    fn payloads(
        &self,
        after: Option<PayloadPlace>,
        rows_max: u32,
    ) -> Result<Vec<(Payload, bool)>, StoreError> {
        let sql = "SELECT * FROM payloads WHERE (subject, commitment) > (?1, ?2)
                   ORDER BY subject, commitment LIMIT ?3";
        let after = after.as_ref();
        let subject: &[u8] = after.map_or(&[], |after| after.subject.0.as_bytes());
        let commitment: &[u8] = after.map_or(&[], |after| &after.commitment.0);
        let read = |row: &Row<'_>| Ok((rows::payload(row)?, row.get("confirmed")?));
        self.read("list payloads", |c| all(c, sql, params![subject, commitment, rows_max], read))
    }

    fn confirm_payload(&self, place: PayloadPlace) -> Result<bool, StoreError> {
        let sql = "UPDATE payloads SET confirmed = 1 WHERE subject = ?1 AND commitment = ?2";
        let params = params![place.subject.0.as_bytes(), place.commitment.0];
        self.write("confirm a payload", |c| changes(c, sql, params))
    }

    fn unconfirmed(&self, sealed_before: Timestamp, rows_max: u32) -> Result<Vec<PayloadPlace>, StoreError> {
        let sql = "SELECT subject, commitment FROM payloads WHERE confirmed = 0 AND sealed_at < ?1
                   ORDER BY sealed_at, subject, commitment LIMIT ?2";
        let params = params![sealed_before.0, rows_max];
        self.read("list payloads", |c| all(c, sql, params, rows::place))
    }

    fn remove_unconfirmed(&self, place: PayloadPlace) -> Result<bool, StoreError> {
        let sql = "DELETE FROM payloads WHERE subject = ?1 AND commitment = ?2 AND confirmed = 0";
        let params = params![place.subject.0.as_bytes(), place.commitment.0];
        self.write("remove a payload", |c| changes(c, sql, params))
    }

    fn erase(&self, subject: Subject) -> Result<(), StoreError> {
        let operation = "erase a subject";
        let delete = |c: &Connection| {
            ERASURES.iter().try_for_each(|sql| run(c, sql, [subject.0.as_bytes()]).map(drop))
        };
        self.write_and(operation, delete, |c| self.forget_pages(operation, c))
    }

    fn keys_wrapped_by(&self, kek: KekId, rows_max: u32) -> Result<Vec<SubjectKey>, StoreError> {
        let sql = "SELECT * FROM subject_keys WHERE kek = ?1 ORDER BY subject LIMIT ?2";
        self.read("list keys", |c| all(c, sql, params![kek.0, rows_max], rows::key))
    }

    fn replace_keys(&self, from: KekId, keys: &[SubjectKey]) -> Result<u64, StoreError> {
        let sql =
            "UPDATE subject_keys SET kek = ?4, wrapped = ?5 WHERE subject = ?1 AND key = ?2 AND kek = ?3";
        self.write("replace keys", |c| {
            let mut replaced = 0;
            for SubjectKey { subject, id, kek, wrapped } in keys {
                let params = params![subject.0.as_bytes(), id.0.as_bytes(), from.0, kek.0, wrapped];
                replaced += run(c, sql, params)?;
            }
            Ok(replaced as u64)
        })
    }
}
