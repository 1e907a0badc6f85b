//! Statistics from the field: what browsers tell about how it went, summed up, kept, and shown at `/stats`.
//!
//! An event goes `events` → `stats` → `tally` (by `series`, as `sums` of counts and `spread`s). Every few seconds the `keeper` enters it into the
//! `books` of the open minute, hour and day and writes these as `rows` to the `archive`. A `question` is answered by what is `gathered` from
//! there or from the `fleet`, as a `report`, a page or a table.

pub mod archive;
pub mod books;
pub mod buckets;
pub mod charts;
pub mod events;
pub mod exposition;
pub mod fleet;
pub mod gathered;
pub mod keeper;
pub mod markup;
pub mod page_versions;
pub mod period;
pub mod place;
pub mod postgres_store;
pub mod question;
pub mod report;
pub mod rows;
pub mod scale;
pub mod series;
pub mod server_cut_out;
pub mod show;
pub mod spread;
pub mod sqlite_store;
pub mod statements;
pub mod statistics_flags;
pub mod stats;
pub mod stats_csv;
pub mod stats_page;
pub mod store;
pub mod sums;
pub mod tally;

pub use exposition::Exposition;
pub use server_cut_out::ServerCutOut;
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
    Router::new().route("/stats", get(show::show)).route("/stats.csv", get(show::csv)).route("/stats.css", get(show::style))
}
