-- Tables of read models, for people who look with tools of their own, and who keeps them in step with the logs. All of
-- it follows from `events` and can be made again.

-- The rows of one version of one projection of one log. They are those after exactly the events before `next`: rows and
-- place are written in one transaction. Whoever claims a build raises `epoch`; a write under an older one finds nothing.
CREATE TABLE marathon.builds (
    log_id      bigint  NOT NULL REFERENCES marathon.logs,
    projection  text    NOT NULL,
    version     int     NOT NULL,
    build       int     NOT NULL,             -- 1, 2, ... of this version
    next        bigint  NOT NULL DEFAULT 0,
    applied     bigint  NOT NULL DEFAULT 0,   -- events in the rows
    digest      bytea,                        -- SHA-256 over the projection's state when `next` was `digest_next`
    digest_next bigint,
    paused      boolean NOT NULL DEFAULT false,
    stopped_at  bigint,                       -- the event it cannot go past
    stopped_why text,
    epoch       bigint  NOT NULL DEFAULT 0,
    owner       text,
    lease_until timestamptz,                  -- who is silent for longer loses it
    rate        real    NOT NULL DEFAULT 0,   -- events a second
    written_at  timestamptz,
    PRIMARY KEY (log_id, projection, version, build)
) WITH (fillfactor = 50);

-- Which build readers see. It is replaced by a later one, in one step, when that has caught up.
CREATE TABLE marathon.active_builds (
    log_id     bigint NOT NULL REFERENCES marathon.logs,
    projection text   NOT NULL,
    version    int    NOT NULL,
    build      int    NOT NULL,
    since      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (log_id, projection)
);

-- Events a build passed over, because they could not be read or applied, and on whose word.
CREATE TABLE marathon.dead_letters (
    log_id       bigint NOT NULL REFERENCES marathon.logs,
    projection   text   NOT NULL,
    version      int    NOT NULL,
    build        int    NOT NULL,
    position     bigint NOT NULL,
    reason       text   NOT NULL,
    noted_at     timestamptz NOT NULL DEFAULT now(),
    discarded_by text,
    discarded_at timestamptz,
    PRIMARY KEY (log_id, projection, version, build, position)
);

-- Shows readers a build from now on, unless they see one that is later or stands further. Every build of the projection
-- is held meanwhile, so that what readers see never goes back.
CREATE FUNCTION marathon.switch_build(
    of_log bigint, of_projection text, of_version int, of_build int, of_epoch bigint
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM marathon.builds WHERE log_id = of_log AND projection = of_projection
        ORDER BY version, build FOR UPDATE;
    INSERT INTO marathon.active_builds AS a (log_id, projection, version, build)
    SELECT b.log_id, b.projection, b.version, b.build FROM marathon.builds AS b
    WHERE b.log_id = of_log AND b.projection = of_projection AND b.version = of_version AND b.build = of_build
      AND b.epoch = of_epoch AND NOT b.paused AND b.stopped_why IS NULL
      AND NOT EXISTS (
          SELECT FROM marathon.active_builds AS seen
          JOIN marathon.builds AS other USING (log_id, projection, version, build)
          WHERE seen.log_id = b.log_id AND seen.projection = b.projection AND other.next > b.next
      )
    ON CONFLICT (log_id, projection) DO UPDATE
        SET version = excluded.version, build = excluded.build, since = now()
        WHERE (a.version, a.build) < (excluded.version, excluded.build);
    RETURN EXISTS (
        SELECT FROM marathon.active_builds
        WHERE log_id = of_log AND projection = of_projection AND version = of_version AND build = of_build
    );
END $$;

-- What `marathon projections list` shows.
CREATE VIEW marathon.projections AS
SELECT logs.name                                        AS log,
       b.projection,
       b.version,
       b.build,
       a.log_id IS NOT NULL                             AS active,
       CASE
           WHEN b.stopped_why IS NOT NULL THEN 'stopped'
           WHEN b.paused THEN 'paused'
           WHEN b.lease_until IS NULL OR b.lease_until < clock_timestamp() THEN 'waiting'
           WHEN a.log_id IS NULL THEN 'building'
           ELSE 'running'
       END                                              AS state,
       b.next,
       heads.next                                       AS head,
       heads.next - b.next                              AS lag,
       b.applied,
       b.digest,
       b.digest_next,
       letters.open                                     AS dead_letters,
       letters.discarded,
       b.stopped_at,
       b.stopped_why,
       b.owner,
       b.rate,
       b.written_at,
       b.log_id
FROM marathon.builds AS b
JOIN marathon.logs USING (log_id)
JOIN marathon.heads USING (log_id)
LEFT JOIN marathon.active_builds AS a USING (log_id, projection, version, build)
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE d.discarded_at IS NULL)     AS open,
           count(*) FILTER (WHERE d.discarded_at IS NOT NULL) AS discarded
    FROM marathon.dead_letters AS d
    WHERE d.log_id = b.log_id AND d.projection = b.projection AND d.version = b.version AND d.build = b.build
) AS letters;

