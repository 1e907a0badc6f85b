//! Observation of every request: its id, its time, its line in the log, its span.
//!
//! Neither query, body, header nor address of a client is recorded: nothing in log, counters and traces can point to a person.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use prometheus::IntGauge;

use super::metrics::Metrics;
use super::otlp::Context;
use super::request_id::{self, RequestId};

/// Trace of a request, for those who add spans to it.
#[derive(Debug, Clone)]
pub struct Trace(pub Context);

/// Label of requests without a route, and of unusual methods.
const ELSEWHERE: &str = "other";

/// Middleware that measures a request. An outer layer than the routes', so that rejections are measured, too.
pub async fn record_request(State(metrics): State<Arc<Metrics>>, mut request: Request, next: Next) -> Response {
    let start = Instant::now();
    let id = RequestId::of(request.headers());
    let method = method_label(request.method());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or(ELSEWHERE, |matched| without_final_slash(matched.as_str()));
    let _running = Running::count(&metrics.in_flight);
    let trace = metrics.otlp.as_ref().map(|otlp| otlp.begin(method, route, id.as_str(), request.headers()));
    if let Some(trace) = &trace {
        request.extensions_mut().insert(Trace(trace.clone()));
    }
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    let (status, elapsed) = (response.status(), start.elapsed());
    metrics.count_request(route, method, status.as_str(), elapsed);
    if let (Some(otlp), Some(trace)) = (&metrics.otlp, &trace) {
        otlp.end(trace, method, route, status.as_u16(), elapsed);
    }
    log(&id, method, route, status, elapsed.as_secs_f64() * 1e3);
    response.headers_mut().insert(request_id::NAME, id.header());
    response
}

fn log(id: &RequestId, method: &str, route: &str, status: StatusCode, ms: f64) {
    let (request_id, status) = (id.as_str(), status.as_u16());
    if status >= 500 || route.starts_with("/api/remove") {
        tracing::info!(request_id, method, route, status, ms, "answered");
    } else {
        tracing::debug!(request_id, method, route, status, ms, "answered");
    }
}

/// Label of a route: one for both of its spellings.
fn without_final_slash(route: &str) -> &str {
    route.strip_suffix('/').filter(|route| !route.is_empty()).unwrap_or(route)
}

/// Label of a method: clients can send any word as one.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => ELSEWHERE,
    }
}

/// Request in flight, until it is dropped, which it is as well when the client goes away before the response.
struct Running<'a>(&'a IntGauge);

impl<'a> Running<'a> {
    fn count(gauge: &'a IntGauge) -> Self {
        gauge.inc();
        Self(gauge)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}
