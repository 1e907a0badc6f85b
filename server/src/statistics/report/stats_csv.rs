//! `GET /stats.csv`: a row for each step and value. Every text in it is one of our own labels, so that nothing needs quotes.

use super::format::time;
use crate::statistics::collect::latency_histogram::PERCENTILES;
use crate::statistics::collect::sums::{CANCELLED, CUT_OUT, FAILED, READY, Sums, TOTAL};
use crate::statistics::query_result::{QueryResult, TimeSeries};

/// Kinds of events in the order of their columns.
const KINDS: [&str; 4] = [CUT_OUT, FAILED, CANCELLED, READY];

/// All events step by step, then each value of the dimension.
pub fn table(result: &QueryResult) -> String {
    let percentiles = PERCENTILES.map(|(name, _)| format!(",{name}_ms")).concat();
    let head = format!("start,{},{},average_ms{percentiles}\r\n", result.query.dimension.name, KINDS.join(","));
    let values = result.values();
    let values = values.iter().map(|(value, series)| rows(&table_cell(value), series));
    [head, rows("all", &result.all)].into_iter().chain(values).collect()
}

fn rows(value: &str, series: &TimeSeries) -> String {
    let row = |(start, sums): (&u64, &Sums)| {
        let total = sums.latencies(TOTAL);
        let mut cells = vec![time(*start, "%Y-%m-%dT%H:%M:%SZ"), value.to_owned()];
        cells.extend(KINDS.map(|kind| sums.get(kind).to_string()));
        match total.percentiles_ms() {
            Some(percentiles) => cells.extend([total.average_ms()].into_iter().chain(percentiles).map(|ms| ms.to_string())),
            None => cells.extend(vec![String::new(); 1 + PERCENTILES.len()]),
        }
        cells.join(",") + "\r\n"
    };
    series.steps.iter().map(row).collect()
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
