//! Sums since the start for Prometheus. Every label is one of our own labels, so that there are about two thousand lines, however many visits come.
//!
//! Each has the label `run`, which is another one after every start. A series therefore only ever rises, and sums over many servers are exact:
//! without it a restart between two scrapes would hide what was counted in between.

use std::collections::HashMap;
use std::sync::Arc;

use prometheus::core::{Collector, Desc};
use prometheus::proto::{Bucket, Counter, Gauge, Histogram, LabelPair, Metric, MetricFamily, MetricType};

use super::collect::aggregates::Aggregates;
use super::collect::dimension::{Dimension, Series};
use super::collect::latency_histogram::LatencyHistogram;
use super::collect::sums::{Count, Sums, Timing};
use super::shared_state::SharedState;

type Family = (&'static str, &'static str, MetricType);

const EVENTS: Family = ("offcut_field_events_total", "Events in browsers, by kind.", MetricType::COUNTER);
const VERDICTS: Family = ("offcut_field_verdicts_total", "Cut-outs in browsers, by verdict.", MetricType::COUNTER);
const FIRST: Family = ("offcut_field_first_cut_outs_total", "Cut-outs in browsers that were the first of their visit.", MetricType::COUNTER);
const FAILURES: Family =
    ("offcut_field_failures_total", "Photos that did not become cut-outs in browsers, cancelled ones included.", MetricType::COUNTER);
const STAGES: Family = ("offcut_field_stage_duration_seconds", "Time of each stage of a cut-out in a browser.", MetricType::HISTOGRAM);
const VITALS: Family = (
    "offcut_field_vital_seconds",
    "Time from the start of navigation until the page took clicks, could take a photo, and showed its first result.",
    MetricType::HISTOGRAM,
);
const STORE_UP: Family = (
    "offcut_statistics_store_up",
    "Whether the place for statistics takes what is written: 0 while they are kept in memory only.",
    MetricType::GAUGE,
);
const FAMILIES: [Family; 7] = [EVENTS, VERDICTS, FIRST, FAILURES, STAGES, VITALS, STORE_UP];

/// Family of a dimension, so that each family adds up to all events once.
fn of_dimension(dimension: Dimension) -> (String, &'static str, MetricType) {
    (format!("offcut_field_{}_events_total", dimension.name), "Events in browsers, by one dimension and kind.", MetricType::COUNTER)
}

/// Upper bounds of the histograms' buckets in seconds, from a millisecond to over an hour. Each is a fourth root of two above the one before, so that
/// a percentile is off by nine per cent at most. Rounded to four digits, so that they read and compare well.
fn bounds() -> Vec<f64> {
    let round = |seconds: f64| {
        let digits = 10_f64.powi(3 - seconds.log10().floor() as i32);
        (seconds * digits).round() / digits
    };
    (0..=88).map(|step| round(0.001 * 2_f64.powf(f64::from(step) / 4.0))).collect()
}

/// Collector of the sums of one server.
pub struct PrometheusCollector {
    state: Arc<SharedState>,
    run: String,
    bounds: Vec<f64>,
    descriptions: Vec<Desc>,
}

impl PrometheusCollector {
    /// Collector of these statistics.
    ///
    /// # Errors
    /// When a name is not one of Prometheus, which a constant decides.
    pub fn new(state: Arc<SharedState>) -> Result<Self, prometheus::Error> {
        let families = FAMILIES.map(|(name, help, _)| (name.to_owned(), help)).into_iter();
        let families = families.chain(Dimension::ALL.map(of_dimension).map(|(name, help, _)| (name, help)));
        let descriptions = families.map(|(name, help)| Desc::new(name, help.to_owned(), Vec::new(), HashMap::new())).collect::<Result<_, _>>()?;
        let run = state.replica().chars().take(8).collect();
        Ok(Self { state, run, bounds: bounds(), descriptions })
    }

    fn counter(&self, labels: &[(&str, &str)], n: u64) -> Metric {
        let mut counter = Counter::default();
        counter.set_value(n as f64);
        let mut metric = self.metric(labels);
        metric.set_counter(counter);
        metric
    }

