//! Sums as rows of the two tables `counts` and `times`, and back.

use super::database::Value;
use crate::statistics::collect::aggregates::Aggregates;
use crate::statistics::collect::latency_histogram::LatencyHistogram;
use crate::statistics::collect::period::{BucketKey, Period};
use crate::statistics::collect::sums::{Count, Start, Sums, Timing};

/// Row of a table. Rows are cumulative: each holds the whole sum of its bucket, and a later flush replaces an earlier one.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Time of the events.
    pub bucket: BucketKey,
    /// Run of a server that counted them.
    pub replica: String,
    /// Number of the write, rising within a run.
    pub flush: i64,
    /// Dimension.
    pub split: String,
    /// Value of the dimension.
    pub value: String,
    /// [`Count::name`] or [`Timing::as_str`].
    pub name: String,
    /// Number of events.
    pub n: i64,
    /// Latencies of a row of `times`.
    pub latencies: Option<Latencies>,
}

/// Columns that only `times` has.
#[derive(Debug, Clone, PartialEq)]
pub struct Latencies {
    /// Whether they are those of a cold start.
    pub cold: bool,
    /// Their sum.
    pub sum_ms: f64,
    /// [`LatencyHistogram::to_bytes`].
    pub histogram: Vec<u8>,
}

/// Rows of a bucket.
pub fn rows_of(bucket: BucketKey, aggregates: &Aggregates, replica: &str, flush: i64) -> Vec<Row> {
    let mut rows = Vec::new();
    for (series, sums) in aggregates.iter() {
        let mut push = |name: String, n, latencies| {
            let (split, value) = (series.dimension.to_owned(), series.value.clone().into_owned());
            rows.push(Row { bucket, replica: replica.to_owned(), flush, split, value, name, n: signed(n), latencies });
        };
        for (count, n) in sums.counts() {
            push(count.name().into_owned(), n, None);
        }
        for (timing, start, latencies) in sums.all_latencies() {
            let columns = Latencies { cold: start == Start::Cold, sum_ms: latencies.sum_ms(), histogram: latencies.to_bytes() };
            push(timing.as_str().to_owned(), latencies.count(), Some(columns));
        }
    }
    rows
}

impl Row {
    /// Adds the row to sums; names of another version of the server are passed over.
    pub fn add_to(&self, sums: &mut Sums) {
        match &self.latencies {
            None => {
                if let Some(count) = Count::named(&self.name) {
                    sums.add(count, u64::try_from(self.n).unwrap_or(0));
                }
            }
            Some(Latencies { cold, sum_ms, histogram }) => {
                if let (Some(timing), Some(latencies)) = (Timing::named(&self.name), LatencyHistogram::from_bytes(*sum_ms, histogram)) {
                    sums.latencies_mut(timing, Start::cold_if(*cold)).merge(&latencies);
                }
            }
        }
    }

    /// Values of the columns: those of `counts` in its order, or those of `times` in its order.
    pub fn values(&self) -> Vec<Value> {
        let text = |text: &str| Value::Text(text.to_owned());
        let period = text(self.bucket.period.as_str());
        let mut values = vec![
            period,
            Value::Integer(signed(self.bucket.start)),
            text(&self.replica),
            Value::Integer(self.flush),
            text(&self.split),
            text(&self.value),
            text(&self.name),
        ];
        values.extend(self.latencies.as_ref().map(|latencies| Value::Integer(i64::from(latencies.cold))));
        values.push(Value::Integer(self.n));
        values.extend(self.latencies.iter().flat_map(|latencies| [Value::Real(latencies.sum_ms), Value::Blob(latencies.histogram.clone())]));
        values
    }

    /// Row of the columns start, replica, flush, split, value, name, n, cold, sum_ms and histogram, the last three of them null for `counts`.
    pub fn from_values(period: Period, values: Vec<Value>) -> Option<Self> {
        let [start, replica, flush, split, value, name, n, cold, sum_ms, histogram] = <[Value; 10]>::try_from(values).ok()?;
        let (Value::Integer(start), Value::Text(replica), Value::Integer(flush)) = (start, replica, flush) else { return None };
        let (Value::Text(split), Value::Text(value), Value::Text(name), Value::Integer(n)) = (split, value, name, n) else { return None };
        let latencies = match (cold, sum_ms, histogram) {
            (Value::Integer(cold), Value::Real(sum_ms), Value::Blob(histogram)) => Some(Latencies { cold: cold != 0, sum_ms, histogram }),
            _ => None,
        };
        let bucket = BucketKey { period, start: u64::try_from(start).unwrap_or(0) };
        Some(Self { bucket, replica, flush, split, value, name, n, latencies })
    }
}

/// Number as the tables have it; neither counts of events nor times come near its end.
pub fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
