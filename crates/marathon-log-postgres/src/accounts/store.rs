//! The contract, in SQL. Each method is one statement and so one transaction; what takes several is a function of the
//! schema.

use marathon_accounts::vault::{KekId, Payload, PayloadPlace, Subject, SubjectKey};
use marathon_accounts::{
    Account, AccountStore, ApiToken, Identity, Link, LinkPurpose, Login, PasswordHash, Principal, SecretHash,
    Session, StoreError,
};
use marathon_events::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::{Param, PostgresAccounts, decoded, rows};

impl PostgresAccounts {
    /// Whether the statement changed a row.
    fn changes(&self, operation: &'static str, sql: &str, params: &[Param<'_>]) -> Result<bool, StoreError> {
        Ok(!self.write(operation, sql, params)?.is_empty())
    }

    /// What a function of the schema says.
    fn call(&self, operation: &'static str, sql: &str, params: &[Param<'_>]) -> Result<bool, StoreError> {
        let rows = self.write(operation, sql, params)?;
        Ok(decoded(operation, &rows, |row| row.try_get(0).ok())?.contains(&true))
    }

    fn one<T>(
        &self,
        operation: &'static str,
        sql: &str,
        params: &[Param<'_>],
        of: fn(&Row) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(operation, sql, params, of)?.pop())
    }

    fn all<T>(
        &self,
        operation: &'static str,
        sql: &str,
        params: &[Param<'_>],
        of: fn(&Row) -> Option<T>,
    ) -> Result<Vec<T>, StoreError> {
        decoded(operation, &self.read(operation, sql, params)?, of)
    }
}

impl AccountStore for PostgresAccounts {
    fn insert_account(&self, account: &Account) -> Result<bool, StoreError> {
        let Account { principal, login, password, created_at, disabled } = account;
        let sql = "INSERT INTO marathon.accounts (principal, login, password, created_at, disabled)
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1";
        let params: [Param<'_>; 5] = [
            (&principal.0, Type::UUID),
            (&login.as_str(), Type::TEXT),
            (&password.as_str(), Type::TEXT),
            (&created_at.0, Type::INT8),
            (disabled, Type::BOOL),
        ];
        self.changes("add an account", sql, &params)
    }

    fn account(&self, principal: Principal) -> Result<Option<Account>, StoreError> {
        let sql = "SELECT * FROM marathon.accounts WHERE principal = $1";
        self.one("read an account", sql, &[(&principal.0, Type::UUID)], rows::account)
    }

    fn account_by_login(&self, login: &Login) -> Result<Option<Account>, StoreError> {
        let sql = "SELECT * FROM marathon.accounts WHERE login = $1";
        self.one("read an account", sql, &[(&login.as_str(), Type::TEXT)], rows::account)
    }

