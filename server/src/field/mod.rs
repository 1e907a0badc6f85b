//! Statistics from the field: what browsers tell about how it went, summed up, kept, and shown at `/stats`.

pub mod events;
pub mod report;
pub mod statistics_flags;
pub mod stats;
pub mod stats_page;
pub mod tally;

pub use statistics_flags::StatisticsFlags;
pub use stats::Stats;

use axum::Router;
use axum::routing::{get, post};

use crate::routes::State;

/// What the page's beacon uses: open to everyone.
pub fn beacon_routes() -> Router<State> {
    Router::new().route("/api/v1/events", post(events::receive))
}

/// What operators look at.
pub fn operator_routes() -> Router<State> {
    Router::new().route("/stats", get(stats_page::show)).route("/stats.css", get(stats_page::style))
}
