//! Database of the statistics, and the SQL that SQLite and PostgreSQL have in common. Parameters are numbered in order of appearance.

use std::sync::Arc;

use crate::statistics::collect::aggregates::Aggregates;
use crate::statistics::collect::dimension::Series;
use crate::statistics::collect::latency_histogram::LatencyHistogram;
use crate::statistics::collect::period::{BucketKey, Period};
use crate::statistics::collect::rollup::Buckets;
use crate::statistics::collect::sums::COMPARED;
use crate::statistics::query::Query;

/// Version of the tables.
pub const SCHEMA_VERSION: i64 = 1;

/// A later write replaces an earlier one, so that writing twice changes nothing, nor does one that was given up and comes late.
pub const UPSERT_COUNT: &str = "
    INSERT INTO counts (period, start, replica, flush, split, value, name, n) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (period, start, replica, split, value, name)
    DO UPDATE SET flush = excluded.flush, n = excluded.n WHERE excluded.flush > counts.flush";

/// Alike for `times`.
pub const UPSERT_TIMES: &str = "
    INSERT INTO times (period, start, replica, flush, split, value, stage, n, cold, sum_ms, histogram)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (period, start, replica, split, value, stage, cold)
    DO UPDATE SET flush = excluded.flush, n = excluded.n, sum_ms = excluded.sum_ms, histogram = excluded.histogram
    WHERE excluded.flush > times.flush";

/// [`Columns`] by period, from, to and dimension, in one statement, so that counts and times are of the same moment.
pub const SELECT: &str = "
    SELECT start, replica, split, value, name, n, NULL, NULL, NULL FROM counts
    WHERE period = $1 AND start >= $2 AND start < $3 AND split IN ('all', 'server', 'megapixels', $4)
    UNION ALL
    SELECT start, replica, split, value, stage, n, cold, sum_ms, histogram FROM times
    WHERE period = $1 AND start >= $2 AND start < $3 AND (split IN ('all', 'server') OR (split = $4 AND stage IN ('total', 'find')))";

/// Row of [`SELECT`]: start, replica, split, value, name, n, and of `times` only cold, sum and histogram.
pub type Columns = (i64, String, String, String, String, i64, Option<bool>, Option<f64>, Option<Vec<u8>>);

/// Statements that delete what is past its retention at this Unix second, with their two parameters.
pub fn deletes(now: u64) -> impl Iterator<Item = (&'static str, &'static str, i64)> {
    const DELETES: [&str; 2] = ["DELETE FROM counts WHERE period = $1 AND start < $2", "DELETE FROM times WHERE period = $1 AND start < $2"];
    let of_period = move |period: Period| DELETES.map(|delete| (delete, period.name, now.saturating_sub(period.retention).cast_signed()));
    Period::ALL.into_iter().flat_map(of_period)
}

/// Opens a database; a parameter so that a test can have one that fails.
pub type Opener = Box<dyn Fn() -> Result<Box<dyn Database>, StoreError> + Send>;

/// Open database.
pub trait Database: Send {
    /// Adds the rows of buckets, or replaces those of an earlier write: all or none. The number of the write rises within a run.
    fn write(&mut self, buckets: &Buckets, flush: i64) -> Result<(), StoreError>;

    /// Sums that answer a query.
    fn read(&mut self, query: &Query) -> Result<Buckets, StoreError>;

    /// Deletes buckets that are past their retention at this Unix second.
    fn delete_old(&mut self, now: u64) -> Result<(), StoreError>;

    /// Whether the connection is worth another try.
    fn is_usable(&self) -> bool {
        true
    }
}

/// Tables. The types are those of PostgreSQL; `bytes` is the one word in which databases differ.
pub fn tables(bytes: &str) -> String {
    format!(
        "CREATE TABLE IF NOT EXISTS counts (
            period TEXT NOT NULL, start BIGINT NOT NULL, replica TEXT NOT NULL, flush BIGINT NOT NULL,
            split TEXT NOT NULL, value TEXT NOT NULL, name TEXT NOT NULL, n BIGINT NOT NULL,
            PRIMARY KEY (period, start, replica, split, value, name));
        CREATE TABLE IF NOT EXISTS times (
            period TEXT NOT NULL, start BIGINT NOT NULL, replica TEXT NOT NULL, flush BIGINT NOT NULL,
            split TEXT NOT NULL, value TEXT NOT NULL, stage TEXT NOT NULL, cold BOOLEAN NOT NULL,
            n BIGINT NOT NULL, sum_ms DOUBLE PRECISION NOT NULL, histogram {bytes} NOT NULL,
            PRIMARY KEY (period, start, replica, split, value, stage, cold));"
    )
}

/// Row of `counts`, or, with the columns that only it has, of `times`.
pub struct Row<'a> {
    pub split: &'a str,
    pub value: &'a str,
    pub name: &'a str,
    pub n: i64,
    /// Whether the latencies are those of a cold start, their sum and their histogram.
    pub times: Option<(bool, f64, Vec<u8>)>,
}

/// Rows of a bucket of this period. Minutes are many: of the dimensions they keep the latencies that are compared, hours and days keep every stage.
pub fn rows(period: Period, aggregates: &Aggregates) -> impl Iterator<Item = Row<'_>> {
    aggregates.0.iter().flat_map(move |(series, sums)| {
        let (split, value) = (&*series.dimension, &*series.value);
        let keeps = move |name: &str| period != Period::MINUTE || [Series::ALL, Series::API].contains(series) || COMPARED.contains(&name);
        let counts = sums.counts.iter().map(move |(name, n)| Row { split, value, name, n: n.cast_signed(), times: None });
        let times = sums.latencies.iter().filter(move |((name, _), _)| keeps(name)).map(move |((name, cold), latencies)| {
            let times = (*cold, latencies.sum_ms, latencies.to_bytes());
            Row { split, value, name, n: latencies.count().cast_signed(), times: Some(times) }
        });
        counts.chain(times)
    })
}

/// Sums of rows, which are of this period. Latencies that are no histogram are left out.
pub fn buckets(period: Period, rows: impl IntoIterator<Item = Columns>) -> Buckets {
    let mut buckets = Buckets::new();
    for (start, replica, split, value, name, n, cold, sum_ms, histogram) in rows {
        let key = BucketKey { period, start: u64::try_from(start).unwrap_or(0), replica };
        let series = Series { dimension: split.into(), value: value.into() };
        let sums = Arc::make_mut(buckets.entry(key).or_default()).sums(series);
        if let (Some(cold), Some(sum_ms), Some(histogram)) = (cold, sum_ms, histogram) {
            let latencies = LatencyHistogram::from_bytes(sum_ms, &histogram).unwrap_or_default();
            sums.latencies_mut(name, cold).merge(&latencies);
        } else {
            sums.add(name, u64::try_from(n).unwrap_or(0));
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
