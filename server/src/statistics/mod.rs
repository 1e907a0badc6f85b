//! Statistics of cut-outs in browsers and by the API: summed up, kept, and shown at `/stats`.
//!
//! An event goes from [`events`] to [`shared_state`], where [`collect`] adds it to sums by dimension. Every few seconds the [`flush_task`] writes
//! the sums of the open minute, hour and day to the [`store`] as rows. A [`query`] is answered from there, from rows and from what is not yet
//! written, by a [`query_result`], which [`report`] shows as JSON, CSV or a page. [`prometheus_collector`] is the same for Prometheus.

pub mod collect;
pub mod events;
pub mod flush_task;
pub mod live_statistics;
pub mod prometheus_collector;
pub mod query;
pub mod query_result;
pub mod report;
pub mod shared_state;
pub mod statistics_flags;
pub mod store;

pub use live_statistics::Statistics;
pub use prometheus_collector::PrometheusCollector;
pub use shared_state::{Clock, SharedState};
pub use statistics_flags::StatisticsFlags;
