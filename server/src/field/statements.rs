//! The SQL that SQLite and PostgreSQL have in common. Both number parameters by `$1`, `$2` and so on, in order of appearance.

/// The tables. The types are those of PostgreSQL; `{bytes}` is the one word in which SQLite differs.
pub const TABLES: &str = "
CREATE TABLE IF NOT EXISTS counts (
    period TEXT NOT NULL, start BIGINT NOT NULL, replica TEXT NOT NULL, flush BIGINT NOT NULL,
    split TEXT NOT NULL, value TEXT NOT NULL, name TEXT NOT NULL, n BIGINT NOT NULL,
    PRIMARY KEY (period, start, replica, split, value, name));
CREATE TABLE IF NOT EXISTS times (
    period TEXT NOT NULL, start BIGINT NOT NULL, replica TEXT NOT NULL, flush BIGINT NOT NULL,
    split TEXT NOT NULL, value TEXT NOT NULL, stage TEXT NOT NULL, cold BOOLEAN NOT NULL,
    n BIGINT NOT NULL, sum_ms DOUBLE PRECISION NOT NULL, histogram {bytes} NOT NULL,
    PRIMARY KEY (period, start, replica, split, value, stage, cold));
";

/// Part of an upsert of counts: a later flush takes the place of an earlier one, so that writing twice changes nothing.
pub const ON_OLDER_COUNT: &str = "ON CONFLICT (period, start, replica, split, value, name)
    DO UPDATE SET flush = excluded.flush, n = excluded.n WHERE excluded.flush > counts.flush";

/// The same for times.
pub const ON_OLDER_TIMES: &str = "ON CONFLICT (period, start, replica, split, value, stage, cold)
    DO UPDATE SET flush = excluded.flush, n = excluded.n, sum_ms = excluded.sum_ms, histogram = excluded.histogram
    WHERE excluded.flush > times.flush";

/// Counts by period, from and to.
pub const SELECT_COUNTS: &str = "SELECT start, replica, flush, split, value, name, n FROM counts
    WHERE period = $1 AND start >= $2 AND start < $3";

/// Times by period, from, to and split.
pub const SELECT_TIMES: &str = "SELECT start, replica, flush, split, value, stage, cold, n, sum_ms, histogram FROM times
    WHERE period = $1 AND start >= $2 AND start < $3
    AND (split IN ('all', 'server') OR (split = $4 AND stage IN ('total', 'find')))";

/// Deletes counts by period and age.
pub const FORGET_COUNTS: &str = "DELETE FROM counts WHERE period = $1 AND start < $2";

/// Deletes times by period and age.
pub const FORGET_TIMES: &str = "DELETE FROM times WHERE period = $1 AND start < $2";
