//! `POST /api/v1/events`: what the page tells about how it went. The path is neutral because ad blockers refuse more telling ones.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use beacon::{Batch, Refusal};

use super::stats::Stats;
use crate::error::RequestError;
use crate::operators::Metrics;
use crate::origin;

/// Counts a batch of events, or says why not.
///
/// # Errors
/// When another site or no browser sent it, or when it breaks a bound of the wire format.
pub async fn receive(
    State(stats): State<Arc<Stats>>,
    State(metrics): State<Arc<Metrics>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, RequestError> {
    let batch = read(&headers, body);
    let result = match &batch {
        Ok(Some(_)) => "accepted",
        Ok(None) => "privacy_control",
        Err(NotCounted::OtherOrigin) => "other_origin",
        Err(NotCounted::NoOrigin) => "no_origin",
        Err(NotCounted::WrongType) => "wrong_type",
        Err(NotCounted::CutShort) => "cut_short",
        Err(NotCounted::Refused(Refusal::TooManyBytes)) => "too_many_bytes",
        Err(NotCounted::Refused(Refusal::NotUnderstood)) => "not_understood",
        Err(NotCounted::Refused(Refusal::OtherVersion)) => "other_version",
        Err(NotCounted::Refused(Refusal::TooManyEvents)) => "too_many_events",
        Err(NotCounted::Refused(Refusal::ImpossibleTime)) => "impossible_time",
    };
    metrics.beacon(result);
    if let Some(batch) = batch? {
        stats.count(&batch);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Why a batch is not counted.
enum NotCounted {
    OtherOrigin,
    NoOrigin,
    WrongType,
    CutShort,
    Refused(Refusal),
}

impl From<NotCounted> for RequestError {
    fn from(reason: NotCounted) -> Self {
        match reason {
            NotCounted::OtherOrigin => Self::OtherOrigin,
            NotCounted::NoOrigin => Self::NoOrigin,
            NotCounted::WrongType => Self::WrongType,
            NotCounted::CutShort => Self::CutShort,
            NotCounted::Refused(refusal) => Self::Refused(refusal),
        }
    }
}

/// The batch, or `None` where the person does not want to be counted.
fn read(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Option<Batch>, NotCounted> {
    check_sender(headers)?;
    if text(headers, "sec-gpc") == Some("1") {
        return Ok(None);
    }
    check_type(headers)?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => NotCounted::Refused(Refusal::TooManyBytes),
        _ => NotCounted::CutShort,
    })?;
    Batch::parse(&body).map(Some).map_err(NotCounted::Refused)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

fn check_sender(headers: &HeaderMap) -> Result<(), NotCounted> {
    let told_otherwise = || text(headers, "sec-fetch-site").map(|site| site == "same-origin");
    match origin::is_of_this_host(headers).or_else(told_otherwise) {
        Some(true) => Ok(()),
        Some(false) => Err(NotCounted::OtherOrigin),
        None => Err(NotCounted::NoOrigin),
    }
}

/// `sendBeacon` sends a string as `text/plain`; `fetch` may say what it is.
fn check_type(headers: &HeaderMap) -> Result<(), NotCounted> {
    let essence = text(headers, CONTENT_TYPE.as_str()).and_then(|value| value.split(';').next()).map(|essence| essence.trim().to_ascii_lowercase());
    match essence.as_deref() {
        Some("application/json" | "text/plain") => Ok(()),
        Some(_) | None => Err(NotCounted::WrongType),
    }
}
