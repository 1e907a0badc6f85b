//! A cut-out as the answer to a request, with what can be said of it in headers.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use matting::{Size, Verdict};

use super::cache::Kept;
use super::stopwatch::Times;
use super::wishes::Wishes;

/// Where a cut-out came from.
#[derive(Debug, Clone, Copy)]
pub enum Origin {
    /// A worker made it.
    Made {
        /// How long it took.
        times: Times,
        /// The photo's width and height.
        photo: Size,
    },
    /// It was in the cache.
    Cached,
}

/// The answer with the file of a cut-out, `total` after its request.
pub fn with(kept: Kept, wishes: &Wishes, origin: Origin, total: Duration) -> Response {
    let Kept { file, file_type, size: Size { width, height }, confidence } = kept;
    let mut headers = HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static(file_type.mime())),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (VARY, HeaderValue::from_name(ACCEPT)),
        (HeaderName::from_static("x-offcut-verdict"), HeaderValue::from_static(word(confidence.verdict))),
    ]);
    let cache = match origin {
        Origin::Made { .. } => "miss",
        Origin::Cached => "hit",
    };
    headers.insert(HeaderName::from_static("x-cache"), HeaderValue::from_static(cache));
    let written = [
        (CONTENT_DISPOSITION, format!("inline; filename=\"cutout.{}\"", file_type.extension())),
        (HeaderName::from_static("server-timing"), server_timing(origin, total)),
        (HeaderName::from_static("x-offcut-doubt"), format!("{:.3}", confidence.risk)),
        (HeaderName::from_static("x-offcut-size"), format!("{width}x{height}")),
    ];
    let ignored = (!wishes.ignored.is_empty()).then(|| (HeaderName::from_static("x-offcut-ignored"), wishes.ignored.join(", ")));
    for (name, text) in written.into_iter().chain(ignored) {
        // Words, digits and signs of ASCII are always a header.
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    }
    (headers, Body::from(file)).into_response()
}

fn server_timing(origin: Origin, total: Duration) -> String {
    let metric = |(name, time): (&str, Duration)| format!("{name};dur={:.1}", time.as_secs_f64() * 1e3);
    let stages = match origin {
        Origin::Made { times, .. } => times.named().map(metric).to_vec(),
        Origin::Cached => Vec::new(),
    };
    stages.into_iter().chain([metric(("total", total))]).collect::<Vec<_>>().join(", ")
}

/// The word that programs can tell a verdict by.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fine => "fine",
        Verdict::PleaseCheck => "please_check",
        Verdict::NoClearSubject => "no_clear_subject",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_has_its_time() {
        let times = Times { queue: Duration::from_millis(2), infer: Duration::from_micros(123_456), ..Times::default() };
        assert_eq!(
            server_timing(Origin::Made { times, photo: Size { width: 1, height: 1 } }, Duration::from_millis(130)),
            "queue;dur=2.0, decode;dur=0.0, infer;dur=123.5, refine;dur=0.0, compose;dur=0.0, encode;dur=0.0, total;dur=130.0"
        );
        assert_eq!(server_timing(Origin::Cached, Duration::from_millis(1)), "total;dur=1.0");
    }
}
