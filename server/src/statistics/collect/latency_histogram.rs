//! Latencies of one kind: an HDR histogram and their exact sum.

use hdrhistogram::Histogram;
use hdrhistogram::serialization::{Deserializer, Serializer, V2Serializer};

/// Unit of the histogram: a tenth of a millisecond.
const UNITS_PER_MS: f64 = 10.0;

/// Significant digits: a bucket is at most 1 % wide, and its middle is reported, so that a percentile is off by half a percent at most.
const DIGITS: u8 = 2;

/// Resolution of [`LatencyHistogram::bins`].
const BINS_PER_DECADE: f64 = 10.0;

/// Percentile that is reported everywhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Percentile {
    /// Name, as `p95`. In JSON and CSV `_ms` is appended.
    pub name: &'static str,
    /// Share of the latencies that it bounds, 0 to 1.
    pub share: f64,
}

/// Median.
pub const P50: Percentile = Percentile { name: "p50", share: 0.50 };
/// 95th percentile.
pub const P95: Percentile = Percentile { name: "p95", share: 0.95 };
/// 99th percentile.
pub const P99: Percentile = Percentile { name: "p99", share: 0.99 };

/// The percentiles that JSON, CSV, page and charts report, the lowest first.
pub const PERCENTILES: [Percentile; 3] = [P50, P95, P99];

/// Histogram of latencies with their exact sum. It grows with the longest one, to about 20 kB at an hour.
#[derive(Debug, Clone)]
pub struct LatencyHistogram {
    sum_ms: f64,
    histogram: Histogram<u64>,
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

impl Default for LatencyHistogram {
    #[expect(clippy::expect_used, reason = "only the number of digits could be refused, and it is a constant")]
    fn default() -> Self {
        let mut histogram = Histogram::new(DIGITS).expect("two digits are allowed");
        histogram.auto(true);
        Self { sum_ms: 0.0, histogram }
    }
}

impl LatencyHistogram {
    /// Adds one latency, clamped to the wire format's bounds.
    pub fn record_ms(&mut self, ms: f64) {
        let ms = ms.clamp(0.0, beacon::MAX_MILLISECONDS);
        match self.histogram.record((ms * UNITS_PER_MS).round() as u64) {
            Ok(()) => self.sum_ms += ms,
            Err(error) => tracing::error!("a latency cannot be recorded: {error}"),
        }
    }

    /// Adds all latencies of another histogram.
    pub fn merge(&mut self, other: &Self) {
        match self.histogram.add(&other.histogram) {
            Ok(()) => self.sum_ms += other.sum_ms,
            Err(error) => tracing::error!("latencies cannot be added up: {error}"),
        }
    }

    /// Number of latencies.
    pub fn count(&self) -> u64 {
        self.histogram.len()
    }

    /// Exact sum in milliseconds.
    pub fn sum_ms(&self) -> f64 {
        self.sum_ms
    }

    /// Exact mean in milliseconds.
    pub fn average_ms(&self) -> f64 {
        self.sum_ms / self.count().max(1) as f64
    }

    /// Percentile in milliseconds, within half a percent.
    pub fn percentile_ms(&self, percentile: Percentile) -> f64 {
        self.milliseconds(self.histogram.value_at_quantile(percentile.share))
    }

    /// Recorded latencies in milliseconds, the shortest first and to the precision of the histogram, with their counts.
    pub fn recorded_ms(&self) -> impl Iterator<Item = (f64, u64)> {
        self.histogram.iter_recorded().map(|step| (self.milliseconds(step.value_iterated_to()), step.count_at_value()))
    }

    fn milliseconds(&self, units: u64) -> f64 {
        self.histogram.median_equivalent(units) as f64 / UNITS_PER_MS
    }

    /// Bins of equal ratio from the shortest to the longest latency, empty ones in between included.
    pub fn bins(&self) -> Vec<Bin> {
        let bound = |bin: i64| 10_f64.powf(bin as f64 / BINS_PER_DECADE);
        let mut bins: Vec<(i64, u64)> = Vec::new();
        for (ms, count) in self.recorded_ms() {
            let bin = (ms.max(0.1).log10() * BINS_PER_DECADE).floor() as i64;
            while let Some((last, _)) = bins.last().copied()
                && last < bin
            {
                bins.push((last + 1, 0));
            }
            match bins.last_mut() {
                Some((_, sum)) => *sum += count,
                None => bins.push((bin, count)),
            }
        }
        bins.into_iter().map(|(bin, count)| Bin { from_ms: bound(bin), to_ms: bound(bin + 1), count }).collect()
    }

    /// Histogram in HdrHistogram's V2 format, which programs in other languages read.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Err(error) = V2Serializer::new().serialize(&self.histogram, &mut bytes) {
            tracing::error!("a histogram cannot be encoded: {error}");
        }
        bytes
    }

    /// Decodes [`LatencyHistogram::to_bytes`]; `None` when the bytes are something else.
    pub fn from_bytes(sum_ms: f64, mut bytes: &[u8]) -> Option<Self> {
        let decoded: Histogram<u64> = Deserializer::new().deserialize(&mut bytes).ok()?;
        let mut latencies = Self { sum_ms, ..Self::default() };
        latencies.histogram.add(&decoded).ok()?;
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

    /// Quantile by definition: the smallest latency that this share does not exceed.
    fn exact(latencies: &[f64], share: f64) -> f64 {
        latencies[((share * latencies.len() as f64).ceil() as usize).clamp(1, latencies.len()) - 1]
    }

    #[test]
    fn percentiles_survive_merge_and_bytes() {
        let share = |index: u32| (f64::from(index) + 0.5) / 10_000.0;
        let even: Vec<f64> = (0..10_000).map(|index| 5.0 + 3000.0 * share(index)).collect();
        let exponential: Vec<f64> = (0..10_000).map(|index| -800.0 * (1.0 - share(index)).ln()).collect();
        let five_decades: Vec<f64> = (0..10_000).map(|index| 10_f64.powf(1.0 + 5.0 * share(index))).collect();
        for latencies in [even, exponential, five_decades] {
            let (odd, rest): (Vec<_>, Vec<_>) = latencies.iter().enumerate().partition(|(index, _)| index % 3 == 0);
            let mut merged = histogram(odd.into_iter().map(|(_, ms)| *ms));
            merged.merge(&histogram(rest.into_iter().map(|(_, ms)| *ms)));
            let merged = LatencyHistogram::from_bytes(merged.sum_ms(), &merged.to_bytes()).unwrap();
            assert_eq!(merged.count(), 10_000);
            assert!((merged.average_ms() / (latencies.iter().sum::<f64>() / 10_000.0) - 1.0).abs() < 1e-9);
            for percentile in PERCENTILES {
                let (found, exact) = (merged.percentile_ms(percentile), exact(&latencies, percentile.share));
                assert!((found / exact - 1.0).abs() < 0.01, "{percentile:?}: {found} instead of {exact}");
            }
        }
    }

    #[test]
    fn longest_and_shortest_latency_fit() {
        let histogram = histogram([beacon::MAX_MILLISECONDS, 0.04]);
        assert_eq!(histogram.count(), 2);
        assert!((histogram.percentile_ms(P99) / beacon::MAX_MILLISECONDS - 1.0).abs() < 0.01);
        assert_eq!(histogram.bins().iter().map(|bin| bin.count).sum::<u64>(), 2);
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
