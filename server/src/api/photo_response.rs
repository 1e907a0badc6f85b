//! Response with a cut-out, and its headers.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use beacon::Stage;
use matting::{Size, Warning};

use super::processing::cache::CachedResult;
use super::processing::job_progress::Times;
use super::request::params::Params;

/// Source of a result.
#[derive(Debug, Clone, Copy)]
pub enum ResultSource {
    /// Worker, with its times.
    Computed(Times),
    /// Cache.
    Cached,
}

/// Response with the file of a cut-out, `total` after its request.
pub fn with(result: CachedResult, params: &Params, source: ResultSource, total: Duration) -> Response {
    let CachedResult { file, output_format, size: Size { width, height }, confidence, warnings } = result;
    let mut headers = HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static(output_format.mime())),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (VARY, HeaderValue::from_name(ACCEPT)),
        (HeaderName::from_static("x-offcut-verdict"), HeaderValue::from_static(confidence.verdict.as_str())),
    ]);
    let cache = match source {
        ResultSource::Computed(_) => "miss",
        ResultSource::Cached => "hit",
    };
    headers.insert(HeaderName::from_static("x-cache"), HeaderValue::from_static(cache));
    let written = [
        (CONTENT_DISPOSITION, format!("inline; filename=\"cutout.{}\"", output_format.extension())),
        (HeaderName::from_static("server-timing"), server_timing(source, total)),
        (HeaderName::from_static("x-offcut-doubt"), format!("{:.3}", confidence.doubt())),
        (HeaderName::from_static("x-offcut-size"), format!("{width}x{height}")),
    ];
    let ignored = (!params.ignored.is_empty()).then(|| (HeaderName::from_static("x-offcut-ignored"), params.ignored.join(", ")));
    let notes: Vec<&str> = warnings.into_iter().map(Warning::as_str).collect();
    let notes = (!notes.is_empty()).then(|| (HeaderName::from_static("x-offcut-notes"), notes.join(", ")));
    for (name, text) in written.into_iter().chain(ignored).chain(notes) {
        // Words, digits and signs of ASCII are always a header.
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    }
    (headers, Body::from(file)).into_response()
}

fn server_timing(source: ResultSource, total: Duration) -> String {
    let metric = |(name, time): (&str, Duration)| format!("{name};dur={:.1}", time.as_secs_f64() * 1e3);
    let mut metrics: Vec<String> = match source {
        ResultSource::Computed(times) => times.named().map(metric).collect(),
        ResultSource::Cached => Vec::new(),
    };
    metrics.push(metric((Stage::Total.as_str(), total)));
    metrics.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_timing_names_every_stage() {
        let mut times = Times { queue: Duration::from_millis(2), ..Times::default() };
        times.stages[1] = Duration::from_micros(123_456);
        assert_eq!(
            server_timing(ResultSource::Computed(times), Duration::from_millis(130)),
            "queue;dur=2.0, read;dur=0.0, find;dur=123.5, refine;dur=0.0, compose;dur=0.0, encode;dur=0.0, total;dur=130.0"
        );
        assert_eq!(server_timing(ResultSource::Cached, Duration::from_millis(1)), "total;dur=1.0");
    }
}