    fn histogram(&self, labels: &[(&str, &str)], latencies: &LatencyHistogram) -> Metric {
        let mut recorded = latencies.recorded_ms().peekable();
        let mut below = 0;
        let bucket = |bound: &f64| {
            while let Some((_, n)) = recorded.next_if(|(ms, _)| *ms <= bound * 1000.0) {
                below += n;
            }
            let mut bucket = Bucket::default();
            bucket.set_upper_bound(*bound);
            bucket.set_cumulative_count(below);
            bucket
        };
        let mut histogram = Histogram::default();
        histogram.set_bucket(self.bounds.iter().map(bucket).collect());
        histogram.set_sample_count(latencies.count());
        histogram.set_sample_sum(latencies.sum_ms() / 1000.0);
        let mut metric = self.metric(labels);
        metric.set_histogram(histogram);
        metric
    }

    fn metric(&self, labels: &[(&str, &str)]) -> Metric {
        let pair = |(name, value): &(&str, &str)| {
            let mut pair = LabelPair::default();
            pair.set_name((*name).to_owned());
            pair.set_value((*value).to_owned());
            pair
        };
        Metric::from_label(labels.iter().chain([&("run", self.run.as_str())]).map(pair).collect())
    }

    /// Families of all events. Zeros are among them: a sum that is not there cannot be told from one that is zero.
    fn of_all(&self, sums: &Sums) -> Vec<MetricFamily> {
        let kinds = Count::KINDS.map(|kind| self.counter(&[("kind", &kind.name())], sums.get(kind)));
        let verdicts = sums.verdicts().map(|(verdict, n)| self.counter(&[("verdict", verdict.as_str())], n));
        let failures = sums.failures().map(|(stage, reason, n)| self.counter(&[("stage", stage.as_str()), ("reason", reason.as_str())], n));
        let (mut stages, mut vitals) = (Vec::new(), Vec::new());
        for (timing, start, latencies) in sums.all_latencies() {
            let (metrics, label) = if matches!(timing, Timing::Stage(_)) { (&mut stages, "stage") } else { (&mut vitals, "vital") };
            metrics.push(self.histogram(&[(label, timing.as_str()), ("start", start.as_str())], latencies));
        }
        vec![
            family(EVENTS, kinds.into()),
            family(VERDICTS, verdicts.into()),
            family(FIRST, vec![self.counter(&[], sums.get(Count::FirstOfVisit))]),
            family(FAILURES, failures.collect()),
            family(STAGES, stages),
            family(VITALS, vitals),
        ]
    }

    fn by_dimension(&self, dimension: Dimension, aggregates: &Aggregates) -> MetricFamily {
        let mut metrics = Vec::new();
        for (series, sums) in aggregates.iter().filter(|(series, _)| series.dimension == dimension.name) {
            let kinds = Count::KINDS.into_iter().filter(|kind| sums.get(*kind) > 0);
            metrics.extend(kinds.map(|kind| self.counter(&[(dimension.name, &series.value), ("kind", &kind.name())], sums.get(kind))));
        }
        family(of_dimension(dimension), metrics)
    }
}

impl Collector for PrometheusCollector {
    fn desc(&self) -> Vec<&Desc> {
        self.descriptions.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let mut families = self.state.with_since_start(|aggregates| {
            let mut families = self.of_all(aggregates.get(&Series::ALL).unwrap_or(&Sums::default()));
            families.extend(Dimension::ALL.map(|dimension| self.by_dimension(dimension, aggregates)));
            families
        });
        let mut store_up = Gauge::default();
        store_up.set_value(if self.state.store_is_up() { 1.0 } else { 0.0 });
        families.push(family(STORE_UP, vec![Metric::from_gauge(store_up)]));
        families.retain(|family| !family.get_metric().is_empty());
        families
    }
}

fn family<N: Into<String>>((name, help, of): (N, &str, MetricType), metrics: Vec<Metric>) -> MetricFamily {
    let mut family = MetricFamily::default();
    family.set_name(name.into());
    family.set_help(help.to_owned());
    family.set_field_type(of);
    family.set_metric(metrics);
    family
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_bounds_reach_an_hour_in_even_steps() {
        let bounds = bounds();
        assert!(bounds[0] == 0.001 && bounds.last().is_some_and(|last| *last * 1000.0 >= beacon::MAX_MILLISECONDS));
        assert!(bounds.windows(2).all(|pair| (pair[1] / pair[0] - 2_f64.powf(0.25)).abs() < 1e-3));
    }
}
