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
    /// Length of a step in seconds. The first step may be shorter.
    pub step_seconds: u64,
    seconds: u64,
    /// Seconds between two labels of a time axis.
    pub label_seconds: u64,
    /// Format of a label, in the words of `strftime`.
    pub label_format: &'static str,
}

/// All ranges, the shortest first.
#[rustfmt::skip]
pub const RANGES: [Range; 6] = [
    Range { name: "1h", title: "1 hour", period: Period::MINUTE, step_seconds: 60, seconds: HOUR, label_seconds: HOUR / 4, label_format: "%H:%M" },
    Range { name: "6h", title: "6 hours", period: Period::MINUTE, step_seconds: 6 * 60, seconds: 6 * HOUR, label_seconds: HOUR, label_format: "%H:%M" },
    Range { name: "24h", title: "24 hours", period: Period::HOUR, step_seconds: HOUR, seconds: DAY, label_seconds: 4 * HOUR, label_format: "%H:%M" },
    Range { name: "7d", title: "7 days", period: Period::HOUR, step_seconds: 3 * HOUR, seconds: 7 * DAY, label_seconds: DAY, label_format: "%-d %b" },
    Range { name: "30d", title: "30 days", period: Period::DAY, step_seconds: DAY, seconds: 30 * DAY, label_seconds: 5 * DAY, label_format: "%-d %b" },
    Range { name: "1y", title: "1 year", period: Period::DAY, step_seconds: 7 * DAY, seconds: 53 * 7 * DAY, label_seconds: 61 * DAY, label_format: "%b" },
];

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
        let from = to.saturating_sub(range.seconds + range.period.seconds);
        Self { range, dimension, from, to }
    }

    /// Query of an address at this Unix second: the last 24 hours by build, where it says nothing else. Fails where a value is not known.
    pub fn parse(parameters: &BTreeMap<String, String>, now: u64) -> Result<Self, RequestError> {
        let word = |name: &str, default| parameters.get(name).map_or(default, String::as_str);
        let (range, dimension) = (word("range", "24h"), word("split", Dimension::BUILD.name));
        let range = RANGES.into_iter().find(|known| known.name == range).ok_or(RequestError::UnknownRange)?;
        let dimension = Dimension::ALL.into_iter().find(|known| known.name == dimension).ok_or(RequestError::UnknownSplit)?;
        if word("format", "json") != "json" {
            return Err(RequestError::UnknownFormat);
        }
        Ok(Self::until(now, range, dimension))
    }

    /// Whether a bucket is in its time.
    pub fn covers(&self, bucket: &BucketKey) -> bool {
        bucket.period == self.range.period && (self.from..self.to).contains(&bucket.start)
    }

    /// Beginning of the step that this second is in. Steps are counted from the end, so that only the first can be shorter.
    pub fn step_of(&self, second: u64) -> u64 {
        let step = self.range.step_seconds;
        let back = (self.to.saturating_sub(second + 1) / step + 1) * step;
        self.to.saturating_sub(back).max(self.from)
    }

    /// Beginnings of all steps, the first several times.
    pub fn steps(&self) -> impl Iterator<Item = u64> {
        let period = usize::try_from(self.range.period.seconds).unwrap_or(usize::MAX);
        (self.from..self.to).step_by(period).map(|bucket| self.step_of(bucket))
    }
}
