//! Sums since the start for Prometheus. Every label is one of our own labels, so that there are about two thousand lines, however many visits come.
//!
//! Each has the label `run`, which is another one after every start. A series therefore only ever rises, and sums over many servers are exact:
//! without it a restart between two scrapes would hide what was counted in between.

use std::sync::Arc;

use beacon::Stage;
use prometheus::core::{Collector, Desc};
use prometheus::proto::{Bucket, Histogram, LabelPair, Metric, MetricFamily, MetricType};
use prometheus::{Error, IntCounterVec, IntGauge, Opts};

use super::collect::aggregates::Aggregates;
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
    store_up: IntGauge,
}

impl PrometheusCollector {
    /// Collector of these statistics.
    ///
    /// # Errors
    /// When a name is not one of Prometheus, which a constant decides.
    pub fn new(state: Arc<SharedState>) -> Result<Self, Error> {
        let help = "Whether the place for statistics takes what is written: 0 while they are kept in memory only.";
        let run = state.replica().chars().take(8).collect();
        Ok(Self { state, run, store_up: IntGauge::new("offcut_statistics_store_up", help)? })
    }

    /// Families of the counters. Zeros are among those of all events: a sum that is not there cannot be told from one that is zero.
    fn counters(&self, aggregates: &Aggregates, sums: &Sums) -> Result<Vec<MetricFamily>, Error> {
        let mut families = Vec::new();
        let mut add = |name: &str, help: &str, labels: &[&str], rows: Vec<(Vec<&str>, u64)>| -> Result<(), Error> {
            let counters = IntCounterVec::new(Opts::new(name, help).const_label("run", &self.run), labels)?;
            rows.iter().for_each(|(values, n)| counters.with_label_values(values).inc_by(*n));
            families.extend(counters.collect());
            Ok(())
        };
        let kinds = |sums: &Sums| KINDS.map(|kind| (kind, sums.get(kind)));
        add("offcut_field_events_total", "Events in browsers, by kind.", &["kind"], kinds(sums).map(|(kind, n)| (vec![kind], n)).into())?;
        let verdicts = sums.verdicts().map(|(verdict, n)| (vec![verdict.as_str()], n));
        add("offcut_field_verdicts_total", "Cut-outs in browsers, by verdict.", &["verdict"], verdicts.into())?;
        let first = vec![(Vec::new(), sums.get(FIRST_OF_VISIT))];
        add("offcut_field_first_cut_outs_total", "Cut-outs in browsers that were the first of their visit.", &[], first)?;
        let failures = sums.failures().into_iter().map(|(stage, reason, n)| (vec![stage, reason], n)).collect();
        add(
            "offcut_field_failures_total",
            "Photos that did not become cut-outs in browsers, cancelled ones included.",
            &["stage", "reason"],
            failures,
        )?;
        // A family for each dimension, so that each adds up to all events once.
        for Dimension { name, .. } in Dimension::ALL {
            let of_dimension = aggregates.0.iter().filter(|(series, _)| series.dimension == name);
            let rows = of_dimension.flat_map(|(series, sums)| kinds(sums).map(|(kind, n)| (vec![&*series.value, kind], n)));
            let rows = rows.filter(|(_, n)| *n > 0).collect();
            add(&format!("offcut_field_{name}_events_total"), "Events in browsers, by one dimension and kind.", &[name, "kind"], rows)?;
        }
        Ok(families)
    }

    /// Family of histograms by this label and start.
    fn histograms(&self, name: &str, help: &str, label: &str, values: &[&'static str], sums: &Sums) -> MetricFamily {
        let mut family = MetricFamily::default();
        family.set_name(name.to_owned());
        family.set_help(help.to_owned());
        family.set_field_type(MetricType::HISTOGRAM);
        for (value, (start, cold)) in values.iter().flat_map(|value| STARTS.map(|start| (*value, start))) {
            if let Some(latencies) = sums.latencies_of(value, cold) {
                let labels = [(label, value), ("start", start), ("run", &self.run)].map(|(name, value)| label_pair(name, value));
                let mut metric = Metric::from_label(labels.into());
                metric.set_histogram(histogram(latencies));
                family.mut_metric().push(metric);
            }
        }
        family
    }
}

impl Collector for PrometheusCollector {
    /// None: what is described here could not have other labels elsewhere, which nothing has.
    fn desc(&self) -> Vec<&Desc> {
        Vec::new()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let (aggregates, none) = (self.state.since_start(), Sums::default());
        let sums = aggregates.0.get(&Series::ALL).unwrap_or(&none);
        let mut families = self.counters(&aggregates, sums).unwrap_or_else(|error| {
            tracing::error!("the statistics cannot be told to Prometheus: {error}");
            Vec::new()
        });
        let stages = "Time of each stage of a cut-out in a browser.";
        families.push(self.histograms("offcut_field_stage_duration_seconds", stages, "stage", Stage::NAMES, sums));
        let vitals = "Time from the start of navigation until the page took clicks, could take a photo, and showed its first result.";
        families.push(self.histograms("offcut_field_vital_seconds", vitals, "vital", &VITALS, sums));
        self.store_up.set(i64::from(self.state.store_is_up()));
        families.extend(self.store_up.collect());
        families
    }
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

fn label_pair(name: &str, value: &str) -> LabelPair {
    let mut pair = LabelPair::default();
    pair.set_name(name.to_owned());
    pair.set_value(value.to_owned());
    pair
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
