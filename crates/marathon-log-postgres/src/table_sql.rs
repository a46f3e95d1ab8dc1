//! The statements that keep builds and write rows.

use marathon_log::tables::{Cell, ColumnKind, ColumnLayout, TableLayout};

/// Begins the first build of a version that has none, unless readers see a later version.
pub(crate) const BEGIN_BUILD: &str = "
INSERT INTO marathon.builds (log_id, projection, version, build)
SELECT l.log_id, $2, $3, 1 FROM marathon.logs AS l
WHERE l.name = $1
  AND NOT EXISTS (
      SELECT FROM marathon.builds AS b WHERE b.log_id = l.log_id AND b.projection = $2 AND b.version = $3)
  AND NOT EXISTS (
      SELECT FROM marathon.active_builds AS a
      WHERE a.log_id = l.log_id AND a.projection = $2 AND a.version > $3)
ON CONFLICT DO NOTHING";

/// Claims builds whose owner is silent or is the one who asks. Somebody else's claim is waited for and then looked at
/// anew, which is what READ COMMITTED does with a row it updates.
pub(crate) const CLAIM: &str = "
UPDATE marathon.builds AS b
SET epoch = b.epoch + 1, owner = $4, lease_until = clock_timestamp() + $5 * interval '1 millisecond', rate = 0
FROM marathon.logs AS l
WHERE l.name = $1 AND b.log_id = l.log_id AND b.projection = $2 AND b.version = $3
  AND NOT b.paused AND b.stopped_why IS NULL
  AND (b.lease_until IS NULL OR b.lease_until < clock_timestamp() OR b.owner = $4)
  AND b.build <> ALL ($6)
  AND NOT EXISTS (
      SELECT FROM marathon.active_builds AS a
      WHERE a.log_id = b.log_id AND a.projection = b.projection AND (a.version, a.build) > (b.version, b.build))
RETURNING b.build, b.epoch, b.next, b.digest_next, b.digest";

/// Positions of events that a build passed over, and of those that an operator passed over in any.
pub(crate) const LETTERS: &str = "
SELECT d.position, bool_or(d.version = $3 AND d.build = $4), bool_or(d.discarded_at IS NOT NULL)
FROM marathon.dead_letters AS d JOIN marathon.logs AS l USING (log_id)
WHERE l.name = $1 AND d.projection = $2
GROUP BY d.position";

pub(crate) const KEEP: &str = "
UPDATE marathon.builds AS b
SET lease_until = clock_timestamp() + $6 * interval '1 millisecond'
FROM marathon.logs AS l, unnest($2, $3, $4, $5) AS c (projection, version, build, epoch)
WHERE l.name = $1 AND b.log_id = l.log_id AND b.projection = c.projection AND b.version = c.version
  AND b.build = c.build AND b.epoch = c.epoch AND NOT b.paused AND b.stopped_why IS NULL
RETURNING b.projection, b.version, b.build";

pub(crate) const RELEASE: &str = "
UPDATE marathon.builds AS b
SET owner = NULL, lease_until = NULL, rate = 0
FROM marathon.logs AS l, unnest($2, $3, $4, $5) AS c (projection, version, build, epoch)
WHERE l.name = $1 AND b.log_id = l.log_id AND b.projection = c.projection AND b.version = c.version
  AND b.build = c.build AND b.epoch = c.epoch";

pub(crate) const STOP: &str = "
UPDATE marathon.builds AS b
SET stopped_at = $6, stopped_why = $7, owner = NULL, lease_until = NULL, rate = 0
FROM marathon.logs AS l
WHERE l.name = $1 AND b.log_id = l.log_id AND b.projection = $2 AND b.version = $3 AND b.build = $4
  AND b.epoch = $5 AND NOT b.paused AND b.stopped_why IS NULL
RETURNING b.build";

pub(crate) const SWITCH: &str = "
SELECT marathon.switch_build(l.log_id, $2, $3, $4, $5) FROM marathon.logs AS l WHERE l.name = $1";

/// Builds that a later one has replaced: nobody can claim or write them any more.
pub(crate) const FORGET_REPLACED: &str = "
DELETE FROM marathon.builds AS b
USING marathon.active_builds AS a, marathon.logs AS l
WHERE l.name = $1 AND a.log_id = l.log_id AND a.projection = $2
  AND b.log_id = a.log_id AND b.projection = a.projection AND (b.version, b.build) < (a.version, a.build)";

pub(crate) const LIST: &str = "
SELECT log, projection, version, build, active, state, next, head, applied, digest_next, digest, dead_letters,
       discarded, stopped_at, stopped_why, owner, rate
