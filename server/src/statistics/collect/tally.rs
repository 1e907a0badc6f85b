//! Tally of events of one name: their number, and a sparse histogram of their latencies with the buckets of an HDR histogram.

use std::collections::BTreeMap;
use std::error::Error;

use hdrhistogram::Histogram;
use hdrhistogram::serialization::{Deserializer, Serializer, V2Serializer};

/// Unit of the histogram: a tenth of a millisecond.
const UNITS_PER_MS: f64 = 10.0;

/// Significant digits. A bucket is at most 1 % wide, and its middle is reported, so that a percentile is off by half a percent at most.
const DIGITS: u8 = 2;

/// Bits that two digits need: shorter latencies are exact, of longer ones this many bits count.
const BITS: u32 = 8;

/// Resolution of [`Tally::bins`].
const BINS_PER_DECADE: f64 = 10.0;

/// Percentiles that JSON, CSV, page and charts report, with the share of the latencies that each bounds, the lowest first.
pub const PERCENTILES: [(&str, f64); 3] = [("p50", 0.50), ("p95", 0.95), ("p99", 0.99)];

/// Number of events, and their latencies where those are measured. Most are of a few events: only buckets that have some take memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Number of events.
    pub count: u64,
    /// Exact sum of the latencies in milliseconds.
    pub sum_ms: f64,
    /// Number of latencies by the middle of their bucket, in units.
    buckets: BTreeMap<u64, u64>,
}

impl Tally {
    /// Adds one event, with its latency clamped to the wire format's bounds if it has one.
    pub fn add(&mut self, latency_ms: Option<f64>) {
        self.count = self.count.saturating_add(1);
        if let Some(ms) = latency_ms.map(|ms| ms.clamp(0.0, beacon::MAX_MILLISECONDS)) {
            self.record((ms * UNITS_PER_MS).round() as u64, 1);
            self.sum_ms += ms;
        }
    }

    fn record(&mut self, units: u64, n: u64) {
        let width = 1 << (u64::BITS - units.leading_zeros()).saturating_sub(BITS);
        let bucket = self.buckets.entry(units - units % width + width / 2).or_default();
        *bucket = bucket.saturating_add(n);
    }

    /// Adds all events of another tally.
    pub fn merge(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        self.sum_ms += other.sum_ms;
        other.buckets.iter().for_each(|(units, n)| self.record(*units, *n));
    }

    /// Exact mean in milliseconds, rounded to hundredths.
    pub fn average_ms(&self) -> f64 {
        (self.sum_ms / self.count.max(1) as f64 * 100.0).round() / 100.0
    }

    /// [`PERCENTILES`] in milliseconds, within half a percent; `None` without latencies.
    pub fn percentiles_ms(&self) -> Option<[f64; PERCENTILES.len()]> {
        let histogram = self.to_hdr().ok().filter(|histogram| !histogram.is_empty())?;
        let percentile = |share| histogram.median_equivalent(histogram.value_at_quantile(share)) as f64 / UNITS_PER_MS;
        Some(PERCENTILES.map(|(_, share)| percentile(share)))
    }

    /// Bins of equal ratio from the shortest to the longest latency, empty ones in between included: bounds in milliseconds, and number of latencies.
    pub fn bins(&self) -> Vec<(f64, f64, u64)> {
        let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
        for (units, n) in &self.buckets {
            let ms = *units as f64 / UNITS_PER_MS;
            *counts.entry((ms.max(0.1).log10() * BINS_PER_DECADE).floor() as i64).or_default() += n;
        }
        let bound = |bin: i64| 10_f64.powf(bin as f64 / BINS_PER_DECADE);
        let ends = counts.keys().next().zip(counts.keys().last());
        let bins = ends.into_iter().flat_map(|(first, last)| *first..=*last);
        bins.map(|bin| (bound(bin), bound(bin + 1), counts.get(&bin).copied().unwrap_or(0))).collect()
    }

    /// The same with a place for every bucket.
    fn to_hdr(&self) -> Result<Histogram<u64>, Box<dyn Error>> {
        let mut histogram = Histogram::new(DIGITS)?;
        histogram.auto(true);
        for (units, n) in &self.buckets {
            histogram.record_n(*units, *n)?;
        }
        Ok(histogram)
    }

    /// Histogram in HdrHistogram's V2 format, which programs in other languages read.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let encoded = self.to_hdr().and_then(|histogram| Ok(V2Serializer::new().serialize(&histogram, &mut bytes)?));
        if let Err(error) = encoded {
            tracing::error!("a histogram cannot be encoded: {error}");
        }
        bytes
    }

    /// Decodes [`Tally::to_bytes`]; `None` when the bytes are something else.
    pub fn from_bytes(sum_ms: f64, mut bytes: &[u8]) -> Option<Self> {
        let decoded: Histogram<u64> = Deserializer::new().deserialize(&mut bytes).ok()?;
        let mut tally = Self { count: decoded.len(), sum_ms, buckets: BTreeMap::new() };
        decoded.iter_recorded().for_each(|step| tally.record(step.value_iterated_to(), step.count_at_value()));
        Some(tally)
    }
}
