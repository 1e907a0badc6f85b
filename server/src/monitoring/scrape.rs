//! `GET /metrics`: all metrics in the text format of Prometheus.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use prometheus::{Encoder, TEXT_FORMAT, TextEncoder};

use super::metrics::Metrics;
use crate::error::RequestError;

/// Metrics at this moment.
///
/// # Errors
/// When a metric has an impossible name, which a constant decides.
pub async fn scrape(State(metrics): State<Arc<Metrics>>) -> Result<Response, RequestError> {
    let mut text = Vec::new();
    TextEncoder::new().encode(&metrics.registry.gather(), &mut text).map_err(|error| {
        tracing::error!("the metrics cannot be encoded: {error}");
        RequestError::Internal
    })?;
    Ok(([(CONTENT_TYPE, TEXT_FORMAT), (CACHE_CONTROL, "no-store")], text).into_response())
}
