//! Query of a visitor of `/stats`: a range of time and a dimension to compare by.

use std::collections::BTreeMap;

use super::collect::dimension::Dimension;
use super::collect::period::{BucketKey, DAY, HOUR, Period};
use crate::error::RequestError;

/// Range of time that ends now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Word in addresses.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Period of the buckets it is made of.
    pub period: Period,
    buckets_per_step: u64,
    steps: u64,
    /// Seconds between two labels of a time axis.
    pub label_seconds: u64,
    /// Format of a label, in the words of `strftime`.
    pub label_format: &'static str,
}

/// All ranges, the shortest first.
#[rustfmt::skip]
pub const RANGES: [Range; 6] = [
    Range { name: "1h", title: "1 hour", period: Period::MINUTE, buckets_per_step: 1, steps: 60, label_seconds: HOUR / 4, label_format: "%H:%M" },
    Range { name: "6h", title: "6 hours", period: Period::MINUTE, buckets_per_step: 6, steps: 60, label_seconds: HOUR, label_format: "%H:%M" },
    Range { name: "24h", title: "24 hours", period: Period::HOUR, buckets_per_step: 1, steps: 24, label_seconds: 4 * HOUR, label_format: "%H:%M" },
    Range { name: "7d", title: "7 days", period: Period::HOUR, buckets_per_step: 3, steps: 56, label_seconds: DAY, label_format: "%-d %b" },
    Range { name: "30d", title: "30 days", period: Period::DAY, buckets_per_step: 1, steps: 30, label_seconds: 5 * DAY, label_format: "%-d %b" },
    Range { name: "1y", title: "1 year", period: Period::DAY, buckets_per_step: 7, steps: 53, label_seconds: 61 * DAY, label_format: "%b" },
];

/// Range of a query that names none.
const DEFAULT_RANGE: Range = RANGES[2];

impl Range {
    /// Length of a step in seconds. The first step may be shorter.
    pub fn step_seconds(self) -> u64 {
        self.period.seconds * self.buckets_per_step
    }
}

/// Range with its times in Unix seconds, and dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// Range of time.
    pub range: Range,
    /// Dimension to compare by.
    pub dimension: Dimension,
    /// Beginning.
    pub from: u64,
    /// End, exclusive.
    pub to: u64,
}

impl Query {
    /// Query that ends with the bucket which this Unix second is in. It is never shorter than its range, and longer by at most a bucket.
    pub fn until(now: u64, range: Range, dimension: Dimension) -> Self {
        let to = range.period.start_of(now) + range.period.seconds;
        // One bucket more than the name says, since the last one has only begun.
        let from = to.saturating_sub(range.step_seconds() * range.steps + range.period.seconds);
        Self { range, dimension, from, to }
    }

    /// Query of an address at this Unix second, and whether it asks for JSON. Defaults: the last 24 hours by build. Fails where a value is not known.
    pub fn parse(parameters: &BTreeMap<String, String>, now: u64) -> Result<(Self, bool), RequestError> {
        let parameter = |name: &str| parameters.get(name).map(String::as_str);
        let range = match parameter("range") {
            Some(word) => RANGES.into_iter().find(|range| range.name == word).ok_or(RequestError::UnknownRange)?,
            None => DEFAULT_RANGE,
        };
        let dimension = match parameter("split") {
            Some(word) => Dimension::ALL.into_iter().find(|dimension| dimension.name == word).ok_or(RequestError::UnknownSplit)?,
            None => Dimension::BUILD,
        };
        let wants_json = match parameter("format") {
            Some("json") => true,
            Some(_) => return Err(RequestError::UnknownFormat),
            None => false,
        };
        Ok((Self::until(now, range, dimension), wants_json))
    }

    /// Whether a bucket is in its time.
    pub fn covers(&self, bucket: &BucketKey) -> bool {
        bucket.period == self.range.period && (self.from..self.to).contains(&bucket.start)
    }

    /// Beginning of the step that this second is in. Steps are counted from the end, so that only the first can be shorter.
    pub fn step_of(&self, second: u64) -> u64 {
        let step_seconds = self.range.step_seconds();
        let back = (self.to.saturating_sub(second + 1) / step_seconds + 1) * step_seconds;
        self.to.saturating_sub(back).max(self.from)
    }

    /// Beginnings of all steps, the first several times.
    pub fn steps(&self) -> impl Iterator<Item = u64> {
        let period = usize::try_from(self.range.period.seconds).unwrap_or(usize::MAX);
        (self.from..self.to).step_by(period).map(|bucket| self.step_of(bucket))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn steps_cover_range_without_gap() {
        for range in RANGES {
            for now in [0, 59, 100_000_000, 1_700_000_123] {
                let query = Query::until(now, range, Dimension::BUILD);
                let steps = Vec::from_iter(BTreeSet::from_iter(query.steps()));
                assert_eq!(steps.first(), Some(&query.from));
                for (start, end) in steps.iter().zip(steps[1..].iter().chain([&query.to])) {
                    assert_eq!([query.step_of(*start), query.step_of(end - 1)], [*start, *start], "{range:?} {now}");
                }
                assert!((query.from..query.to).contains(&now));
            }
        }
    }
}
