//! `GET /stats.csv`: a row for each step and value. Every text in it is one of our own labels, so that nothing needs quotes.

use super::format::time;
use crate::statistics::collect::dimension::Series;
use crate::statistics::collect::sums::{KINDS, TOTAL};
use crate::statistics::collect::tally::PERCENTILES;
use crate::statistics::query_result::QueryResult;

/// All events step by step, then each value of the dimension.
pub fn table(result: &QueryResult) -> String {
    let dimension = result.query.dimension;
    let percentiles = PERCENTILES.map(|(name, _)| format!(",{name}_ms")).concat();
    let mut table = format!("start,{},{},average_ms{percentiles}\r\n", dimension.name, KINDS.join(","));
    let values = result.values().into_iter().map(|(value, _)| (table_cell(value), dimension.series(value.to_owned())));
    for (value, series) in [("all".to_owned(), Series::ALL)].into_iter().chain(values) {
        for (start, sums) in result.time_series(&series) {
            let total = sums.latencies(TOTAL);
            let times = total.percentiles_ms().map(|[p50, p95, p99]| [total.average_ms(), p50, p95, p99].map(|ms| ms.to_string()));
            let counts = KINDS.map(|kind| sums.get(kind).to_string());
            let cells = [&[time(start, "%Y-%m-%dT%H:%M:%SZ"), value.clone()][..], &counts, &times.unwrap_or_default()].concat();
            table += &(cells.join(",") + "\r\n");
        }
    }
    table
}

/// Value of a database that others write to, which may hold any text: only what our words are made of goes into the table.
fn table_cell(value: &str) -> String {
    value.chars().filter(|sign| sign.is_ascii_alphanumeric() || "<+-._".contains(*sign)).collect()
}
