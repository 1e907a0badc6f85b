//! What whoever runs the server looks at: counters, logs and traces.

pub mod metrics;
pub mod operator_flags;

pub use metrics::Metrics;
pub use operator_flags::{LogFormat, OperatorFlags};
