//! From events to sums.

pub mod aggregates;
pub mod dimension;
pub mod latency_histogram;
pub mod period;
pub mod rollup;
pub mod steady_clock;
pub mod sums;
