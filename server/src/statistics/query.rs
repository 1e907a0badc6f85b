//! Query of a visitor of `/stats`: a range of time and a dimension to compare by.

use std::collections::BTreeMap;

use super::collect::dimension::Dimension;
use super::collect::period::Period;
use super::store::sql_store::Selection;
use crate::error::RequestError;

/// Range of time that ends now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Word in addresses.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    period: Period,
    buckets_per_step: u64,
    steps: u64,
    /// Seconds between two labels of a time axis.
    pub label_seconds: u64,
    /// Format of a label, in the words of `strftime`.
    pub label_format: &'static str,
}

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// All ranges, the shortest first.
#[rustfmt::skip]
pub const RANGES: [Range; 6] = [
    Range { name: "1h", title: "1 hour", period: Period::Minute, buckets_per_step: 1, steps: 60, label_seconds: HOUR / 4, label_format: "%H:%M" },
    Range { name: "6h", title: "6 hours", period: Period::Minute, buckets_per_step: 6, steps: 60, label_seconds: HOUR, label_format: "%H:%M" },
    Range { name: "24h", title: "24 hours", period: Period::Hour, buckets_per_step: 1, steps: 24, label_seconds: 4 * HOUR, label_format: "%H:%M" },
    Range { name: "7d", title: "7 days", period: Period::Hour, buckets_per_step: 3, steps: 56, label_seconds: DAY, label_format: "%-d %b" },
    Range { name: "30d", title: "30 days", period: Period::Day, buckets_per_step: 1, steps: 30, label_seconds: 5 * DAY, label_format: "%-d %b" },
    Range { name: "1y", title: "1 year", period: Period::Day, buckets_per_step: 7, steps: 53, label_seconds: 61 * DAY, label_format: "%b" },
];

/// Range of a query that names none.
const DEFAULT_RANGE: Range = RANGES[2];

impl Range {
    /// Range that ends with the bucket which this Unix second is in. It is never shorter than its name, and longer by at most a bucket.
    pub fn until(self, now: u64) -> TimeRange {
        let step_seconds = self.period.seconds() * self.buckets_per_step;
        let to = self.period.bucket(now).end();
        // One bucket more than the name says, since the last one has only begun.
        let from = to.saturating_sub(step_seconds * self.steps + self.period.seconds());
        TimeRange { period: self.period, from, to, step_seconds }
    }
}

/// Range of time in Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRange {
    /// Period of the buckets it is made of.
    pub period: Period,
    /// Beginning.
    pub from: u64,
    /// End, exclusive.
    pub to: u64,
    /// Length of a step. The first step may be shorter.
    pub step_seconds: u64,
}

impl TimeRange {
    /// Beginnings of all steps. They are counted from the end, so that only the first step can be shorter.
    pub fn steps(self) -> Vec<u64> {
        let mut starts = Vec::new();
        let mut end = self.to;
        while end > self.from {
            let start = end.saturating_sub(self.step_seconds).max(self.from);
            starts.push(start);
            end = start;
        }
        starts.reverse();
        starts
    }

    /// Beginning of the step that this second is in.
    pub fn step_of(self, second: u64) -> u64 {
        let back = (self.to.saturating_sub(second + 1) / self.step_seconds + 1) * self.step_seconds;
        self.to.saturating_sub(back).max(self.from)
    }
}

/// Range and dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// Range of time.
    pub range: Range,
    /// Dimension to compare by.
    pub dimension: Dimension,
}

impl Query {
    /// Query of an address, and whether it asks for JSON. Defaults: the last 24 hours by build.
    ///
    /// # Errors
    /// When a value is not known.
    pub fn parse(parameters: &BTreeMap<String, String>) -> Result<(Self, bool), RequestError> {
        let parameter = |name: &str| parameters.get(name).map(String::as_str);
        let range = match parameter("range") {
            Some(word) => RANGES.into_iter().find(|range| range.name == word).ok_or(RequestError::UnknownRange)?,
            None => DEFAULT_RANGE,
        };
        let dimension = match parameter("split") {
            Some(word) => Dimension::named(word).ok_or(RequestError::UnknownSplit)?,
            None => Dimension::BUILD,
        };
        let wants_json = match parameter("format") {
            Some("json") => true,
            Some(_) => return Err(RequestError::UnknownFormat),
            None => false,
        };
        Ok((Self { range, dimension }, wants_json))
    }

    /// Rows that answer it in this time.
    pub fn selection(self, time: TimeRange) -> Selection {
        Selection { period: time.period, from: time.from, to: time.to, split: self.dimension.name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_cover_range_without_gap() {
        for range in RANGES {
            for now in [0, 59, 100_000_000, 1_700_000_123] {
                let time = range.until(now);
                let steps = time.steps();
                assert_eq!(steps.first(), Some(&time.from));
                for (start, end) in steps.iter().zip(steps[1..].iter().chain([&time.to])) {
                    assert!(start < end);
                    assert_eq!([time.step_of(*start), time.step_of(end - 1)], [*start, *start], "{range:?} {now}");
                }
                assert!((time.from..time.to).contains(&now));
            }
        }
    }
}
