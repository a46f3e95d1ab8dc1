-- Logs of events, refusals and heads. History is written once: no row of `events` or `refusals` is ever updated or
-- deleted. Every key leads with `log_id`: one log is one marathon, and marathons share nothing.

CREATE TABLE marathon.logs (
    log_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Where each log stands. A writer takes its turn by moving this row, so the row's lock is what orders the log. Most of
-- a page is left free and nothing but the key is indexed: an update stays in the page and touches no index.
CREATE TABLE marathon.heads (
    log_id       bigint PRIMARY KEY REFERENCES marathon.logs,
    next         bigint NOT NULL CHECK (next >= 0),          -- position the next event takes
    next_refusal bigint NOT NULL CHECK (next_refusal >= 0)   -- number the next refusal takes
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

CREATE TABLE marathon.events (
    log_id    bigint NOT NULL,
    position  bigint NOT NULL,   -- 0, 1, 2, ... without gaps
    revision  bigint NOT NULL,   -- place in the stream
    stream    uuid NOT NULL,
    leaf_hash bytea NOT NULL,    -- RFC 6962 leaf hash of `entry`, 32 bytes
    key       bytea,             -- digest of the command's idempotency key, 16 bytes, on its first event
    request   bytea,             -- digest of the command's request, 16 bytes
    entry     bytea NOT NULL,    -- the canonical JSON, verbatim; the view `history` decodes it
    PRIMARY KEY (log_id, position)
);

CREATE UNIQUE INDEX events_by_place ON marathon.events (log_id, stream, revision);

CREATE TABLE marathon.refusals (
    log_id  bigint NOT NULL,
    number  bigint NOT NULL,     -- 0, 1, 2, ... without gaps, apart from the positions of events
    at      bigint NOT NULL,     -- position the log would have given next
    key     bytea NOT NULL,
    request bytea NOT NULL,
    outcome bytea NOT NULL,
    PRIMARY KEY (log_id, number)
);

-- Keeps honest hands from slipping, those of the tables' owner included. Rows are only ever added, so nothing but an
-- anti-wraparound freeze has to look at old pages again.
CREATE FUNCTION marathon.history_is_never_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is never rewritten' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER events_are_not_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON marathon.events
    FOR EACH STATEMENT EXECUTE FUNCTION marathon.history_is_never_rewritten();
CREATE TRIGGER refusals_are_not_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON marathon.refusals
    FOR EACH STATEMENT EXECUTE FUNCTION marathon.history_is_never_rewritten();

-- For people who look with tools of their own; the program does not read it.
CREATE VIEW marathon.history AS
SELECT logs.name AS log,
       events.position,
       decoded.entry ->> 'type'                          AS type,
       (decoded.entry ->> 'version')::int                AS version,
       (decoded.entry ->> 'recorded_at')::timestamptz    AS recorded_at,
       decoded.entry ->> 'event_id'                      AS event_id,
       events.stream,
       events.revision,
       decoded.entry -> 'actor'                          AS actor,
       decoded.entry ->> 'correlation_id'                AS correlation_id,
       decoded.entry ->> 'causation_id'                  AS causation_id,
       decoded.entry -> 'data'                           AS data,
       encode(events.leaf_hash, 'hex')                   AS leaf_hash,
       decoded.text                                      AS entry,
       events.log_id
FROM marathon.events
JOIN marathon.logs USING (log_id)
CROSS JOIN LATERAL (
    SELECT convert_from(events.entry, 'UTF8')::json AS entry, convert_from(events.entry, 'UTF8') AS text OFFSET 0
) AS decoded;
