//! Sums since the start for Prometheus. Every label is one of our own, so that there are about two thousand time series, however many visits come.
//!
//! Each has the label `run`, which is another one after every start. A series therefore only ever rises, and sums over many servers are exact:
//! without it a restart between two scrapes would hide what was counted in between.

use std::sync::Arc;

use beacon::Stage;
use prometheus::core::{Collector, Desc};
use prometheus::proto::{Bucket, Counter, Gauge, Histogram, LabelPair, Metric, MetricFamily, MetricType};

use super::collect::dimension::{Dimension, Series};
use super::collect::latency_histogram::LatencyHistogram;
use super::collect::sums::{FIRST_OF_VISIT, KINDS, STARTS, Sums, VITALS};
use super::shared_state::SharedState;

/// Upper bounds of the histograms' buckets in seconds, from a millisecond to over an hour. Each is a fourth root of two above the one before, so that
/// a percentile is off by nine per cent at most. Rounded to four digits, so that they read and compare well.
fn bounds() -> impl Iterator<Item = f64> {
    let round = |seconds: f64| {
        let digits = 10_f64.powi(3 - seconds.log10().floor() as i32);
        (seconds * digits).round() / digits
    };
    (0..=88).map(move |step| round(0.001 * 2_f64.powf(f64::from(step) / 4.0)))
}

/// Collector of the sums of one server.
pub struct PrometheusCollector {
    state: Arc<SharedState>,
    run: String,
}

impl PrometheusCollector {
    /// Collector of these statistics.
    pub fn new(state: Arc<SharedState>) -> Self {
        let run = state.replica().chars().take(8).collect();
        Self { state, run }
    }

    /// Metric of this run with these labels, without a value.
    fn metric(&self, labels: &[(&str, &str)]) -> Metric {
        let pair = |(name, value): &(&str, &str)| {
            let mut pair = LabelPair::default();
            pair.set_name((*name).to_owned());
            pair.set_value((*value).to_owned());
            pair
        };
        Metric::from_label(labels.iter().chain(&[("run", self.run.as_str())]).map(pair).collect())
    }

    fn counter(&self, labels: &[(&str, &str)], n: u64) -> Metric {
        let (mut metric, mut counter) = (self.metric(labels), Counter::default());
        counter.set_value(n as f64);
        metric.set_counter(counter);
        metric
    }

    /// Histograms by this label and start.
    fn histograms(&self, label: &str, values: &[&'static str], sums: &Sums) -> Vec<Metric> {
        let starts = values.iter().flat_map(|value| STARTS.map(|(start, cold)| (*value, start, cold)));
        let measured = starts.filter_map(|(value, start, cold)| {
            let mut metric = self.metric(&[(label, value), ("start", start)]);
            metric.set_histogram(histogram(sums.latencies_of(value, cold)?));
            Some(metric)
        });
        measured.collect()
    }
}

impl Collector for PrometheusCollector {
    /// None: what is described here could not have other labels elsewhere, which nothing has.
    fn desc(&self) -> Vec<&Desc> {
        Vec::new()
    }

