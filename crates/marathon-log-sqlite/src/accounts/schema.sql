-- Accounts and personal data of an installation. UUIDs and digests are blobs, times are microseconds since 1970 in UTC.

CREATE TABLE accounts (
    principal  BLOB PRIMARY KEY,
    login      TEXT NOT NULL UNIQUE,
    password   TEXT NOT NULL,      -- Argon2id, PHC string format
    created_at INTEGER NOT NULL,
    disabled   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    hash       BLOB PRIMARY KEY,   -- SHA-256 of the secret
    principal  BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_principal ON sessions (principal);

CREATE TABLE tokens (
    principal  BLOB PRIMARY KEY,
    hash       BLOB NOT NULL UNIQUE,
    prefix     TEXT NOT NULL,
    role       TEXT NOT NULL,
    marathon   TEXT,
    region     TEXT,
    nomination TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    last_used  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
    hash       BLOB PRIMARY KEY,
    purpose    TEXT NOT NULL,
    about      BLOB,               -- a principal
    payload    BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX links_by_principal ON links (about);

CREATE TABLE identities (
    issuer     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    principal  BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX identities_by_principal ON identities (principal);

CREATE TABLE subject_keys (
    subject BLOB PRIMARY KEY,
    key     BLOB NOT NULL,         -- its name, not the key
    kek     BLOB NOT NULL,         -- name of the key-encryption key
    wrapped BLOB NOT NULL          -- nonce, ciphertext, tag
) STRICT, WITHOUT ROWID;

CREATE INDEX subject_keys_by_kek ON subject_keys (kek, subject);

CREATE TABLE payloads (
    subject    BLOB NOT NULL,
    commitment BLOB NOT NULL,
    key        BLOB NOT NULL,
    schema     INTEGER NOT NULL,
    sealed     BLOB NOT NULL,      -- nonce, ciphertext of salt and plaintext, tag
    sealed_at  INTEGER NOT NULL,
    confirmed  INTEGER NOT NULL,
    PRIMARY KEY (subject, commitment)
) STRICT, WITHOUT ROWID;

CREATE INDEX payloads_unconfirmed ON payloads (sealed_at) WHERE confirmed = 0;
