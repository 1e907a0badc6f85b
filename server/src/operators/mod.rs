//! What whoever runs the server looks at: counters, logs and traces.

pub mod gate;
pub mod logging;
pub mod metrics;
pub mod observe;
pub mod operator_flags;
pub mod otlp;
pub mod request_id;
pub mod scrape;

pub use metrics::Metrics;
pub use operator_flags::{LogFormat, OperatorFlags};