FROM marathon.projections ORDER BY log, projection, version, build";

pub(crate) const PAUSE: &str = "
UPDATE marathon.builds AS b SET paused = $3, owner = NULL, lease_until = NULL, rate = 0
FROM marathon.logs AS l
WHERE b.log_id = l.log_id AND ($1::text IS NULL OR l.name = $1) AND ($2::text IS NULL OR b.projection = $2)
  AND b.paused <> $3
RETURNING b.build";

/// A new build of the latest version, where none is being built; with `$3`, only of what has dead letters.
pub(crate) const REBUILD: &str = "
INSERT INTO marathon.builds (log_id, projection, version, build)
SELECT last.log_id, last.projection, last.version, last.build + 1
FROM (
    SELECT DISTINCT ON (b.log_id, b.projection) b.* FROM marathon.builds AS b JOIN marathon.logs AS l USING (log_id)
    WHERE ($1::text IS NULL OR l.name = $1) AND ($2::text IS NULL OR b.projection = $2)
    ORDER BY b.log_id, b.projection, b.version DESC, b.build DESC
) AS last
LEFT JOIN marathon.active_builds AS a USING (log_id, projection, version, build)
WHERE (a.log_id IS NOT NULL OR last.stopped_why IS NOT NULL)
  AND (NOT $3 OR EXISTS (
      SELECT FROM marathon.dead_letters AS d
      WHERE d.log_id = last.log_id AND d.projection = last.projection AND d.version = last.version
        AND d.build = last.build AND d.discarded_at IS NULL))
ON CONFLICT DO NOTHING
RETURNING build";

pub(crate) const UNSTOP: &str = "
UPDATE marathon.builds AS b SET stopped_at = NULL, stopped_why = NULL
FROM marathon.logs AS l
WHERE b.log_id = l.log_id AND ($1::text IS NULL OR l.name = $1) AND ($2::text IS NULL OR b.projection = $2)
  AND b.stopped_why IS NOT NULL
RETURNING b.build";

/// The event a build stopped at becomes one it passes over.
pub(crate) const PASS_OVER: &str = "
WITH stopped AS (
    SELECT b.* FROM marathon.builds AS b JOIN marathon.logs AS l USING (log_id)
    WHERE ($1::text IS NULL OR l.name = $1) AND ($2::text IS NULL OR b.projection = $2) AND b.stopped_at IS NOT NULL
    FOR UPDATE OF b
), noted AS (
    INSERT INTO marathon.dead_letters
        (log_id, projection, version, build, position, reason, discarded_by, discarded_at)
    SELECT s.log_id, s.projection, s.version, s.build, s.stopped_at, s.stopped_why, $3, now() FROM stopped AS s
    ON CONFLICT DO NOTHING
)
UPDATE marathon.builds AS b SET stopped_at = NULL, stopped_why = NULL
FROM stopped AS s
WHERE (b.log_id, b.projection, b.version, b.build) = (s.log_id, s.projection, s.version, s.build)
RETURNING b.build";

pub(crate) const DISCARD_LETTERS: &str = "
UPDATE marathon.dead_letters AS d SET discarded_by = $3, discarded_at = now()
FROM marathon.builds AS b, marathon.logs AS l
WHERE b.log_id = l.log_id AND ($1::text IS NULL OR l.name = $1) AND ($2::text IS NULL OR b.projection = $2)
  AND (d.log_id, d.projection, d.version, d.build) = (b.log_id, b.projection, b.version, b.build)
  AND d.discarded_at IS NULL
RETURNING d.build";

/// Rows of builds that a later one has replaced.
pub(crate) fn sweep(layout: &TableLayout) -> String {
    let rows = rows(layout);
    format!(
        "DELETE FROM {rows} WHERE ctid = ANY (ARRAY(
             SELECT t.ctid FROM {rows} AS t
             JOIN marathon.active_builds AS a USING (log_id) JOIN marathon.logs AS l USING (log_id)
             WHERE l.name = $1 AND a.projection = $2 AND (t.version, t.build) < (a.version, a.build) LIMIT $3))
         RETURNING 1"
    )
}

/// Parameters of [`write`] before the columns.
pub(crate) const WRITE_PARAMS: usize = 13;

