//! Events of browsers for Prometheus. Every label is one of our own, so that there are about two thousand time series, however many visits come.
//!
//! Each has the label `run`, which is another one after every start. A series therefore only ever rises, and sums over many servers are exact:
//! without it a restart between two scrapes would hide what was counted in between.

use beacon::Verdict;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry};

use super::collect::dimension::{Dimension, OTHER, Series};
use super::collect::sums::{CUT_OUT, FAILURE, FIRST_OF_VISIT, KINDS, Measurement, NETWORK, QUEUE, STARTS, VITALS, words_behind};
use crate::monitoring::metrics::registered;

/// Upper bounds of the histograms' buckets in seconds, from a millisecond to over an hour. Each is a fourth root of two above the one before, so that
/// a percentile is off by nine per cent at most. Rounded to four digits, so that they read and compare well.
fn bounds() -> impl Iterator<Item = f64> {
    let round = |seconds: f64| {
        let digits = 10_f64.powi(3 - seconds.log10().floor() as i32);
        (seconds * digits).round() / digits
    };
    (0..=88).map(move |step| round(0.001 * 2_f64.powf(f64::from(step) / 4.0)))
}

/// Metrics of the events of one run, and of the place for statistics.
#[derive(Debug)]
pub struct EventMetrics {
    events: IntCounterVec,
    verdicts: IntCounterVec,
    first_cut_outs: IntCounterVec,
    failures: IntCounterVec,
    network_downloads: IntCounterVec,
    queues: IntCounterVec,
    stages: HistogramVec,
    vitals: HistogramVec,
    /// A family for each dimension, so that each adds up to all events once.
    dimensions: Vec<(Dimension, IntCounterVec)>,
    /// 1 where the place for statistics takes what is written, else 0.
    pub store_up: IntGauge,
}

impl EventMetrics {
    /// Metrics at zero. Fails where the registry has one of these names, which a constant decides.
    pub fn new(registry: &Registry, run: &str) -> Result<Self, prometheus::Error> {
        let options = |name: &str, help: &str| Opts::new(name, help).const_label("run", run);
        let counters = |name: &str, help: &str, labels: &[&str]| registered(registry, IntCounterVec::new(options(name, help), labels));
        let histograms = |name: &str, help: &str, labels: &[&str]| {
            registered(registry, HistogramVec::new(HistogramOpts::from(options(name, help)).buckets(bounds().collect()), labels))
        };
        let of_dimension = |dimension: Dimension| {
            let name = format!("offcut_field_{}_events_total", dimension.name);
            counters(&name, "Events in browsers, by one dimension and kind.", &[dimension.name, "kind"]).map(|counters| (dimension, counters))
        };
        let failures_help = "Photos that did not become cut-outs in browsers, cancelled ones included.";
        let downloads_help = "Downloads of networks by browsers, by network, outcome and size.";
        let vitals_help = "Time from the start of navigation until the page took clicks, could take a photo, and showed its first result.";
        let store_up_help = "Whether the place for statistics takes what is written: 0 while they are kept in memory only.";
        let metrics = Self {
            events: counters("offcut_field_events_total", "Events in browsers, by kind.", &["kind"])?,
            verdicts: counters("offcut_field_verdicts_total", "Cut-outs in browsers, by verdict.", &["verdict"])?,
            first_cut_outs: counters("offcut_field_first_cut_outs_total", "Cut-outs in browsers that were the first of their visit.", &[])?,
            failures: counters("offcut_field_failures_total", failures_help, &["stage", "reason"])?,
            network_downloads: counters("offcut_field_network_downloads_total", downloads_help, &["model", "outcome", "megabytes"])?,
            queues: counters("offcut_field_queues_total", "Queues of photos that ended in browsers, by number of photos.", &["photos"])?,
            stages: histograms("offcut_field_stage_duration_seconds", "Time of each stage of a cut-out in a browser.", &["stage", "start"])?,
            vitals: histograms("offcut_field_vital_seconds", vitals_help, &["vital", "start"])?,
            dimensions: Dimension::ALL.into_iter().map(of_dimension).collect::<Result<_, _>>()?,
            store_up: registered(registry, IntGauge::new("offcut_statistics_store_up", store_up_help))?,
        };
        // A sum that is not there cannot be told from one that is zero.
        for kind in KINDS {
            metrics.events.with_label_values(&[kind]);
        }
        for verdict in Verdict::NAMES {
            metrics.verdicts.with_label_values(&[verdict]);
        }
        metrics.first_cut_outs.with_label_values(&[] as &[&str]);
        Ok(metrics)
    }

    /// Counts an event by its series and measurements.
    pub fn count(&self, all_series: &[Series], measurements: &[Measurement]) {
        for (name, latency) in measurements {
            let name = &**name;
            if let Some((cold, ms)) = latency {
                let histograms = if VITALS.contains(&name) { &self.vitals } else { &self.stages };
                let start = STARTS[usize::from(!cold)].0;
                histograms.with_label_values(&[name, start]).observe(ms / 1000.0);
            } else if KINDS.contains(&name) {
                self.events.with_label_values(&[name]).inc();
                for (dimension, counters) in &self.dimensions {
                    let of_dimension = all_series.iter().filter(|series| series.dimension == dimension.name);
                    of_dimension.for_each(|series| counters.with_label_values(&[&*series.value, name]).inc());
                }
                if name == CUT_OUT {
                    let verdict = measurements.iter().find_map(|(name, _)| Verdict::named(name)).unwrap_or(Verdict::Fine);
                    self.verdicts.with_label_values(&[verdict.as_str()]).inc();
                }
            } else if let Some((stage, reason)) = words_behind(FAILURE, name) {
                self.failures.with_label_values(&[stage, reason]).inc();
            } else if let Some((outcome, bytes)) = words_behind(NETWORK, name) {
                let model = all_series.iter().find(|series| series.dimension == Dimension::MODEL.name);
                self.network_downloads.with_label_values(&[model.map_or(OTHER, |series| &*series.value), outcome, bytes]).inc();
            } else if let Some(photos) = name.strip_prefix(QUEUE) {
                self.queues.with_label_values(&[photos]).inc();
            } else if name == FIRST_OF_VISIT {
                self.first_cut_outs.with_label_values(&[] as &[&str]).inc();
            }
        }
    }
}
