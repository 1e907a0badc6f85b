//! What is counted of a request. The one place to tell other statistics of it, too.

use std::time::Duration;

use super::answer::Origin;
use super::refusal::Refusal;
use crate::operators::Metrics;

/// Counts a cut-out that is answered `total` after its request.
pub fn cut_out(metrics: &Metrics, origin: Origin, total: Duration) {
    let (outcome, cache) = match origin {
        Origin::Made(times) => {
            for (stage, time) in times.named() {
                metrics.api_stage_seconds.with_label_values(&[stage]).observe(time.as_secs_f64());
            }
            ("cut_out", "miss")
        }
        Origin::Cached => ("cached", "hit"),
    };
    metrics.api_stage_seconds.with_label_values(&["total"]).observe(total.as_secs_f64());
    metrics.api_photos.with_label_values(&[outcome]).inc();
    metrics.api_cache.with_label_values(&[cache]).inc();
}

/// Counts a request that gets no cut-out: one that was turned away unseen, a photo that was at fault, or the server.
pub fn refused(metrics: &Metrics, refusal: &Refusal) {
    let rejected = match refusal {
        Refusal::TooOften { .. } => Some("rate"),
        Refusal::Full { .. } => Some("queue_full"),
        Refusal::TooSlow { .. } => Some("timeout"),
        Refusal::TooLarge { .. } => Some("too_large"),
        Refusal::OtherSite => Some("other_site"),
        Refusal::NeverFetches
        | Refusal::CutShort
        | Refusal::WrongType
        | Refusal::Form { .. }
        | Refusal::Wish(_)
        | Refusal::Photo(_)
        | Refusal::Network(_)
        | Refusal::Broke
        | Refusal::Stopping => None,
    };
    match rejected {
        Some(reason) => metrics.api_rejected.with_label_values(&[reason]).inc(),
        None => {
            let outcome = if refusal.status().is_server_error() { "failed" } else { refusal.word() };
            metrics.api_photos.with_label_values(&[outcome]).inc();
        }
    }
}
