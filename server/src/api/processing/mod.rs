//! Processing of a photo: worker pool, models, content filter, cache of results.

pub mod cache;
pub mod choice;
pub mod content_filter;
pub mod job_progress;
pub mod loaded_models;
pub mod pool;
pub mod watchdog;
pub mod worker;
pub mod worker_state;
