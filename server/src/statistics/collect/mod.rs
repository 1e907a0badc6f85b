//! From events to sums.

pub mod dimension;
pub mod period;
pub mod rollup;
pub mod steady_clock;
pub mod sums;
pub mod tally;
