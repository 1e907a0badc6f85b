//! From a photo with parameters to a result.

pub mod cache;
pub mod content_filter;
pub mod job_progress;
pub mod networks;
pub mod pool;