/// A write: one statement, one round trip, one commit. The build's row is moved only if its claim holds and it stands
/// where the worker thinks; only then are there rows, and the row's lock is kept to the end of the commit. A write that
/// was done before, its answer lost, is done again: under one claim the same place has the same rows.
///
/// Columns come as text, one array for each, and become what they are here: the values of all kinds of tables go the
/// same way.
pub(crate) fn write(layout: &TableLayout) -> String {
    let rows = rows(layout);
    let columns: Vec<&ColumnLayout> = layout.keys.iter().chain(layout.values).collect();
    let list = |columns: &[&ColumnLayout], each: &dyn Fn(&ColumnLayout) -> String, between: &str| {
        columns.iter().map(|column| each(column)).collect::<Vec<_>>().join(between)
    };
    let keys: Vec<&ColumnLayout> = layout.keys.iter().collect();
    let values: Vec<&ColumnLayout> = layout.values.iter().collect();
    let name = |column: &ColumnLayout| column.name.to_owned();
    let arrays = |from: usize, count: usize| {
        (from + 1..=from + count).map(|n| format!("${n}::text[]")).collect::<Vec<_>>().join(", ")
    };
    format!(
        "WITH moved AS (
             UPDATE marathon.builds AS b
             SET next = $7, applied = $8, digest = coalesce($9, b.digest),
                 digest_next = CASE WHEN $9 IS NULL THEN b.digest_next ELSE $7 END, rate = $10,
                 lease_until = clock_timestamp() + $11 * interval '1 millisecond', written_at = clock_timestamp()
             FROM marathon.logs AS l
             WHERE l.name = $1 AND b.log_id = l.log_id AND b.projection = $2 AND b.version = $3 AND b.build = $4
               AND b.epoch = $5 AND b.next IN ($6, $7) AND NOT b.paused AND b.stopped_why IS NULL
             RETURNING b.log_id, b.version, b.build
         ), removed AS (
             DELETE FROM {rows} WHERE ctid = ANY (ARRAY(
                 SELECT found.place FROM moved CROSS JOIN unnest({key_arrays}) AS k ({key_names}) CROSS JOIN LATERAL (
                     SELECT t.ctid AS place FROM {rows} AS t
                     WHERE t.log_id = moved.log_id AND t.version = moved.version AND t.build = moved.build
                       AND {same_key} OFFSET 0) AS found))
         ), changed AS (
             INSERT INTO {rows} (log_id, version, build, {names})
             SELECT moved.log_id, moved.version, moved.build, {read}
             FROM moved, unnest({arrays}) AS r ({names})
             ON CONFLICT (log_id, version, build, {key_names}) DO UPDATE SET {replace}
         ), letters AS (
             INSERT INTO marathon.dead_letters
                 (log_id, projection, version, build, position, reason, discarded_by, discarded_at)
             SELECT moved.log_id, $2, moved.version, moved.build, e.position, e.reason, d.discarded_by, d.discarded_at
             FROM moved CROSS JOIN unnest($12::bigint[], $13::text[]) AS e (position, reason)
             LEFT JOIN LATERAL (
                 SELECT earlier.discarded_by, earlier.discarded_at FROM marathon.dead_letters AS earlier
                 WHERE earlier.log_id = moved.log_id AND earlier.projection = $2
                   AND earlier.position = e.position AND earlier.discarded_at IS NOT NULL
                 ORDER BY earlier.discarded_at LIMIT 1
             ) AS d ON true
             ON CONFLICT DO NOTHING
         )
         SELECT moved.build FROM moved",
        key_arrays = arrays(WRITE_PARAMS + columns.len(), keys.len()),
        key_names = list(&keys, &name, ", "),
        same_key = list(&keys, &|c| format!("t.{0} = k.{0}{1}", c.name, cast(c.kind)), " AND "),
        names = list(&columns, &name, ", "),
        read = list(&columns, &|c| format!("r.{}{}", c.name, cast(c.kind)), ", "),
        arrays = arrays(WRITE_PARAMS, columns.len()),
        replace = list(&values, &|c| format!("{0} = excluded.{0}", c.name), ", "),
    )
}

fn rows(layout: &TableLayout) -> String {
    format!("marathon.{}", layout.table)
}

fn cast(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "",
        ColumnKind::Uuid => "::uuid",
        ColumnKind::Number => "::bigint",
        ColumnKind::Wide => "::numeric",
        ColumnKind::Day => "::date",
    }
}

/// A value as PostgreSQL reads it.
pub(crate) fn text(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Nothing => None,
        Cell::Text(text) => Some(text.clone()),
        Cell::Uuid(id) => Some(id.to_string()),
        Cell::Number(n) => Some(n.to_string()),
        Cell::Wide(n) => Some(n.to_string()),
        Cell::Day(day) => Some(day.to_string()),
    }
}
