//! Telemetry of requests: metrics, trace and statistics.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use beacon::Stage;
use matting::Verdict;

use super::api_error::{ApiError, ErrorProperties};
use super::photo_response::ResultSource;
use super::processing::job_progress::Times;
use crate::monitoring::Metrics;
use crate::monitoring::otlp::Context;
use crate::statistics::Statistics;

/// Metrics and statistics of the API.
#[derive(Debug, Clone)]
pub struct Telemetry {
    /// Metrics behind `/metrics`.
    pub metrics: Arc<Metrics>,
    /// Statistics behind `/stats`.
    pub statistics: Arc<Statistics>,
}

impl Telemetry {
    /// Counts a cut-out whose response begins `total` after its request, to which `trace` belongs.
    pub fn cut_out(&self, trace: Option<&Context>, verdict: Verdict, source: ResultSource, total: Duration) {
        let now = SystemTime::now();
        let (outcome, cache) = match source {
            ResultSource::Computed(times) => {
                // The last stage has only just ended.
                let mut start = now - times.named().map(|(_, time)| time).sum::<Duration>();
                for (stage, time) in times.named() {
                    self.metrics.api_stage(trace, stage, start, time);
                    start += time;
                }
                self.statistics.count_api_cut_out(counted(verdict), &milliseconds(&times, total));
                ("cut_out", "miss")
            }
            ResultSource::Cached => ("cached", "hit"),
        };
        self.metrics.api_stage(None, Stage::Total.as_str(), now - total, total);
        self.metrics.api_photo(outcome);
        self.metrics.api_cache.with_label_values(&[cache]).inc();
    }

    /// Counts a request without a cut-out: one that was rejected unseen, a photo that was at fault, or the server. `trace` is that of the request.
    pub fn error(&self, trace: Option<&Context>, error: &ApiError) {
        if let ApiError::Refused { label } = error {
            self.metrics.api_refused.with_label_values(&[label.as_str()]).inc();
        }
        let ErrorProperties { status, code, rejection, failure, .. } = error.properties();
        if let Some(label) = rejection {
            self.metrics.api_rejected.with_label_values(&[label]).inc();
        } else {
            self.metrics.api_photo(if status.is_server_error() { "failed" } else { code });
        }
        if let Some((stage, reason)) = failure {
            self.metrics.api_failure(trace, stage.as_str(), reason.as_str());
            self.statistics.count_api_failure(stage, reason);
        }
    }
}

fn counted(verdict: Verdict) -> beacon::Verdict {
    match verdict {
        Verdict::Fine => beacon::Verdict::Fine,
        Verdict::PleaseCheck => beacon::Verdict::PleaseCheck,
        Verdict::NoClearSubject => beacon::Verdict::NoClearSubject,
    }
}

fn milliseconds(times: &Times, total: Duration) -> beacon::Times {
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let [read_ms, find_ms, refine_ms, compose_ms, encode_ms] = times.stages.map(ms);
    beacon::Times { download_ms: 0.0, read_ms, find_ms, refine_ms, compose_ms, encode_ms, total_ms: ms(total) }
}

#[cfg(test)]
mod tests {
    use beacon::Reason;
    use matting::ErrorKind;

    #[test]
    fn every_kind_of_error_has_a_reason_of_its_own() {
        for kind in ErrorKind::ALL {
            assert_eq!(Reason::named(kind.as_str()).map(Reason::as_str), Some(kind.as_str()), "{kind:?}");
        }
    }
}
