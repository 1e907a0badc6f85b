//! Traces and metrics for an OpenTelemetry collector, over OTLP with HTTP and protobuf. Off unless `--otlp` is given.

use std::time::{Duration, SystemTime};

use axum::http::HeaderMap;
pub use opentelemetry::Context;
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, MeterProvider};
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{Span, SpanKind, Status, TraceContextExt, Tracer, TracerProvider};
use opentelemetry_otlp::{ExporterBuildError, MetricExporter, Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};

use crate::error::StartupError;

/// Time limit of a batch. A collector that takes longer does not get it: neither requests nor the stop of the server wait for it.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Interval between two exports of metrics.
const INTERVAL: Duration = Duration::from_secs(10);

/// Exporter to a collector.
#[derive(Debug)]
pub struct Otlp {
    spans: SdkTracerProvider,
    tracer: SdkTracer,
    meters: SdkMeterProvider,
    requests: Histogram<f64>,
    beacons: Counter<u64>,
    photos: Counter<u64>,
    stages: Histogram<f64>,
}

impl Otlp {
    /// Exporter to a collector, as `http://host:4318`, which need not be there yet.
    ///
    /// # Errors
    /// When the address is none, or begins with something other than `http://`.
    pub fn start(url: &str) -> Result<Self, StartupError> {
        if !url.starts_with("http://") {
            return Err(StartupError::Otlp { url: url.to_owned() });
        }
        Self::exporting(url.trim_end_matches('/')).map_err(|_| StartupError::Otlp { url: url.to_owned() })
    }

    fn exporting(url: &str) -> Result<Self, ExporterBuildError> {
        let spans = SpanExporter::builder().with_http().with_protocol(Protocol::HttpBinary);
        let spans = spans.with_endpoint(format!("{url}/v1/traces")).with_timeout(TIMEOUT).build()?;
        let metrics = MetricExporter::builder().with_http().with_protocol(Protocol::HttpBinary);
        let metrics = metrics.with_endpoint(format!("{url}/v1/metrics")).with_timeout(TIMEOUT).build()?;
        let resource = Resource::builder_empty().with_attributes([
            KeyValue::new("service.name", "offcut-server"),
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("service.instance.id", uuid::Uuid::new_v4().to_string()),
        ]);
        let resource = resource.build();
        let spans = SdkTracerProvider::builder().with_batch_exporter(spans).with_resource(resource.clone()).build();
        let reader = PeriodicReader::builder(metrics).with_interval(INTERVAL).build();
        let meters = SdkMeterProvider::builder().with_reader(reader).with_resource(resource).build();
        let (tracer, meter) = (spans.tracer("offcut-server"), meters.meter("offcut-server"));
        Ok(Self {
            requests: meter.f64_histogram("http.server.request.duration").with_unit("s").build(),
            beacons: meter.u64_counter("offcut.beacons").build(),
            photos: meter.u64_counter("offcut.api.photos").build(),
            stages: meter.f64_histogram("offcut.api.stage.duration").with_unit("s").build(),
            spans,
            tracer,
            meters,
        })
    }

    /// Starts the span of a request, in the trace that its `traceparent` names (W3C Trace Context).
    pub fn begin(&self, method: &'static str, route: &str, request_id: &str, headers: &HeaderMap) -> Context {
        let parent = TraceContextPropagator::new().extract_with_context(&Context::new(), &Carrier(headers));
        let attributes = vec![
            KeyValue::new("http.request.method", method),
            KeyValue::new("http.route", route.to_owned()),
            KeyValue::new("offcut.request.id", request_id.to_owned()),
        ];
        let span = self.tracer.span_builder(format!("{method} {route}")).with_kind(SpanKind::Server).with_attributes(attributes);
        parent.with_span(span.start_with_context(&self.tracer, &parent))
    }

    /// Ends the span of a request.
    pub fn end(&self, request: &Context, method: &'static str, route: &str, status: u16, elapsed: Duration) {
        let status_code = KeyValue::new("http.response.status_code", i64::from(status));
        let labels = [KeyValue::new("http.request.method", method), KeyValue::new("http.route", route.to_owned()), status_code.clone()];
        self.requests.record(elapsed.as_secs_f64(), &labels);
        let span = request.span();
        span.set_attribute(status_code);
        if status >= 500 {
            span.set_status(Status::error(""));
        }
        span.end();
    }

    /// Notes the stage and the reason of a failed photo in the span of its request.
    pub fn failure(&self, request: &Context, stage: &'static str, reason: &'static str) {
        request.span().set_attributes([KeyValue::new("offcut.stage", stage), KeyValue::new("error.type", reason)]);
    }

    /// Exports a finished stage of a photo as a span of its own inside that of its request.
    pub fn stage(&self, request: Option<&Context>, stage: &'static str, start: SystemTime, elapsed: Duration) {
        self.stages.record(elapsed.as_secs_f64(), &[KeyValue::new("stage", stage)]);
        if let Some(request) = request {
            let mut span = self.tracer.span_builder(stage).with_start_time(start).start_with_context(&self.tracer, request);
            span.end_with_timestamp(start + elapsed);
        }
    }

    /// Counts a beacon.
    pub fn beacon(&self, result: &'static str) {
        self.beacons.add(1, &[KeyValue::new("result", result)]);
    }

    /// Counts a photo of the API by its outcome.
    pub fn photo(&self, outcome: &'static str) {
        self.photos.add(1, &[KeyValue::new("outcome", outcome)]);
    }

    /// Exports what waits. Blocks, for a few seconds at most where no collector responds.
    pub fn stop(&self) {
        for (signal, result) in [("traces", self.spans.shutdown_with_timeout(TIMEOUT)), ("metrics", self.meters.shutdown_with_timeout(TIMEOUT))] {
            if let Err(error) = result {
                tracing::warn!("the last {signal} did not reach the collector: {error}");
            }
        }
    }
}

struct Carrier<'a>(&'a HeaderMap);

impl Extractor for Carrier<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(|name| name.as_str()).collect()
    }
}
