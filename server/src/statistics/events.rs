//! `POST /api/v1/events`: batches of the page's events. The path is neutral because ad blockers block more descriptive ones.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use beacon::{Batch, BatchError};

use super::shared_state::SharedState;
use crate::error::RequestError;
use crate::monitoring::Metrics;
use crate::origin;

/// Counts a batch of events.
///
/// # Errors
/// When another site or no browser sent it, or when it exceeds a bound of the wire format.
pub async fn receive(
    State(state): State<Arc<SharedState>>,
    State(metrics): State<Arc<Metrics>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, RequestError> {
    let batch = read(&headers, body);
    metrics.beacon(match &batch {
        Ok(Some(_)) => "accepted",
        Ok(None) => "privacy_control",
        Err(RequestError::OtherOrigin) => "other_origin",
        Err(RequestError::NoOrigin) => "no_origin",
        Err(RequestError::WrongType) => "wrong_type",
        Err(RequestError::IncompleteBody) => "cut_short",
        Err(RequestError::Rejected(error)) => error.as_str(),
        Err(_) => "other",
    });
    if let Some(batch) = batch? {
        state.count(&batch);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Batch of a request, or `None` where the person does not want to be counted.
fn read(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Option<Batch>, RequestError> {
    check_origin(headers)?;
    if text(headers, "sec-gpc") == Some("1") {
        return Ok(None);
    }
    check_type(headers)?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => RequestError::Rejected(BatchError::TooManyBytes),
        _ => RequestError::IncompleteBody,
    })?;
    Batch::parse(&body).map(Some).map_err(RequestError::Rejected)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

fn check_origin(headers: &HeaderMap) -> Result<(), RequestError> {
    let by_fetch_site = || text(headers, "sec-fetch-site").map(|site| site == "same-origin");
    match origin::is_of_this_host(headers).or_else(by_fetch_site) {
        Some(true) => Ok(()),
        Some(false) => Err(RequestError::OtherOrigin),
        None => Err(RequestError::NoOrigin),
    }
}

/// Checks the content type: `sendBeacon` sends a string as `text/plain`, `fetch` may send JSON.
fn check_type(headers: &HeaderMap) -> Result<(), RequestError> {
    let essence = text(headers, "content-type").and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    let is_known = ["application/json", "text/plain"].iter().any(|known| essence.eq_ignore_ascii_case(known));
    if is_known { Ok(()) } else { Err(RequestError::WrongType) }
}
