-- One log. History is written once: nothing here is ever updated or deleted.
--
-- A scan costs as much for each column as for a hundred bytes, so what only the program needs lies together. People
-- look at the view `history` below.

CREATE TABLE events (
    position INTEGER PRIMARY KEY,  -- 0, 1, 2, ... without gaps
    place    BLOB NOT NULL,        -- stream (UUID, 16 bytes) || revision (4 bytes, big-endian)
    seal     BLOB NOT NULL,        -- leaf hash (32 bytes) || check of the row (4) || command (32, or none)
    entry    TEXT NOT NULL         -- the canonical JSON, verbatim
) STRICT;

CREATE UNIQUE INDEX events_by_place ON events (place);

CREATE TABLE refusals (
    number   INTEGER PRIMARY KEY,  -- 0, 1, 2, ... without gaps, apart from the positions of events
    seal     BLOB NOT NULL,        -- position the log would have given next (8 bytes) || check (4) || command (32)
    outcome  BLOB NOT NULL
) STRICT;

CREATE TRIGGER events_are_not_updated   BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'history is never rewritten'); END;
CREATE TRIGGER events_are_not_deleted   BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'history is never rewritten'); END;
CREATE TRIGGER refusals_are_not_updated BEFORE UPDATE ON refusals
BEGIN SELECT RAISE(ABORT, 'history is never rewritten'); END;
CREATE TRIGGER refusals_are_not_deleted BEFORE DELETE ON refusals
BEGIN SELECT RAISE(ABORT, 'history is never rewritten'); END;

-- For people who look with tools of their own; the program does not read it.
CREATE VIEW history AS
SELECT position,
       json_extract(entry, '$.type')           AS type,
       json_extract(entry, '$.version')        AS version,
       json_extract(entry, '$.recorded_at')    AS recorded_at,
       json_extract(entry, '$.event_id')       AS event_id,
       json_extract(entry, '$.stream')         AS stream,
       json_extract(entry, '$.revision')       AS revision,
       json_extract(entry, '$.actor')          AS actor,
       json_extract(entry, '$.correlation_id') AS correlation_id,
       json_extract(entry, '$.causation_id')   AS causation_id,
       json_extract(entry, '$.data')           AS data,
       lower(hex(substr(seal, 1, 32)))         AS leaf_hash,
       entry
FROM events;
