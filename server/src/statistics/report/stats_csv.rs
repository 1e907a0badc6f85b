//! `GET /stats.csv`: a row for each step and value. Every text in it is one of our own labels, so that nothing needs quotes.

use super::format::time;
use crate::statistics::collect::dimension::Series;
use crate::statistics::collect::latency_histogram::PERCENTILES;
use crate::statistics::collect::sums::{KINDS, Sums, TOTAL};
use crate::statistics::query_result::QueryResult;

/// All events step by step, then each value of the dimension.
pub fn table(result: &QueryResult) -> String {
    let dimension = result.query.dimension;
    let percentiles = PERCENTILES.map(|(name, _)| format!(",{name}_ms")).concat();
    let head = format!("start,{},{},average_ms{percentiles}\r\n", dimension.name, KINDS.join(","));
    let values = result.values().map(|(value, _)| rows(&table_cell(value), result.time_series(&dimension.series(value.to_owned()))));
    [head, rows("all", result.time_series(&Series::ALL))].into_iter().chain(values).collect()
}

fn rows<'a>(value: &str, time_series: impl Iterator<Item = (u64, &'a Sums)>) -> String {
    let row = |(start, sums): (u64, &Sums)| {
        let total = sums.latencies(TOTAL);
        let mut cells = vec![time(start, "%Y-%m-%dT%H:%M:%SZ"), value.to_owned()];
        cells.extend(KINDS.map(|kind| sums.get(kind).to_string()));
        match total.percentiles_ms() {
            Some(percentiles) => cells.extend([total.average_ms()].into_iter().chain(percentiles).map(|ms| ms.to_string())),
            None => cells.extend(vec![String::new(); 1 + PERCENTILES.len()]),
        }
        cells.join(",") + "\r\n"
    };
    time_series.map(row).collect()
}

/// Value of a database that others write to, which may hold any text: only what our words are made of goes into the table.
fn table_cell(value: &str) -> String {
    value.chars().filter(|sign| sign.is_ascii_alphanumeric() || "<+-._".contains(*sign)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_value_stays_in_its_field() {
        assert_eq!(table_cell("=cmd,\"x\"\r\n"), "cmdx");
        assert_eq!(["<0.5", "3-4", "9+", "u2net_human_seg", "0.1.0"].map(table_cell), ["<0.5", "3-4", "9+", "u2net_human_seg", "0.1.0"]);
    }
}
