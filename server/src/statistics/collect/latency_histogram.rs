//! Latencies of one kind: a sparse histogram with the buckets of an HDR histogram, and their exact sum.

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

/// Resolution of [`LatencyHistogram::bins`].
const BINS_PER_DECADE: f64 = 10.0;

/// Percentiles that JSON, CSV, page and charts report, with the share of the latencies that each bounds, the lowest first.
pub const PERCENTILES: [(&str, f64); 3] = [("p50", 0.50), ("p95", 0.95), ("p99", 0.99)];

/// Histogram of latencies with their exact sum. Most are of a few events: only buckets that have some take memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LatencyHistogram {
    /// Exact sum in milliseconds.
    pub sum_ms: f64,
    /// Number of latencies by the middle of their bucket, in units.
    counts: BTreeMap<u64, u64>,
}

/// Number of latencies between two bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Lower bound in milliseconds.
    pub from_ms: f64,
    /// Upper bound in milliseconds.
    pub to_ms: f64,
    /// Number of latencies.
    pub count: u64,
}

impl LatencyHistogram {
    /// Adds one latency, clamped to the wire format's bounds.
    pub fn record_ms(&mut self, ms: f64) {
        let ms = ms.clamp(0.0, beacon::MAX_MILLISECONDS);
        self.record((ms * UNITS_PER_MS).round() as u64, 1);
        self.sum_ms += ms;
    }

    fn record(&mut self, units: u64, n: u64) {
        let width = 1 << (u64::BITS - units.leading_zeros()).saturating_sub(BITS);
        let count = self.counts.entry(units - units % width + width / 2).or_default();
        *count = count.saturating_add(n);
    }

    /// Adds all latencies of another histogram.
    pub fn merge(&mut self, other: &Self) {
        other.counts.iter().for_each(|(units, n)| self.record(*units, *n));
        self.sum_ms += other.sum_ms;
    }

    /// Number of latencies.
    pub fn count(&self) -> u64 {
        self.counts.values().copied().fold(0, u64::saturating_add)
    }

    /// Exact mean in milliseconds, rounded to hundredths.
    pub fn average_ms(&self) -> f64 {
        (self.sum_ms / self.count().max(1) as f64 * 100.0).round() / 100.0
    }

    /// [`PERCENTILES`] in milliseconds, within half a percent; `None` without latencies.
    pub fn percentiles_ms(&self) -> Option<[f64; PERCENTILES.len()]> {
        let histogram = self.to_hdr().ok().filter(|histogram| !histogram.is_empty())?;
        let percentile = |share| histogram.median_equivalent(histogram.value_at_quantile(share)) as f64 / UNITS_PER_MS;
        Some(PERCENTILES.map(|(_, share)| percentile(share)))
    }

    /// Recorded latencies in milliseconds, the shortest first and to the precision of the histogram, with their counts.
    pub fn recorded_ms(&self) -> impl Iterator<Item = (f64, u64)> {
        self.counts.iter().map(|(units, n)| (*units as f64 / UNITS_PER_MS, *n))
    }

    /// Bins of equal ratio from the shortest to the longest latency, empty ones in between included.
    pub fn bins(&self) -> Vec<Bin> {
        let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
        for (ms, count) in self.recorded_ms() {
            *counts.entry((ms.max(0.1).log10() * BINS_PER_DECADE).floor() as i64).or_default() += count;
        }
        let bound = |bin: i64| 10_f64.powf(bin as f64 / BINS_PER_DECADE);
        let bin = |bin: i64| Bin { from_ms: bound(bin), to_ms: bound(bin + 1), count: counts.get(&bin).copied().unwrap_or(0) };
        let ends = counts.keys().next().zip(counts.keys().last());
        ends.into_iter().flat_map(|(first, last)| *first..=*last).map(bin).collect()
    }

    /// The same with a place for every bucket.
    fn to_hdr(&self) -> Result<Histogram<u64>, Box<dyn Error>> {
        let mut histogram = Histogram::new(DIGITS)?;
        histogram.auto(true);
        for (units, n) in &self.counts {
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

    /// Decodes [`LatencyHistogram::to_bytes`]; `None` when the bytes are something else.
    pub fn from_bytes(sum_ms: f64, mut bytes: &[u8]) -> Option<Self> {
        let decoded: Histogram<u64> = Deserializer::new().deserialize(&mut bytes).ok()?;
        let mut latencies = Self { sum_ms, counts: BTreeMap::new() };
        decoded.iter_recorded().for_each(|step| latencies.record(step.value_iterated_to(), step.count_at_value()));
        Some(latencies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(latencies: impl IntoIterator<Item = f64>) -> LatencyHistogram {
        let mut histogram = LatencyHistogram::default();
        latencies.into_iter().for_each(|ms| histogram.record_ms(ms));
        histogram
    }

    #[test]
    fn percentiles_survive_merge_and_bytes() {
        let shares = (0..10_000).map(|index| (f64::from(index) + 0.5) / 10_000.0);
        let even = |share: f64| 5.0 + 3000.0 * share;
        let exponential = |share: f64| -800.0 * (1.0 - share).ln();
        let five_decades = |share: f64| 10_f64.powf(1.0 + 5.0 * share);
        for quantile in [even, exponential, five_decades] {
            let latencies: Vec<f64> = shares.clone().map(quantile).collect();
            let mut merged = histogram(latencies.iter().copied().step_by(2));
            merged.merge(&histogram(latencies.iter().copied().skip(1).step_by(2)));
            let merged = LatencyHistogram::from_bytes(merged.sum_ms, &merged.to_bytes()).unwrap();
            assert_eq!(merged.count(), 10_000);
            assert!((merged.sum_ms / latencies.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            for ((name, share), found) in PERCENTILES.into_iter().zip(merged.percentiles_ms().unwrap()) {
                assert!((found / quantile(share) - 1.0).abs() < 0.01, "{name}: {found} instead of {}", quantile(share));
            }
        }
    }

    #[test]
    fn longest_and_shortest_latency_fit() {
        let histogram = histogram([beacon::MAX_MILLISECONDS, 0.04]);
        assert_eq!((histogram.count(), histogram.bins().iter().map(|bin| bin.count).sum()), (2, 2));
        assert!((histogram.percentiles_ms().unwrap()[2] / beacon::MAX_MILLISECONDS - 1.0).abs() < 0.01);
    }

    #[test]
    fn bins_have_no_gap() {
        let bins = histogram([10.5, 11.0, 99.0]).bins();
        assert_eq!(bins.iter().map(|bin| bin.count).collect::<Vec<_>>(), [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert!((bins[0].from_ms - 10.0).abs() < 1e-9 && (bins[9].to_ms - 100.0).abs() < 1e-9);
        assert!(bins.windows(2).all(|pair| pair[0].to_ms == pair[1].from_ms));
    }

    #[test]
    fn foreign_bytes_are_no_histogram() {
        assert!(LatencyHistogram::from_bytes(0.0, b"").is_none() && LatencyHistogram::from_bytes(0.0, &[0; 64]).is_none());
    }
}
