//! Database of the statistics, and its SQL, which SQLite understands and PostgreSQL after few replacements.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::statistics::collect::dimension::Series;
use crate::statistics::collect::period::{BucketKey, Period};
use crate::statistics::collect::rollup::Buckets;
use crate::statistics::collect::sums::{Aggregates, COMPARED};
use crate::statistics::collect::tally::Tally;
use crate::statistics::query::Query;

/// Version of the tables.
pub const SCHEMA_VERSION: i64 = 1;

/// Tables, in the types of PostgreSQL but for BLOB.
pub const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS counts (
        period TEXT NOT NULL, start BIGINT NOT NULL, replica TEXT NOT NULL, flush BIGINT NOT NULL,
        split TEXT NOT NULL, value TEXT NOT NULL, name TEXT NOT NULL, n BIGINT NOT NULL,
        PRIMARY KEY (period, start, replica, split, value, name));
    CREATE TABLE IF NOT EXISTS times (
        period TEXT NOT NULL, start BIGINT NOT NULL, replica TEXT NOT NULL, flush BIGINT NOT NULL,
        split TEXT NOT NULL, value TEXT NOT NULL, stage TEXT NOT NULL, cold BOOLEAN NOT NULL,
        n BIGINT NOT NULL, sum_ms DOUBLE PRECISION NOT NULL, histogram BLOB NOT NULL,
        PRIMARY KEY (period, start, replica, split, value, stage, cold));";

/// Statements that write [`json_rows`], their parameter, to the two tables. A later write replaces an earlier one, so that writing twice changes nothing,
/// nor does one that was given up and comes late.
const UPSERTS: [&str; 2] = [
    "INSERT INTO counts (period, start, replica, flush, split, value, name, n)
    SELECT value ->> 0, CAST(value ->> 1 AS BIGINT), value ->> 2, CAST(value ->> 3 AS BIGINT), value ->> 4, value ->> 5, value ->> 6,
    CAST(value ->> 7 AS BIGINT) FROM json_each($1) WHERE value ->> 8 IS NULL
    ON CONFLICT (period, start, replica, split, value, name)
    DO UPDATE SET flush = excluded.flush, n = excluded.n WHERE excluded.flush > counts.flush",
    "INSERT INTO times (period, start, replica, flush, split, value, stage, n, cold, sum_ms, histogram)
    SELECT value ->> 0, CAST(value ->> 1 AS BIGINT), value ->> 2, CAST(value ->> 3 AS BIGINT), value ->> 4, value ->> 5, value ->> 6,
    CAST(value ->> 7 AS BIGINT), CAST(value ->> 8 AS BOOLEAN), CAST(value ->> 9 AS DOUBLE PRECISION), unhex(value ->> 10)
    FROM json_each($1) WHERE value ->> 8 IS NOT NULL
    ON CONFLICT (period, start, replica, split, value, stage, cold)
    DO UPDATE SET flush = excluded.flush, n = excluded.n, sum_ms = excluded.sum_ms, histogram = excluded.histogram
    WHERE excluded.flush > times.flush",
];

/// Statement, and its parameter if it has one.
pub type Statement = (String, Option<String>);

/// Row of a query: start, replica, split, value, name, n, and of `times` only cold, sum and histogram.
pub type Columns = (i64, String, String, String, String, i64, Option<bool>, Option<f64>, Option<Vec<u8>>);

/// Opens a database; a parameter so that a test can have one that fails.
pub type Opener = Box<dyn Fn() -> Result<Box<dyn Database>, StoreError> + Send>;

/// Open database.
pub trait Database: Send {
    /// Runs statements: all or none.
    fn execute(&mut self, statements: &[Statement]) -> Result<(), StoreError>;

    /// Rows of a query.
    fn rows(&mut self, query: &str) -> Result<Vec<Columns>, StoreError>;

    /// Whether the connection is worth another try.
    fn is_usable(&self) -> bool {
        true
    }

