//! What is counted of a request: in the counters, in the trace of the request, in the statistics.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use beacon::{Megapixels, Reason, Stage};
use matting::catalogue::Model;
use matting::{Error, Verdict};
use opentelemetry::Context;

use super::answer::Origin;
use super::refusal::Refusal;
use super::stopwatch::Times;
use crate::field::{ServerCutOut, Stats};
use crate::operators::Metrics;

/// Where the API counts.
#[derive(Debug, Clone)]
pub struct Account {
    /// The counters behind `/metrics`.
    pub metrics: Arc<Metrics>,
    /// The statistics behind `/stats`.
    pub stats: Arc<Stats>,
}

impl Account {
    /// Counts a cut-out that is answered `total` after its request, to which `trace` belongs.
    pub fn cut_out(&self, trace: Option<&Context>, model: &Model, verdict: Verdict, origin: Origin, total: Duration) {
        let now = SystemTime::now();
        let (outcome, cache) = match origin {
            Origin::Made { times, photo } => {
                // The last stage has only just ended.
                let mut start = now - times.named().into_iter().map(|(_, time)| time).sum::<Duration>();
                for (stage, time) in times.named() {
                    self.metrics.api_stage(trace, stage, start, time);
                    start += time;
                }
                if let Some(model) = word(model) {
                    let megapixels = Megapixels::of(photo.pixels());
                    self.stats.count_server(&ServerCutOut { model, megapixels, verdict: told(verdict), times: stages(&times, total) });
                }
                ("cut_out", "miss")
            }
            Origin::Cached => ("cached", "hit"),
        };
        self.metrics.api_stage(None, "total", now - total, total);
        self.metrics.api_photo(outcome);
        self.metrics.api_cache.with_label_values(&[cache]).inc();
    }

    /// Counts a request that gets no cut-out: one that was turned away unseen, a photo that was at fault, or the server.
    pub fn refused(&self, refusal: &Refusal) {
        if let Some(reason) = rejected(refusal) {
            self.metrics.api_rejected.with_label_values(&[reason]).inc();
        } else {
            self.metrics.api_photo(if refusal.status().is_server_error() { "failed" } else { refusal.word() });
        }
        if let Some((stage, reason)) = failed(refusal) {
            self.stats.count_server_failure(stage, reason);
        }
    }
}

/// The label of requests that are turned away without a look at their photo, or when it takes too long.
fn rejected(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
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
    }
}

/// Where and why a photo failed, if one was worked on.
fn failed(refusal: &Refusal) -> Option<(Stage, Reason)> {
    match refusal {
        Refusal::Photo(error) => match error {
            Error::EmptyFile | Error::NotAPicture | Error::UnsupportedFormat { .. } | Error::UnsupportedVariant { .. } => {
                Some((Stage::Read, Reason::NotReadable))
            }
            Error::Damaged { .. } => Some((Stage::Read, Reason::Damaged)),
            Error::OverLimit { .. } => Some((Stage::Read, Reason::TooLarge)),
            Error::Inference { .. } => Some((Stage::Find, Reason::Inference)),
            Error::TooLargeForFileType { .. } | Error::NeedsBackground { .. } | Error::EncoderLeftOut { .. } | Error::Encode { .. } => {
                Some((Stage::Encode, Reason::Other))
            }
            Error::Cancelled => Some((Stage::Total, Reason::Cancelled)),
            Error::NoBackground | Error::SizeMismatch { .. } => Some((Stage::Compose, Reason::Other)),
            Error::ModelDamaged { .. } | Error::ModelUnusable { .. } => Some((Stage::Find, Reason::ModelDamaged)),
        },
        Refusal::Network(_) => Some((Stage::Find, Reason::ModelDamaged)),
        Refusal::Broke => Some((Stage::Read, Reason::Other)),
        Refusal::TooSlow { .. } => Some((Stage::Total, Reason::Other)),
        Refusal::TooOften { .. }
        | Refusal::Full { .. }
        | Refusal::TooLarge { .. }
        | Refusal::OtherSite
        | Refusal::NeverFetches
        | Refusal::CutShort
        | Refusal::WrongType
        | Refusal::Form { .. }
        | Refusal::Wish(_)
        | Refusal::Stopping => None,
    }
}

/// A network of the catalogue by its word in the statistics.
fn word(model: &Model) -> Option<beacon::Model> {
    beacon::Model::ALL.iter().copied().find(|word| word.word() == model.name)
}

fn told(verdict: Verdict) -> beacon::Verdict {
    match verdict {
        Verdict::Fine => beacon::Verdict::Fine,
        Verdict::PleaseCheck => beacon::Verdict::PleaseCheck,
        Verdict::NoClearSubject => beacon::Verdict::NoClearSubject,
    }
}

fn stages(times: &Times, total: Duration) -> beacon::Times {
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    beacon::Times {
        download_ms: 0.0,
        read_ms: ms(times.decode),
        find_ms: ms(times.infer),
        refine_ms: ms(times.refine),
        compose_ms: ms(times.compose),
        encode_ms: ms(times.encode),
        total_ms: ms(total),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_of_the_catalogue_has_a_word() {
        for model in matting::catalogue::MODELS {
            assert!(word(model).is_some(), "{}", model.name);
        }
    }
}
