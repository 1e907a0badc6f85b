//! Metrics of one server behind `/metrics`.
//!
//! Names follow the Prometheus conventions: base units, `_total` for counters. Labels are words of small fixed lists.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use prometheus::core::Collector;
use prometheus::{HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry};

use super::otlp::{Context, Otlp};

/// Bucket bounds in seconds: from a cached response to a photo that waited for its turn.
const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];

/// Metrics of a server.
#[derive(Debug, Clone)]
pub struct Metrics {
    /// Registry of all metrics, those of the statistics included.
    pub registry: Registry,
    /// Requests by `route`, `method` and `status`.
    pub requests: IntCounterVec,
    /// Seconds until the response began, by `route`.
    pub request_seconds: HistogramVec,
    /// Requests in flight.
    pub in_flight: IntGauge,
    /// Beacons by `result`: `accepted`, or why not.
    pub beacons: IntCounterVec,
    /// Photos of the API by `outcome`.
    pub api_photos: IntCounterVec,
    /// Seconds of a photo of the API by `stage`: queue, read, find, refine, compose, encode, total.
    pub api_stage_seconds: HistogramVec,
    /// Failed photos of the API by `stage` and `reason`.
    pub api_failures: IntCounterVec,
    /// Photos of the API that wait for a worker.
    pub api_queue_length: IntGauge,
    /// Workers of the API that have a photo.
    pub api_workers_busy: IntGauge,
    /// Workers of the API that hung and were replaced, until they finish.
    pub api_workers_hung: IntGauge,
    /// Requests of the API by the cache's `result`: hit or miss.
    pub api_cache: IntCounterVec,
    /// Rejected requests of the API by `reason`: queue_full, rate, too_large, timeout, other_site.
    pub api_rejected: IntCounterVec,
    /// Pictures that the content filter of the API refused, by the `label` of their class.
    pub api_refused: IntCounterVec,
    /// Exporter to a collector, if there is one.
    pub otlp: Option<Arc<Otlp>>,
}

impl Metrics {
    /// Metrics at zero.
    ///
    /// # Errors
    /// When two of them have the same name, which a constant decides.
    pub fn new(otlp: Option<Arc<Otlp>>) -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        build_info(&registry)?;
        // CPU time, memory, open files, threads and the time of the start; Linux only.
        #[cfg(target_os = "linux")]
        registry.register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))?;
        let counters = |name: &str, help: &str, labels: &[&str]| registered(&registry, IntCounterVec::new(Opts::new(name, help), labels));
        let gauge = |name: &str, help: &str| registered(&registry, IntGauge::new(name, help));
        let histograms = |name: &str, help: &str, labels: &[&str]| {
            registered(&registry, HistogramVec::new(prometheus::HistogramOpts::new(name, help).buckets(SECONDS.to_vec()), labels))
        };
        Ok(Self {
            requests: counters("offcut_http_requests_total", "Completed requests.", &["route", "method", "status"])?,
            request_seconds: histograms("offcut_http_request_duration_seconds", "Time until the response began.", &["route"])?,
            in_flight: gauge("offcut_http_requests_in_flight", "Requests in flight.")?,
            beacons: counters("offcut_beacons_total", "Beacons of the page, accepted or turned away for a reason.", &["result"])?,
            api_photos: counters("offcut_api_photos_total", "Photos sent to the API.", &["outcome"])?,
            api_stage_seconds: histograms("offcut_api_stage_duration_seconds", "Time of each stage of a photo sent to the API.", &["stage"])?,
            api_failures: counters("offcut_api_failures_total", "Photos sent to the API that failed, by stage and reason.", &["stage", "reason"])?,
            api_queue_length: gauge("offcut_api_queue_length", "Photos that wait for a worker.")?,
            api_workers_busy: gauge("offcut_api_workers_busy", "Workers that have a photo.")?,
            api_workers_hung: gauge("offcut_api_workers_hung", "Workers that hang and were replaced.")?,
            api_cache: counters("offcut_api_cache_requests_total", "Requests to the API by what the cache of results said.", &["result"])?,
            api_rejected: counters("offcut_api_rejected_total", "Requests to the API that were turned away.", &["reason"])?,
            api_refused: counters("offcut_api_refused_total", "Pictures that the API's content filter refused, by label.", &["label"])?,
            registry,
            otlp,
        })
    }

    /// Counts a completed request: `route` is the pattern it matched.
    pub fn count_request(&self, route: &str, method: &str, status: &str, elapsed: Duration) {
        self.requests.with_label_values(&[route, method, status]).inc();
        self.request_seconds.with_label_values(&[route]).observe(elapsed.as_secs_f64());
    }

    /// Counts a beacon that was accepted, or rejected for a reason.
    pub fn beacon(&self, result: &'static str) {
        self.beacons.with_label_values(&[result]).inc();
        if let Some(otlp) = &self.otlp {
            otlp.beacon(result);
        }
    }

    /// Counts a photo of the API by its outcome.
    pub fn api_photo(&self, outcome: &'static str) {
        self.api_photos.with_label_values(&[outcome]).inc();
        if let Some(otlp) = &self.otlp {
            otlp.photo(outcome);
        }
    }

    /// Counts a failed photo of the API; `trace` is that of its request.
    pub fn api_failure(&self, trace: Option<&Context>, stage: &'static str, reason: &'static str) {
        self.api_failures.with_label_values(&[stage, reason]).inc();
        if let (Some(otlp), Some(trace)) = (&self.otlp, trace) {
            otlp.failure(trace, stage, reason);
        }
    }

    /// Records a finished stage of a photo of the API; `trace` is that of its request.
    pub fn api_stage(&self, trace: Option<&Context>, stage: &'static str, start: SystemTime, elapsed: Duration) {
        self.api_stage_seconds.with_label_values(&[stage]).observe(elapsed.as_secs_f64());
        if let Some(otlp) = &self.otlp {
            otlp.stage(trace, stage, start, elapsed);
        }
    }
}

/// Metric that the registry has from now on.
///
/// # Errors
/// When its name is impossible or another metric has it, which a constant decides.
pub fn registered<M: Collector + Clone + 'static>(registry: &Registry, metric: Result<M, prometheus::Error>) -> Result<M, prometheus::Error> {
    let metric = metric?;
    registry.register(Box::new(metric.clone()))?;
    Ok(metric)
}

fn build_info(registry: &Registry) -> Result<(), prometheus::Error> {
    let options = Opts::new("offcut_build_info", "Always 1; the labels say what runs.");
    let info = registered(registry, IntGaugeVec::new(options, &["version"]))?;
    info.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
    Ok(())
}
