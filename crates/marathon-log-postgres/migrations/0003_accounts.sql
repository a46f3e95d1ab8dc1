-- Accounts and personal data of the installation. Unlike history these rows are changed and removed; no trigger keeps
-- anybody from it, and only nodes may read them. Times are microseconds since 1970 in UTC.

CREATE TABLE marathon.accounts (
    principal  uuid    PRIMARY KEY,
    login      text    NOT NULL UNIQUE,
    password   text    NOT NULL,   -- Argon2id, PHC string format
    created_at bigint  NOT NULL,
    disabled   boolean NOT NULL
);

CREATE TABLE marathon.sessions (
    hash       bytea  PRIMARY KEY, -- SHA-256 of the secret
    principal  uuid   NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    last_seen  bigint NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX sessions_by_principal ON marathon.sessions (principal);

CREATE TABLE marathon.tokens (
    principal  uuid   PRIMARY KEY,
    hash       bytea  NOT NULL UNIQUE,
    prefix     text   NOT NULL,
    role       text   NOT NULL,
    marathon   text,
    region     text,
    nomination text,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint,
    last_used  bigint
);

CREATE TABLE marathon.links (
    hash       bytea  PRIMARY KEY,
    purpose    text   NOT NULL,
    about      uuid,               -- a principal
    payload    bytea  NOT NULL,
    expires_at bigint NOT NULL
);

CREATE INDEX links_by_principal ON marathon.links (about);

CREATE TABLE marathon.identities (
    issuer     text   NOT NULL,
    subject    text   NOT NULL,
    principal  uuid   NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE INDEX identities_by_principal ON marathon.identities (principal);

CREATE TABLE marathon.subject_keys (
    subject uuid  PRIMARY KEY,
    key     uuid  NOT NULL,        -- its name, not the key
    kek     bytea NOT NULL,        -- name of the key-encryption key
    wrapped bytea NOT NULL         -- nonce, ciphertext, tag
);

CREATE INDEX subject_keys_by_kek ON marathon.subject_keys (kek, subject);

CREATE TABLE marathon.payloads (
    subject    uuid    NOT NULL,
    commitment bytea   NOT NULL,
    key        uuid    NOT NULL,
    schema     bigint  NOT NULL,
    sealed     bytea   NOT NULL,   -- nonce, ciphertext of salt and plaintext, tag
    sealed_at  bigint  NOT NULL,
    confirmed  boolean NOT NULL DEFAULT false,
    PRIMARY KEY (subject, commitment)
);

CREATE INDEX payloads_unconfirmed ON marathon.payloads (sealed_at) WHERE NOT confirmed;

-- Each statement of these functions sees what was committed before it began. So who locks an account or a key first,
-- and then looks at what hangs on it, misses nothing.

CREATE FUNCTION marathon.begin_session(
    new_hash bytea, of_principal uuid, created bigint, expires bigint, seen bigint, replaces bytea, shown text
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    account record;
BEGIN
    SELECT a.password, a.disabled INTO account FROM marathon.accounts AS a
        WHERE a.principal = of_principal FOR SHARE;
    IF FOUND THEN
        IF account.disabled OR (shown IS NOT NULL AND account.password <> shown) THEN
            RETURN false;
        END IF;
    ELSIF shown IS NOT NULL THEN
        RETURN false;
    END IF;
    INSERT INTO marathon.sessions (hash, principal, created_at, expires_at, last_seen)
        VALUES (new_hash, of_principal, created, expires, seen);
    DELETE FROM marathon.sessions AS s WHERE s.hash = replaces;
    RETURN true;
END $$;

CREATE FUNCTION marathon.set_password(of_principal uuid, new_password text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE marathon.accounts AS a SET password = new_password WHERE a.principal = of_principal;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM marathon.sessions AS s WHERE s.principal = of_principal;
    RETURN true;
END $$;

CREATE FUNCTION marathon.set_disabled(of_principal uuid, now_disabled boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE marathon.accounts AS a SET disabled = now_disabled WHERE a.principal = of_principal;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM marathon.sessions AS s WHERE now_disabled AND s.principal = of_principal;
    RETURN true;
END $$;

CREATE FUNCTION marathon.erase_subject(of_subject uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM marathon.subject_keys AS k WHERE k.subject = of_subject;
    DELETE FROM marathon.payloads AS p WHERE p.subject = of_subject;
    DELETE FROM marathon.accounts AS a WHERE a.principal = of_subject;
    DELETE FROM marathon.sessions AS s WHERE s.principal = of_subject;
    DELETE FROM marathon.identities AS i WHERE i.principal = of_subject;
    DELETE FROM marathon.tokens AS t WHERE t.principal = of_subject;
    DELETE FROM marathon.links AS l WHERE l.about = of_subject;
END $$;
