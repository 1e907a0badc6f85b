//! From stored sums to JSON, CSV and the page.

pub mod charts;
pub mod format;
pub mod handlers;
pub mod json_report;
pub mod scale;
pub mod stats_csv;
pub mod stats_page;