    /// Adds the rows of buckets, or replaces those of an earlier write. The number of the write rises within a run.
    fn write(&mut self, buckets: &Buckets, flush: u64) -> Result<(), StoreError> {
        let rows = buckets.iter().map(|bucket| json_rows(bucket, flush).to_string());
        let statements = rows.flat_map(|rows| UPSERTS.map(|upsert| (upsert.to_owned(), Some(rows.clone()))));
        self.execute(&Vec::from_iter(statements))
    }

    /// Sums that answer a query, in one statement, so that counts and times are of the same moment.
    fn read(&mut self, query: &Query) -> Result<Buckets, StoreError> {
        let (period, split) = (query.range.period, query.dimension.name);
        let is_in_range = format!("period = '{}' AND start >= {} AND start < {}", period.name, query.from, query.to);
        let rows = self.rows(&format!(
            "SELECT start, replica, split, value, name, n, NULL, NULL, NULL FROM counts
            WHERE {is_in_range} AND split IN ('all', 'server', 'megapixels', '{split}')
            UNION ALL
            SELECT start, replica, split, value, stage, n, cold, sum_ms, histogram FROM times
            WHERE {is_in_range} AND (split IN ('all', 'server') OR (split = '{split}' AND stage IN ('total', 'find')))"
        ))?;
        Ok(buckets(period, rows))
    }

    /// Deletes buckets that are past their retention at this Unix second.
    fn delete_old(&mut self, now: u64) -> Result<(), StoreError> {
        let delete = |table, Period { name, retention, .. }: Period| {
            (format!("DELETE FROM {table} WHERE period = '{name}' AND start < {}", now.saturating_sub(retention)), None)
        };
        self.execute(&Period::ALL.map(|period| [delete("counts", period), delete("times", period)]).concat())
    }
}

/// Rows of a bucket as a JSON array: period, start, replica, flush, split, value, name, n, and of latencies only cold, sum and histogram. Minutes are
/// many: of the dimensions they keep the latencies that are compared, hours and days keep every stage.
fn json_rows((BucketKey { period, start, replica }, aggregates): (&BucketKey, &Arc<Aggregates>), flush: u64) -> Value {
    let is_kept = |series: &Series, name: &str| *period != Period::MINUTE || [Series::ALL, Series::API].contains(series) || COMPARED.contains(&name);
    let kept = aggregates.0.iter().filter(|((series, name, cold), _)| cold.is_none() || is_kept(series, name));
    let rows = kept.map(|((Series { dimension, value }, name, cold), tally)| {
        let (sum_ms, histogram) = cold.map(|_| (tally.sum_ms, hex::encode(tally.to_bytes()))).unzip();
        json!([period.name, start, replica, flush, dimension, value, name, tally.count, cold, sum_ms, histogram])
    });
    rows.collect()
}

/// Sums of rows, which are of this period. Latencies that are no histogram are left out.
fn buckets(period: Period, rows: Vec<Columns>) -> Buckets {
    let mut buckets = Buckets::new();
    for (start, replica, split, value, name, n, cold, sum_ms, histogram) in rows {
        let bucket = buckets.entry(BucketKey { period, start: u64::try_from(start).unwrap_or(0), replica }).or_default();
        let key = (Series { dimension: split.into(), value: value.into() }, name.into(), cold);
        let tally = Arc::make_mut(bucket).tally(key);
        match sum_ms.zip(histogram) {
            Some((sum_ms, histogram)) => *tally = Tally::from_bytes(sum_ms, &histogram).unwrap_or_default(),
            None => tally.count = u64::try_from(n).unwrap_or(0),
        }
    }
    buckets
}

/// Reason that a database cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Tables of a newer program.
    #[error(
        "the statistics there were written by a newer version of this server (tables of version {found}, this one knows {}). \
         Start the newer server, or choose another place",
        SCHEMA_VERSION
    )]
    Newer {
        /// Version of the tables.
        found: i64,
    },
    /// Refusal of the system, the file or the database.
    #[error("{0}")]
    Unavailable(String),
}
