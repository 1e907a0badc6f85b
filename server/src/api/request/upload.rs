//! Upload: the body of a request, within its size limit and reserved memory.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, EXPECT};

use super::admission::Admitted;
use crate::api::api_error::ApiError;

/// Bytes of a rejected request that are read and discarded. A client that is still sending when the connection ends often reports that, and not the
/// response.
const MAX_DRAINED: usize = 64 << 20;

/// Timeout for them.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);

/// Reads a whole body of at most `allowed` bytes, for which `admitted` reserves memory as they come.
///
/// # Errors
/// [`ApiError::PayloadTooLarge`], at once where `Content-Length` says so; [`ApiError::IncompleteBody`]; [`ApiError::QueueFull`].
pub async fn read(headers: &HeaderMap, body: &mut Body, allowed: usize, admitted: &mut Admitted<'_>) -> Result<Bytes, ApiError> {
    let content_length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if content_length.is_some_and(|length| length > allowed as u64) {
        return Err(ApiError::PayloadTooLarge { allowed });
    }
    // An announced length is not reserved before its bytes are there.
    let mut bytes = Vec::new();
    while let Some(data) = next(body).await {
        let data = data?;
        if bytes.len() + data.len() > allowed {
            return Err(ApiError::PayloadTooLarge { allowed });
        }
        admitted.reserve(bytes.len() + data.len())?;
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.into())
}

/// Reads and discards the rest of a rejected body, within bounds. A client that sent `Expect: 100-continue` has not begun to send it.
pub async fn drain(headers: &HeaderMap, body: &mut Body) {
    if headers.contains_key(EXPECT) {
        return;
    }
    let all = async {
        let mut drained = 0;
        while let Some(Ok(data)) = next(body).await {
            drained += data.len();
            if drained > MAX_DRAINED {
                break;
            }
        }
    };
    // A slower client sees the connection end.
    let _ = tokio::time::timeout(DRAIN_TIMEOUT, all).await;
}

async fn next(body: &mut Body) -> Option<Result<Bytes, ApiError>> {
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await? {
            Ok(frame) => match frame.into_data() {
                Ok(data) => return Some(Ok(data)),
                // Trailers say nothing here.
                Err(_) => continue,
            },
            Err(_) => return Some(Err(ApiError::IncompleteBody)),
        }
    }
}
