//! From a photo with parameters to a result.

pub mod cache;
pub mod choice;
pub mod content_filter;
pub mod job_progress;
pub mod networks;
pub mod place;
pub mod pool;
pub mod watchdog;
pub mod worker;
