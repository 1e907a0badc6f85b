//! How many times of one kind there were, and how they spread.

use hdrhistogram::Histogram;
use hdrhistogram::serialization::{Deserializer, Serializer, V2Serializer};

/// Times are kept in tenths of a millisecond.
const UNITS_PER_MS: f64 = 10.0;

/// A bucket is at most 1 % wide, and its middle is told: half a percent at most.
const DIGITS: u8 = 2;

/// Bins of ten to a decade, as the page's histogram shows them.
const BINS_PER_DECADE: f64 = 10.0;

/// A histogram of times and their exact sum. It grows with the longest time it has seen, to about 20 kB at an hour.
#[derive(Debug, Clone)]
pub struct Spread {
    sum_ms: f64,
    histogram: Histogram<u64>,
}

/// How many times lie between two bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Milliseconds, from here on.
    pub from_ms: f64,
    /// Milliseconds, up to here.
    pub to_ms: f64,
    /// How many.
    pub count: u64,
}

impl Spread {
    /// No times. `None` only if the histogram refuses its number of digits, which a constant decides.
    pub fn new() -> Option<Self> {
        let mut histogram = Histogram::new(DIGITS).ok()?;
        histogram.auto(true);
        Some(Self { sum_ms: 0.0, histogram })
    }

    /// Adds one time.
    pub fn add_ms(&mut self, ms: f64) {
        if self.record(ms, 1) {
            self.sum_ms += ms;
        }
    }

    /// Adds times of which only the bounds of a bucket are known, spread evenly over it. The sum is told apart, by [`Spread::add_sum_ms`].
    pub fn add_bucket(&mut self, from_ms: f64, to_ms: f64, count: u64) {
        let parts = count.min(32);
        for part in 0..parts {
            let middle = from_ms + (to_ms - from_ms) * (part as f64 + 0.5) / parts as f64;
            let share = count * (part + 1) / parts - count * part / parts;
            self.record(middle, share);
        }
    }

    /// Adds to the sum that the average is made of.
    pub fn add_sum_ms(&mut self, sum_ms: f64) {
        self.sum_ms += sum_ms;
    }

    /// The wire format bounds times to an hour, so they fit.
    fn record(&mut self, ms: f64, count: u64) -> bool {
        let units = (ms.clamp(0.0, beacon::MAX_MILLISECONDS) * UNITS_PER_MS).round() as u64;
        let recorded = self.histogram.record_n(units, count);
        if let Err(error) = &recorded {
            tracing::error!("a time cannot be counted: {error}");
        }
        recorded.is_ok()
    }

    /// Adds the times of another spread.
    pub fn merge(&mut self, other: &Self) {
        match self.histogram.add(&other.histogram) {
            Ok(()) => self.sum_ms += other.sum_ms,
            Err(error) => tracing::error!("times cannot be added up: {error}"),
        }
    }

    /// How many.
    pub fn count(&self) -> u64 {
        self.histogram.len()
    }

    /// Their exact sum.
    pub fn sum_ms(&self) -> f64 {
        self.sum_ms
    }

    /// The exact mean.
    pub fn average_ms(&self) -> f64 {
        self.sum_ms / self.count().max(1) as f64
    }

    /// The time that this share of all times does not exceed, within half a percent.
    pub fn quantile_ms(&self, share: f64) -> f64 {
        self.histogram.median_equivalent(self.histogram.value_at_quantile(share)) as f64 / UNITS_PER_MS
    }

    /// Each time that was seen, the shortest first, to the precision of the histogram, with how often.
    pub fn recorded_ms(&self) -> impl Iterator<Item = (f64, u64)> {
        let recorded = self.histogram.iter_recorded();
        recorded.map(|step| (self.histogram.median_equivalent(step.value_iterated_to()) as f64 / UNITS_PER_MS, step.count_at_value()))
    }

    /// Bins of equal ratio from the shortest to the longest time, empty ones in between included.
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

