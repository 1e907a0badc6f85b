//! `POST /api/v1/events`: what the page tells about how it went. The path is neutral because ad blockers refuse more telling ones.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, StatusCode};
use beacon::{Batch, Refusal};

use super::stats::Stats;
use crate::error::RequestError;

/// Counts a batch of events, or says why not.
///
/// # Errors
/// When another site or no browser sent it, or when it breaks a bound of the wire format.
pub async fn receive(State(stats): State<Arc<Stats>>, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<StatusCode, RequestError> {
    check_sender(&headers)?;
    if text(&headers, "sec-gpc") == Some("1") {
        return Ok(StatusCode::NO_CONTENT);
    }
    check_type(&headers)?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => RequestError::Refused(Refusal::TooManyBytes),
        _ => RequestError::CutShort,
    })?;
    let batch = Batch::parse(&body).map_err(RequestError::Refused)?;
    stats.count(&batch);
    Ok(StatusCode::NO_CONTENT)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

/// The scheme is not compared: behind a proxy that ends TLS this server does not know it.
fn check_sender(headers: &HeaderMap) -> Result<(), RequestError> {
    let same = if headers.contains_key(ORIGIN) {
        let origin = text(headers, ORIGIN.as_str()).and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
        let host = text(headers, HOST.as_str());
        origin.zip(host).is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(host))
    } else if headers.contains_key("sec-fetch-site") {
        text(headers, "sec-fetch-site") == Some("same-origin")
    } else {
        return Err(RequestError::NoOrigin);
    };
    if same { Ok(()) } else { Err(RequestError::OtherOrigin) }
}

/// `sendBeacon` sends a string as `text/plain`; `fetch` may say what it is.
fn check_type(headers: &HeaderMap) -> Result<(), RequestError> {
    let essence = text(headers, CONTENT_TYPE.as_str()).and_then(|value| value.split(';').next()).map(|essence| essence.trim().to_ascii_lowercase());
    match essence.as_deref() {
        Some("application/json" | "text/plain") => Ok(()),
        Some(_) | None => Err(RequestError::WrongType),
    }
}
