//! Monitoring for operators: metrics, logs and traces.

pub mod auth;
pub mod logging;
pub mod metrics;
pub mod monitoring_flags;
#[cfg_attr(not(feature = "otlp"), path = "otlp_stub.rs")]
pub mod otlp;
pub mod request_id;
pub mod request_telemetry;
pub mod scrape;

pub use metrics::Metrics;
pub use monitoring_flags::{LogFormat, MonitoringFlags};