    /// The histogram in HdrHistogram's V2 format, which programs in other languages read.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Err(error) = V2Serializer::new().serialize(&self.histogram, &mut bytes) {
            tracing::error!("a histogram cannot be written: {error}");
        }
        bytes
    }

    /// Reads what [`Spread::to_bytes`] wrote; `None` when the bytes are something else.
    pub fn from_bytes(sum_ms: f64, mut bytes: &[u8]) -> Option<Self> {
        let read: Histogram<u64> = Deserializer::new().deserialize(&mut bytes).ok()?;
        let mut spread = Self::new()?;
        spread.histogram.add(&read).ok()?;
        spread.sum_ms = sum_ms;
        Some(spread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(times: impl IntoIterator<Item = f64>) -> Spread {
        let mut spread = Spread::new().unwrap();
        times.into_iter().for_each(|ms| spread.add_ms(ms));
        spread
    }

    /// The quantile by definition: the smallest time that this share does not exceed.
    fn exact(times: &[f64], share: f64) -> f64 {
        times[((share * times.len() as f64).ceil() as usize).clamp(1, times.len()) - 1]
    }

    #[test]
    fn percentiles_of_known_distributions_after_merge_and_bytes() {
        let share = |index: u32| (f64::from(index) + 0.5) / 10_000.0;
        let even: Vec<f64> = (0..10_000).map(|index| 5.0 + 3000.0 * share(index)).collect();
        let exponential: Vec<f64> = (0..10_000).map(|index| -800.0 * (1.0 - share(index)).ln()).collect();
        let five_decades: Vec<f64> = (0..10_000).map(|index| 10_f64.powf(1.0 + 5.0 * share(index))).collect();
        for times in [even, exponential, five_decades] {
            let (odd, rest): (Vec<_>, Vec<_>) = times.iter().enumerate().partition(|(index, _)| index % 3 == 0);
            let mut merged = spread(odd.into_iter().map(|(_, ms)| *ms));
            merged.merge(&spread(rest.into_iter().map(|(_, ms)| *ms)));
            let merged = Spread::from_bytes(merged.sum_ms(), &merged.to_bytes()).unwrap();
            assert_eq!(merged.count(), 10_000);
            assert!((merged.average_ms() / (times.iter().sum::<f64>() / 10_000.0) - 1.0).abs() < 1e-9);
            for share in [0.5, 0.95, 0.99] {
                let (told, exact) = (merged.quantile_ms(share), exact(&times, share));
                assert!((told / exact - 1.0).abs() < 0.01, "{share}: {told} instead of {exact}");
            }
        }
    }

    #[test]
    fn the_longest_and_the_shortest_time_fit() {
        let spread = spread([beacon::MAX_MILLISECONDS, 0.04]);
        assert_eq!(spread.count(), 2);
        assert!((spread.quantile_ms(1.0) / beacon::MAX_MILLISECONDS - 1.0).abs() < 0.01);
        assert_eq!(spread.bins().iter().map(|bin| bin.count).sum::<u64>(), 2);
    }

    #[test]
    fn bins_have_no_gap() {
        let bins = spread([10.5, 11.0, 99.0]).bins();
        assert_eq!(bins.iter().map(|bin| bin.count).collect::<Vec<_>>(), [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert!((bins[0].from_ms - 10.0).abs() < 1e-9 && (bins[9].to_ms - 100.0).abs() < 1e-9);
        assert!(bins.windows(2).all(|pair| pair[0].to_ms == pair[1].from_ms));
    }

    #[test]
    fn a_bucket_spreads_evenly() {
        let mut spread = Spread::new().unwrap();
        spread.add_bucket(100.0, 200.0, 1000);
        assert_eq!(spread.count(), 1000);
        assert!((spread.quantile_ms(0.5) / 150.0 - 1.0).abs() < 0.02, "{}", spread.quantile_ms(0.5));
    }

    #[test]
    fn bytes_of_something_else_are_no_histogram() {
        assert!(Spread::from_bytes(0.0, b"").is_none() && Spread::from_bytes(0.0, &[0; 64]).is_none());
    }
}
