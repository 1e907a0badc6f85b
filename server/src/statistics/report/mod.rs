//! From stored sums to JSON, CSV and the page.

mod charts;
mod format;
pub mod handlers;
mod json_report;
mod scale;
mod stats_csv;
mod stats_page;
