//! Statistics of cut-outs in browsers and by the API: summed up, kept, and shown at `/stats`.
//!
//! An event goes from [`events`] to [`SharedState`], where [`collect`] adds it to sums by series. Every few seconds a thread of [`Statistics`] writes
//! the sums of the open minute, hour and day to the [`store`] as rows. A [`query`] is answered from there, from rows and from what is not yet
//! written, by a [`query_result`], which [`report`] shows as JSON, CSV or a page. [`event_metrics`] counts the same for Prometheus.

mod collect;
mod event_metrics;
pub mod events;
mod live_statistics;
mod query;
mod query_result;
pub mod report;
mod shared_state;
pub mod statistics_flags;
mod store;

pub use live_statistics::Statistics;
pub use shared_state::{Clock, SharedState};
pub use statistics_flags::StatisticsFlags;