    fn accounts(&self, after: Option<Principal>, rows_max: u32) -> Result<Vec<Account>, StoreError> {
        let sql = "SELECT * FROM marathon.accounts WHERE $1::uuid IS NULL OR principal > $1
                   ORDER BY principal LIMIT $2";
        let params: [Param<'_>; 2] =
            [(&after.map(|after| after.0), Type::UUID), (&i64::from(rows_max), Type::INT8)];
        self.all("list accounts", sql, &params, rows::account)
    }

    fn set_password(&self, principal: Principal, password: &PasswordHash) -> Result<bool, StoreError> {
        let sql = "SELECT marathon.set_password($1, $2)";
        let params: [Param<'_>; 2] = [(&principal.0, Type::UUID), (&password.as_str(), Type::TEXT)];
        self.call("set a password", sql, &params)
    }

    fn set_disabled(&self, principal: Principal, disabled: bool) -> Result<bool, StoreError> {
        let sql = "SELECT marathon.set_disabled($1, $2)";
        self.call("disable an account", sql, &[(&principal.0, Type::UUID), (&disabled, Type::BOOL)])
    }

    fn insert_session(
        &self,
        session: &Session,
        replaces: Option<SecretHash>,
        password: Option<&PasswordHash>,
    ) -> Result<bool, StoreError> {
        let Session { hash, principal, created_at, expires_at, last_seen } = session;
        let sql = "SELECT marathon.begin_session($1, $2, $3, $4, $5, $6, $7)";
        let params: [Param<'_>; 7] = [
            (&hash.0.as_slice(), Type::BYTEA),
            (&principal.0, Type::UUID),
            (&created_at.0, Type::INT8),
            (&expires_at.0, Type::INT8),
            (&last_seen.0, Type::INT8),
            (&replaces.as_ref().map(|hash| hash.0.as_slice()), Type::BYTEA),
            (&password.map(PasswordHash::as_str), Type::TEXT),
        ];
        self.call("begin a session", sql, &params)
    }

    fn session(&self, hash: SecretHash) -> Result<Option<Session>, StoreError> {
        let sql = "SELECT * FROM marathon.sessions WHERE hash = $1";
        self.one("read a session", sql, &[(&hash.0.as_slice(), Type::BYTEA)], rows::session)
    }

    fn touch_session(&self, hash: SecretHash, seen: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE marathon.sessions SET last_seen = $2 WHERE hash = $1 AND last_seen < $2";
        let params: [Param<'_>; 2] = [(&hash.0.as_slice(), Type::BYTEA), (&seen.0, Type::INT8)];
        self.write("note a session", sql, &params).map(drop)
    }

    fn remove_session(&self, hash: SecretHash) -> Result<bool, StoreError> {
        let sql = "DELETE FROM marathon.sessions WHERE hash = $1 RETURNING 1";
        self.changes("end a session", sql, &[(&hash.0.as_slice(), Type::BYTEA)])
    }

    fn remove_sessions(&self, principal: Principal) -> Result<u64, StoreError> {
        let sql = "DELETE FROM marathon.sessions WHERE principal = $1 RETURNING 1";
        Ok(self.write("end sessions", sql, &[(&principal.0, Type::UUID)])?.len() as u64)
    }

    fn insert_token(&self, token: &ApiToken) -> Result<bool, StoreError> {
        let ApiToken { principal, hash, prefix, scope, created_at, expires_at, revoked_at, last_used } =
            token;
        let sql = "INSERT INTO marathon.tokens (principal, hash, prefix, role, marathon, region, nomination,
                                                created_at, expires_at, revoked_at, last_used)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING 1";
        let params: [Param<'_>; 11] = [
            (&principal.0, Type::UUID),
            (&hash.0.as_slice(), Type::BYTEA),
            (prefix, Type::TEXT),
            (&scope.role, Type::TEXT),
            (&scope.marathon, Type::TEXT),
            (&scope.region, Type::TEXT),
            (&scope.nomination, Type::TEXT),
            (&created_at.0, Type::INT8),
            (&expires_at.0, Type::INT8),
            (&revoked_at.map(|at| at.0), Type::INT8),
            (&last_used.map(|at| at.0), Type::INT8),
        ];
        self.changes("add a token", sql, &params)
    }

    fn token(&self, hash: SecretHash) -> Result<Option<ApiToken>, StoreError> {
        let sql = "SELECT * FROM marathon.tokens WHERE hash = $1";
        self.one("read a token", sql, &[(&hash.0.as_slice(), Type::BYTEA)], rows::token)
    }

    fn tokens(&self, after: Option<Principal>, rows_max: u32) -> Result<Vec<ApiToken>, StoreError> {
        let sql = "SELECT * FROM marathon.tokens WHERE $1::uuid IS NULL OR principal > $1
                   ORDER BY principal LIMIT $2";
        let params: [Param<'_>; 2] =
            [(&after.map(|after| after.0), Type::UUID), (&i64::from(rows_max), Type::INT8)];
        self.all("list tokens", sql, &params, rows::token)
    }

    fn revoke_token(&self, principal: Principal, at: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE marathon.tokens SET revoked_at = $2 WHERE principal = $1 AND revoked_at IS NULL
                   RETURNING 1";
        self.changes("revoke a token", sql, &[(&principal.0, Type::UUID), (&at.0, Type::INT8)])
    }

    fn touch_token(&self, principal: Principal, used: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE marathon.tokens SET last_used = $2
                   WHERE principal = $1 AND coalesce(last_used < $2, true)";
        self.write("note a token", sql, &[(&principal.0, Type::UUID), (&used.0, Type::INT8)]).map(drop)
    }

    fn insert_link(&self, link: &Link) -> Result<bool, StoreError> {
        let Link { hash, purpose, about, payload, expires_at } = link;
        let sql = "INSERT INTO marathon.links (hash, purpose, about, payload, expires_at)
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1";
        let params: [Param<'_>; 5] = [
            (&hash.0.as_slice(), Type::BYTEA),
            (&purpose.name(), Type::TEXT),
            (&about.map(|about| about.0), Type::UUID),
            (payload, Type::BYTEA),
            (&expires_at.0, Type::INT8),
        ];
        self.changes("add a link", sql, &params)
    }

    fn link(&self, hash: SecretHash) -> Result<Option<Link>, StoreError> {
        let sql = "SELECT * FROM marathon.links WHERE hash = $1";
        self.one("read a link", sql, &[(&hash.0.as_slice(), Type::BYTEA)], rows::link)
    }

    fn redeem_link(
        &self,
        hash: SecretHash,
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<Option<Link>, StoreError> {
        let operation = "redeem a link";
        let sql =
            "DELETE FROM marathon.links WHERE hash = $1 AND purpose = $2 AND expires_at > $3 RETURNING *";
        let params: [Param<'_>; 3] =
            [(&hash.0.as_slice(), Type::BYTEA), (&purpose.name(), Type::TEXT), (&now.0, Type::INT8)];
        Ok(decoded(operation, &self.write(operation, sql, &params)?, rows::link)?.pop())
    }

    fn insert_identity(&self, identity: &Identity) -> Result<Principal, StoreError> {
        let operation = "add an identity";
        let Identity { issuer, subject, principal, created_at } = identity;
        let select = "SELECT principal FROM marathon.identities WHERE issuer = $1 AND subject = $2";
        // Written over with itself where it is there already: that waits for others, and answers with what is there.
        let insert = "INSERT INTO marathon.identities AS i (issuer, subject, principal, created_at)
                      VALUES ($1, $2, $3, $4)
                      ON CONFLICT (issuer, subject) DO UPDATE SET principal = i.principal RETURNING principal";
        let params: [Param<'_>; 4] = [
            (issuer, Type::TEXT),
            (subject, Type::TEXT),
            (&principal.0, Type::UUID),
            (&created_at.0, Type::INT8),
        ];
        if let Some(known) = self.one(operation, select, &params[..2], rows::principal)? {
            return Ok(known);
        }
        let known = decoded(operation, &self.write(operation, insert, &params)?, rows::principal)?;
        Ok(known.first().copied().unwrap_or(*principal))
    }

    fn identities(&self, after: Option<&Identity>, rows_max: u32) -> Result<Vec<Identity>, StoreError> {
        let sql = "SELECT * FROM marathon.identities
                   WHERE (issuer COLLATE \"C\", subject COLLATE \"C\") > ($1, $2)
                   ORDER BY issuer COLLATE \"C\", subject COLLATE \"C\" LIMIT $3";
        // No issuer is empty.
        let (issuer, subject) = after.map_or(("", ""), |after| (&*after.issuer, &*after.subject));
        let params: [Param<'_>; 3] =
            [(&issuer, Type::TEXT), (&subject, Type::TEXT), (&i64::from(rows_max), Type::INT8)];
        self.all("list identities", sql, &params, rows::identity)
    }

    fn remove_expired(
        &self,
        now: Timestamp,
        idle_since: Timestamp,
        rows_max: u32,
    ) -> Result<u64, StoreError> {
        let sql = "WITH ended AS (
                       DELETE FROM marathon.sessions WHERE hash = ANY (ARRAY(
                           SELECT hash FROM marathon.sessions WHERE expires_at <= $1 OR last_seen < $2 LIMIT $3))
                       RETURNING 1
                   ), old AS (
                       DELETE FROM marathon.links WHERE hash = ANY (ARRAY(
                           SELECT hash FROM marathon.links WHERE expires_at <= $1 LIMIT $3))
                       RETURNING 1
                   )
                   SELECT 1 FROM ended UNION ALL SELECT 1 FROM old";
        let params: [Param<'_>; 3] =
            [(&now.0, Type::INT8), (&idle_since.0, Type::INT8), (&i64::from(rows_max), Type::INT8)];
        Ok(self.write("remove what has ended", sql, &params)?.len() as u64)
    }

    fn insert_key(&self, key: &SubjectKey) -> Result<SubjectKey, StoreError> {
        let operation = "add a key";
        let SubjectKey { subject, id, kek, wrapped } = key;
        // As with identities; the vault has looked before whether there is one.
        let sql =
            "INSERT INTO marathon.subject_keys AS k (subject, key, kek, wrapped) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (subject) DO UPDATE SET key = k.key RETURNING *";
        let params: [Param<'_>; 4] = [
            (&subject.0, Type::UUID),
            (&id.0, Type::UUID),
            (&kek.0.as_slice(), Type::BYTEA),
            (wrapped, Type::BYTEA),
        ];
        let stands = decoded(operation, &self.write(operation, sql, &params)?, rows::key)?;
        Ok(stands.into_iter().next().unwrap_or_else(|| key.clone()))
    }

    fn key(&self, subject: Subject) -> Result<Option<SubjectKey>, StoreError> {
        let sql = "SELECT * FROM marathon.subject_keys WHERE subject = $1";
        self.one("read a key", sql, &[(&subject.0, Type::UUID)], rows::key)
    }

    fn keys(&self, after: Option<Subject>, rows_max: u32) -> Result<Vec<SubjectKey>, StoreError> {
        let sql = "SELECT * FROM marathon.subject_keys WHERE $1::uuid IS NULL OR subject > $1
                   ORDER BY subject LIMIT $2";
        let params: [Param<'_>; 2] =
            [(&after.map(|after| after.0), Type::UUID), (&i64::from(rows_max), Type::INT8)];
        self.all("list keys", sql, &params, rows::key)
    }

    fn insert_payload(&self, payload: &Payload) -> Result<bool, StoreError> {
        let Payload { place, key, schema, sealed, sealed_at } = payload;
        // The key is held until the payload is there: an erasure comes before it or takes it along.
        let sql = "WITH held AS (
                       SELECT subject, key FROM marathon.subject_keys WHERE subject = $1 AND key = $3 FOR KEY SHARE
                   )
                   INSERT INTO marathon.payloads (subject, commitment, key, schema, sealed, sealed_at)
                   SELECT subject, $2, key, $4, $5, $6 FROM held ON CONFLICT DO NOTHING RETURNING 1";
        let params: [Param<'_>; 6] = [
            (&place.subject.0, Type::UUID),
            (&place.commitment.0.as_slice(), Type::BYTEA),
            (&key.0, Type::UUID),
            (&i64::from(*schema), Type::INT8),
            (sealed, Type::BYTEA),
            (&sealed_at.0, Type::INT8),
        ];
        self.changes("add a payload", sql, &params)
    }

    fn payload(&self, place: PayloadPlace) -> Result<Option<Payload>, StoreError> {
        let sql = "SELECT * FROM marathon.payloads WHERE subject = $1 AND commitment = $2";
        self.one("read a payload", sql, &at(&place, &place.commitment.0.as_slice()), rows::payload)
    }

    fn payloads(
        &self,
        after: Option<PayloadPlace>,
        rows_max: u32,
    ) -> Result<Vec<(Payload, bool)>, StoreError> {
        let sql = "SELECT * FROM marathon.payloads WHERE $1::uuid IS NULL OR (subject, commitment) > ($1, $2)
                   ORDER BY subject, commitment LIMIT $3";
        let subject = after.map(|after| after.subject.0);
        let commitment = after.as_ref().map(|after| after.commitment.0.as_slice());
        let params: [Param<'_>; 3] =
            [(&subject, Type::UUID), (&commitment, Type::BYTEA), (&i64::from(rows_max), Type::INT8)];
        self.all("list payloads", sql, &params, rows::payload_and_whether_confirmed)
    }

    fn confirm_payload(&self, place: PayloadPlace) -> Result<bool, StoreError> {
        let sql = "UPDATE marathon.payloads SET confirmed = true WHERE subject = $1 AND commitment = $2
                   RETURNING 1";
        self.changes("confirm a payload", sql, &at(&place, &place.commitment.0.as_slice()))
    }

    fn unconfirmed(&self, sealed_before: Timestamp, rows_max: u32) -> Result<Vec<PayloadPlace>, StoreError> {
        let sql = "SELECT subject, commitment FROM marathon.payloads WHERE NOT confirmed AND sealed_at < $1
                   ORDER BY sealed_at, subject, commitment LIMIT $2";
        let params: [Param<'_>; 2] = [(&sealed_before.0, Type::INT8), (&i64::from(rows_max), Type::INT8)];
        self.all("list payloads", sql, &params, rows::place)
    }

    fn remove_unconfirmed(&self, place: PayloadPlace) -> Result<bool, StoreError> {
        let sql = "DELETE FROM marathon.payloads WHERE subject = $1 AND commitment = $2 AND NOT confirmed
                   RETURNING 1";
        self.changes("remove a payload", sql, &at(&place, &place.commitment.0.as_slice()))
    }

    fn erase(&self, subject: Subject) -> Result<(), StoreError> {
        let sql = "SELECT marathon.erase_subject($1)";
        self.write("erase a subject", sql, &[(&subject.0, Type::UUID)]).map(drop)
    }

    fn keys_wrapped_by(&self, kek: KekId, rows_max: u32) -> Result<Vec<SubjectKey>, StoreError> {
        let sql = "SELECT * FROM marathon.subject_keys WHERE kek = $1 ORDER BY subject LIMIT $2";
        let params: [Param<'_>; 2] = [(&kek.0.as_slice(), Type::BYTEA), (&i64::from(rows_max), Type::INT8)];
        self.all("list keys", sql, &params, rows::key)
    }

    fn replace_keys(&self, from: KekId, keys: &[SubjectKey]) -> Result<u64, StoreError> {
        let sql = "UPDATE marathon.subject_keys AS k SET kek = n.kek, wrapped = n.wrapped
                   FROM unnest($2, $3, $4, $5) AS n (subject, key, kek, wrapped)
                   WHERE k.subject = n.subject AND k.key = n.key AND k.kek = $1 RETURNING 1";
        let subjects: Vec<_> = keys.iter().map(|key| key.subject.0).collect();
        let ids: Vec<_> = keys.iter().map(|key| key.id.0).collect();
        let keks: Vec<_> = keys.iter().map(|key| key.kek.0.as_slice()).collect();
        let wrapped: Vec<_> = keys.iter().map(|key| key.wrapped.as_slice()).collect();
        let params: [Param<'_>; 5] = [
            (&from.0.as_slice(), Type::BYTEA),
            (&subjects, Type::UUID_ARRAY),
            (&ids, Type::UUID_ARRAY),
            (&keks, Type::BYTEA_ARRAY),
            (&wrapped, Type::BYTEA_ARRAY),
        ];
        Ok(self.write("replace keys", sql, &params)?.len() as u64)
    }
}

/// The parameters that name a payload.
fn at<'a>(place: &'a PayloadPlace, commitment: &'a &'a [u8]) -> [Param<'a>; 2] {
    [(&place.subject.0, Type::UUID), (commitment, Type::BYTEA)]
}