    /// Zeros are among the counters of all events: a sum that is not there cannot be told from one that is zero.
    fn collect(&self) -> Vec<MetricFamily> {
        let aggregates = self.state.since_start();
        let sums = aggregates.get(&Series::ALL);
        let counters = |name: &str, help: &str, metrics: Vec<Metric>| family(name, help, MetricType::COUNTER, metrics);
        let kinds = KINDS.map(|kind| self.counter(&[("kind", kind)], sums.get(kind)));
        let verdicts = sums.verdicts().map(|(verdict, n)| self.counter(&[("verdict", verdict.as_str())], n));
        let first = vec![self.counter(&[], sums.get(FIRST_OF_VISIT))];
        let failures = sums.failures().into_iter().map(|(stage, reason, n)| self.counter(&[("stage", stage), ("reason", reason)], n));
        let failures_help = "Photos that did not become cut-outs in browsers, cancelled ones included.";
        let by_model = aggregates.0.iter().filter(|(series, _)| series.dimension == Dimension::MODEL.name);
        let downloads = by_model.flat_map(|(series, sums)| sums.network_downloads().into_iter().map(|download| (&*series.value, download)));
        let downloads =
            downloads.map(|(model, (outcome, bytes, n))| self.counter(&[("model", model), ("outcome", outcome), ("megabytes", bytes)], n));
        let downloads_help = "Downloads of networks by browsers, by network, outcome and size.";
        let stages = self.histograms("stage", Stage::NAMES, sums);
        let vitals = self.histograms("vital", &VITALS, sums);
        let vitals_help = "Time from the start of navigation until the page took clicks, could take a photo, and showed its first result.";
        let mut store_up = Gauge::default();
        store_up.set_value(f64::from(u8::from(self.state.store_is_up())));
        let store_up = vec![Metric::from_gauge(store_up)];
        let store_up_help = "Whether the place for statistics takes what is written: 0 while they are kept in memory only.";
        let mut families = vec![
            counters("offcut_field_events_total", "Events in browsers, by kind.", kinds.into()),
            counters("offcut_field_verdicts_total", "Cut-outs in browsers, by verdict.", verdicts.into()),
            counters("offcut_field_first_cut_outs_total", "Cut-outs in browsers that were the first of their visit.", first),
            counters("offcut_field_failures_total", failures_help, failures.collect()),
            counters("offcut_field_network_downloads_total", downloads_help, downloads.collect()),
            family("offcut_field_stage_duration_seconds", "Time of each stage of a cut-out in a browser.", MetricType::HISTOGRAM, stages),
            family("offcut_field_vital_seconds", vitals_help, MetricType::HISTOGRAM, vitals),
            family("offcut_statistics_store_up", store_up_help, MetricType::GAUGE, store_up),
        ];
        // A family for each dimension, so that each adds up to all events once.
        for Dimension { name, .. } in Dimension::ALL {
            let of_dimension = aggregates.0.iter().filter(|(series, _)| series.dimension == name);
            let rows = of_dimension.flat_map(|(series, sums)| KINDS.map(|kind| (&*series.value, kind, sums.get(kind))));
            let rows = rows.filter(|(_, _, n)| *n > 0).map(|(value, kind, n)| self.counter(&[(name, value), ("kind", kind)], n));
            families.push(counters(&format!("offcut_field_{name}_events_total"), "Events in browsers, by one dimension and kind.", rows.collect()));
        }
        families
    }
}

fn family(name: &str, help: &str, kind: MetricType, metrics: Vec<Metric>) -> MetricFamily {
    let mut family = MetricFamily::default();
    family.set_name(name.to_owned());
    family.set_help(help.to_owned());
    family.set_field_type(kind);
    family.set_metric(metrics);
    family
}

fn histogram(latencies: &LatencyHistogram) -> Histogram {
    let mut recorded = latencies.recorded_ms().peekable();
    let mut below = 0;
    let buckets = bounds().map(|bound| {
        while let Some((_, n)) = recorded.next_if(|(ms, _)| *ms <= bound * 1000.0) {
            below += n;
        }
        let mut bucket = Bucket::default();
        bucket.set_upper_bound(bound);
        bucket.set_cumulative_count(below);
        bucket
    });
    let mut histogram = Histogram::default();
    histogram.set_bucket(buckets.collect());
    histogram.set_sample_count(latencies.count());
    histogram.set_sample_sum(latencies.sum_ms / 1000.0);
    histogram
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_bounds_reach_an_hour_in_even_steps() {
        let bounds = Vec::from_iter(bounds());
        assert!(bounds[0] == 0.001 && bounds.last().is_some_and(|last| *last * 1000.0 >= beacon::MAX_MILLISECONDS));
        assert!(bounds.windows(2).all(|pair| (pair[1] / pair[0] - 2_f64.powf(0.25)).abs() < 1e-3));
    }
}