-- What readers look at: builds that are active, each with its place. `as_of` is the last event in the rows.
CREATE VIEW marathon.read_builds AS
SELECT logs.name AS log, nullif(b.next - 1, -1) AS as_of, b.projection, b.log_id, b.version, b.build
FROM marathon.active_builds
JOIN marathon.builds AS b USING (log_id, projection, version, build)
JOIN marathon.logs USING (log_id);

-- Sums over deeds. `amount` is people helped, trees, grams or animals, by kind.
CREATE TABLE marathon.totals_rows (
    log_id          bigint NOT NULL,
    version         int    NOT NULL,
    build           int    NOT NULL,
    day             date   NOT NULL,
    region          text   NOT NULL,
    sector          text   NOT NULL,
    kind            text   NOT NULL,
    claimed_deeds   bigint NOT NULL,
    claimed_people  bigint NOT NULL,
    claimed_amount  bigint NOT NULL,
    claimed_minutes bigint NOT NULL,
    verified_deeds   bigint NOT NULL,
    verified_people  bigint NOT NULL,
    verified_amount  bigint NOT NULL,
    verified_minutes bigint NOT NULL,
    PRIMARY KEY (log_id, version, build, day, region, sector, kind)
);

CREATE VIEW marathon.totals AS
SELECT read_builds.log, read_builds.as_of, t.day, t.region, t.sector, t.kind,
       t.claimed_deeds, t.claimed_people, t.claimed_amount, t.claimed_minutes,
       t.verified_deeds, t.verified_people, t.verified_amount, t.verified_minutes
FROM marathon.totals_rows AS t
JOIN marathon.read_builds USING (log_id, version, build)
WHERE read_builds.projection = 'totals';

-- What entrants did. `credit` is `whole` for who did a deed, and `share` for each person named on it: boards of persons
-- add up shares, all other boards wholes.
CREATE TABLE marathon.leaderboards_rows (
    log_id           bigint NOT NULL,
    version          int    NOT NULL,
    build            int    NOT NULL,
    entrant_id       uuid   NOT NULL,
    credit           text   NOT NULL,
    deed_kind        text   NOT NULL,
    sector           text   NOT NULL,
    alias            text   NOT NULL,
    entrant_kind     text   NOT NULL,
    home_region      text   NOT NULL,
    claimed_deeds    bigint NOT NULL,
    claimed_amount   bigint NOT NULL,
    claimed_minutes  bigint NOT NULL,
    verified_deeds   bigint NOT NULL,
    verified_amount  bigint NOT NULL,
    verified_minutes bigint NOT NULL,
    PRIMARY KEY (log_id, version, build, entrant_id, credit, deed_kind, sector)
);

CREATE VIEW marathon.leaderboards AS
SELECT read_builds.log, read_builds.as_of, t.entrant_id, t.alias, t.entrant_kind, t.home_region, t.credit,
       t.deed_kind, t.sector, t.claimed_deeds, t.claimed_amount, t.claimed_minutes,
       t.verified_deeds, t.verified_amount, t.verified_minutes
FROM marathon.leaderboards_rows AS t
JOIN marathon.read_builds USING (log_id, version, build)
WHERE read_builds.projection = 'leaderboards';

-- Who is ranked in a nomination, by an exact fraction. Denominators stay below 2⁴⁹, so two different fractions differ by
-- more than 10⁻³⁰: `value`, cut off there, orders them exactly, and equal ones share it.
CREATE TABLE marathon.rankings_rows (
    log_id       bigint  NOT NULL,
    version      int     NOT NULL,
    build        int     NOT NULL,
    nomination   text    NOT NULL,
    entrant_id   uuid    NOT NULL,
    alias        text,               -- none for a region
    entrant_kind text    NOT NULL,
    region       text    NOT NULL,
    numerator    numeric NOT NULL,
    denominator  bigint  NOT NULL CHECK (denominator > 0),
    value        numeric NOT NULL GENERATED ALWAYS AS
                     (pg_catalog.div(numerator * 1e30, denominator::numeric) * 1e-30) STORED,
    deeds        bigint  NOT NULL,
    units        bigint  NOT NULL,
    capped_units bigint  NOT NULL,
    active       bigint  NOT NULL,
    divisor      bigint,
    PRIMARY KEY (log_id, version, build, nomination, entrant_id)
);

CREATE VIEW marathon.rankings AS
SELECT read_builds.log, read_builds.as_of, t.nomination,
       rank() OVER (PARTITION BY t.log_id, t.nomination ORDER BY t.value DESC) AS rank,
       t.entrant_id, t.alias, t.entrant_kind, t.region, t.value, t.numerator, t.denominator,
       t.deeds, t.units, t.capped_units, t.active, t.divisor
FROM marathon.rankings_rows AS t
JOIN marathon.read_builds USING (log_id, version, build)
WHERE read_builds.projection = 'rankings';
