//! The stretches of time that sums are kept for, in UTC.

use super::series::Series;
use super::sums::Timed;
use beacon::Stage;

/// A minute, an hour or a day. Each holds all events of its time: a day is not made of hours, so the three are deleted at their own age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// Sixty seconds.
    Minute,
    /// Sixty minutes.
    Hour,
    /// 24 hours, from midnight UTC.
    Day,
}

/// One stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// How long it is.
    pub period: Period,
    /// Unix seconds of its beginning.
    pub start: u64,
}

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

impl Period {
    /// All of them.
    pub const EVERY: [Self; 3] = [Self::Minute, Self::Hour, Self::Day];

    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }

    /// The period of that word.
    pub fn named(word: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|period| period.word() == word)
    }

    /// How long it is.
    pub fn seconds(self) -> u64 {
        match self {
            Self::Minute => 60,
            Self::Hour => HOUR,
            Self::Day => DAY,
        }
    }

    /// For how long a file or a database keeps it.
    pub fn kept_seconds(self) -> u64 {
        match self {
            Self::Minute => 48 * HOUR,
            Self::Hour => 60 * DAY,
            Self::Day => 731 * DAY,
        }
    }

    /// For how long memory keeps it: as long as the ranges that are made of it reach back.
    pub fn kept_seconds_in_memory(self) -> u64 {
        match self {
            Self::Minute => 7 * HOUR,
            Self::Hour => 8 * DAY,
            Self::Day => 731 * DAY,
        }
    }

    /// The one that holds this Unix second.
    pub fn slot(self, second: u64) -> Slot {
        Slot { period: self, start: second - second % self.seconds() }
    }

    /// Minutes are many: of the splits they keep the two times that are compared, hours and days keep every stage.
    pub fn keeps(self, series: Series, timed: Timed) -> bool {
        match self {
            Self::Hour | Self::Day => true,
            Self::Minute => matches!(series, Series::All | Series::Server) || COMPARED.contains(&timed),
        }
    }
}

/// The times that the values of a split are compared by.
pub const COMPARED: [Timed; 2] = [Timed::Stage(Stage::Total), Timed::Stage(Stage::Find)];

impl Slot {
    /// Unix seconds of its end.
    pub fn end(self) -> u64 {
        self.start + self.period.seconds()
    }
}
