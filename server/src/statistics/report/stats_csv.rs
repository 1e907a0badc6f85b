//! `GET /stats.csv`: a row for each step and value. Every text in it is one of our own labels, so that nothing needs quotes.

use std::fmt::Write;

use super::format::time;
use super::json_report::hundredths;
use crate::statistics::collect::dimension::Series;
use crate::statistics::collect::latency_histogram::PERCENTILES;
use crate::statistics::collect::sums::{Count, Timing};
use crate::statistics::query_result::{QueryResult, TimeSeries};

/// Kinds of events in the order of their columns.
const KINDS: [Count; 4] = [Count::CutOut, Count::Failed, Count::Cancelled, Count::Ready];

/// All events step by step, then each value of the dimension.
pub fn table(result: &QueryResult) -> String {
    let kinds = KINDS.map(|kind| kind.name()).join(",");
    let percentiles = PERCENTILES.map(|percentile| format!(",{}_ms", percentile.name)).concat();
    let mut text = format!("start,{},{kinds},average_ms{percentiles}\r\n", result.query.dimension.name);
    rows(&mut text, Series::ALL.dimension, &result.all);
    result.values().iter().for_each(|(value, series)| rows(&mut text, &table_cell(value), series));
    text
}

fn rows(text: &mut String, value: &str, series: &TimeSeries) {
    for (start, sums) in &series.steps {
        let kinds = KINDS.map(|kind| sums.get(kind).to_string()).join(",");
        let latencies = match sums.latencies(Timing::TOTAL) {
            Some(total) => {
                let percentiles = PERCENTILES.map(|percentile| format!(",{}", total.percentile_ms(percentile)));
                hundredths(total.average_ms()).to_string() + &percentiles.concat()
            }
            None => ",".repeat(PERCENTILES.len()),
        };
        // Writing to a string cannot fail.
        let _ = write!(text, "{},{value},{kinds},{latencies}\r\n", time(*start, "%Y-%m-%dT%H:%M:%SZ"));
    }
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
