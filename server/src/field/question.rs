//! What a visitor of `/stats` asks for: a range of time and a property to compare by.

use std::collections::BTreeMap;

use super::period::Period;
use super::series::Split;
use super::store::Wanted;
use crate::error::RequestError;

/// A range of time that ends now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// An hour.
    Hour,
    /// Six hours.
    SixHours,
    /// A day.
    Day,
    /// A week.
    Week,
    /// Thirty days.
    Month,
    /// A year.
    Year,
}

impl Range {
    /// Every range, the shortest first.
    pub const EVERY: [Self; 6] = [Self::Hour, Self::SixHours, Self::Day, Self::Week, Self::Month, Self::Year];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hour => "1h",
            Self::SixHours => "6h",
            Self::Day => "24h",
            Self::Week => "7d",
            Self::Month => "30d",
            Self::Year => "1y",
        }
    }

    /// The word for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Hour => "1 hour",
            Self::SixHours => "6 hours",
            Self::Day => "24 hours",
            Self::Week => "7 days",
            Self::Month => "30 days",
            Self::Year => "1 year",
        }
    }

    /// The rows it is made of, how many of them make a step, and how many steps there are.
    fn steps(self) -> (Period, u64, u64) {
        match self {
            Self::Hour => (Period::Minute, 1, 60),
            Self::SixHours => (Period::Minute, 6, 60),
            Self::Day => (Period::Hour, 1, 24),
            Self::Week => (Period::Hour, 3, 56),
            Self::Month => (Period::Day, 1, 30),
            Self::Year => (Period::Day, 7, 53),
        }
    }

    /// The range that ends with the row which this Unix second is in. It is never shorter than its name, and longer by at most a row.
    pub fn stretch(self, now: u64) -> Stretch {
        let (period, rows, steps) = self.steps();
        let step_seconds = period.seconds() * rows;
        let to = period.slot(now).end();
        // One row more than the name says, since the last one has only begun.
        let from = to.saturating_sub(step_seconds * steps + period.seconds());
        Stretch { period, from, to, step_seconds }
    }
}

/// A range of time in Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The rows it is made of.
    pub period: Period,
    /// Its beginning.
    pub from: u64,
    /// Its end.
    pub to: u64,
    /// The length of a step. The first step may be shorter.
    pub step_seconds: u64,
}

impl Stretch {
    /// The beginnings of all steps. They are counted from the end, so that only the first step can be shorter.
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

    /// The beginning of the step that this second is in.
    pub fn step_of(self, second: u64) -> u64 {
        let back = (self.to.saturating_sub(second + 1) / self.step_seconds + 1) * self.step_seconds;
        self.to.saturating_sub(back).max(self.from)
    }

    /// Its rows.
    pub fn wanted(self, split: Split) -> Wanted {
        Wanted { period: self.period, from: self.from, to: self.to, split: split.word() }
    }
}

/// A range and a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Which time.
    pub range: Range,
    /// What to compare by.
    pub split: Split,
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As the `Accept` header says.
    Accepted,
    /// JSON, whatever it says.
    Json,
}

impl Question {
    /// The question that a query asks; what it does not say is the last 24 hours by build.
    ///
    /// # Errors
    /// When it says something that there is not.
    pub fn parse(query: &BTreeMap<String, String>) -> Result<(Self, Form), RequestError> {
        let range = match query.get("range") {
            Some(word) => Range::EVERY.into_iter().find(|range| range.word() == word).ok_or(RequestError::UnknownRange)?,
            None => Range::Day,
        };
        let split = match query.get("split") {
            Some(word) => Split::EVERY.into_iter().find(|split| split.word() == word).ok_or(RequestError::UnknownSplit)?,
            None => Split::Build,
        };
        let form = match query.get("format").map(String::as_str) {
            Some("json") => Form::Json,
            Some(_) => return Err(RequestError::UnknownForm),
            None => Form::Accepted,
        };
        Ok((Self { range, split }, form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_cover_the_stretch_without_a_gap() {
        for range in Range::EVERY {
            for now in [0, 59, 100_000_000, 1_700_000_123] {
                let stretch = range.stretch(now);
                let steps = stretch.steps();
                assert_eq!(steps.first(), Some(&stretch.from));
                for (start, end) in steps.iter().zip(steps[1..].iter().chain([&stretch.to])) {
                    assert!(start < end);
                    assert_eq!([stretch.step_of(*start), stretch.step_of(end - 1)], [*start, *start], "{range:?} {now}");
                }
                assert!((stretch.from..stretch.to).contains(&now));
            }
        }
    }
}
