//! `GET /stats.csv`: a row for each step and value. Every text in it is one of our own words, so nothing needs quotes.

use std::fmt::Write;

use beacon::Stage;

use super::gathered::{Course, Gathered};
use super::markup::time;
use super::report::{Events, Times};
use super::series::{ALL, Split};
use super::sums::Timed;

/// Everything together step by step, then each value of the split.
pub fn table(split: Split, gathered: &Gathered) -> String {
    let mut text = format!("start,{},cut_out,failed,cancelled,ready,average_ms,p50_ms,p95_ms,p99_ms\r\n", split.word());
    rows(&mut text, ALL, &gathered.all);
    gathered.values.iter().for_each(|(value, course)| rows(&mut text, &word(value), course));
    text
}

fn rows(text: &mut String, value: &str, course: &Course) {
    for (start, sums) in &course.steps {
        let Events { ready, cut_out, failed, cancelled } = Events::from(sums);
        let _ = write!(text, "{},{value},{cut_out},{failed},{cancelled},{ready}", time(*start, "%Y-%m-%dT%H:%M:%SZ"));
        let _ = match sums.all_times(Timed::Stage(Stage::Total)).as_ref().map(Times::from) {
            Some(Times { average_ms, p50_ms, p95_ms, p99_ms, .. }) => write!(text, ",{average_ms},{p50_ms},{p95_ms},{p99_ms}\r\n"),
            None => write!(text, ",,,,\r\n"),
        };
    }
}

/// A database that others write to may hold any text: only what our words are made of goes into the table.
fn word(value: &str) -> String {
    value.chars().filter(|sign| sign.is_ascii_alphanumeric() || "<+-._".contains(*sign)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_value_cannot_leave_its_field() {
        assert_eq!(word("=cmd,\"x\"\r\n"), "cmdx");
        assert_eq!(["<0.5", "3-4", "9+", "u2net_human_seg", "0.1.0"].map(word), ["<0.5", "3-4", "9+", "u2net_human_seg", "0.1.0"]);
    }
}
