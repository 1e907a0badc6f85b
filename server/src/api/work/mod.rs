//! From a photo with parameters to a result.

pub mod cache;
pub mod networks;
pub mod pool;
pub mod stopwatch;
