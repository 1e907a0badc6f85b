//! Rollup periods, in UTC.

/// Minute, hour or day. Each holds all events of its time: a day is not made of hours, so that the three are deleted at their own age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// Sixty seconds.
    Minute,
    /// Sixty minutes.
    Hour,
    /// 24 hours, from midnight UTC.
    Day,
}

/// Key of a rollup bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BucketKey {
    /// Length of the bucket.
    pub period: Period,
    /// Unix seconds of its beginning.
    pub start: u64,
}

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

impl Period {
    /// All periods, the shortest first.
    pub const ALL: [Self; 3] = [Self::Minute, Self::Hour, Self::Day];

    /// Identifier in tables, length, retention in a database, and retention in memory, in seconds. Memory keeps as much as the ranges made of it reach back.
    const fn row(self) -> (&'static str, u64, u64, u64) {
        match self {
            Self::Minute => ("minute", 60, 48 * HOUR, 7 * HOUR),
            Self::Hour => ("hour", HOUR, 60 * DAY, 8 * DAY),
            Self::Day => ("day", DAY, 731 * DAY, 731 * DAY),
        }
    }

    /// Identifier in tables.
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// Length in seconds.
    pub const fn seconds(self) -> u64 {
        self.row().1
    }

    /// Retention in a database, in seconds.
    pub const fn retention(self) -> u64 {
        self.row().2
    }

    /// Retention in memory, in seconds.
    pub const fn retention_in_memory(self) -> u64 {
        self.row().3
    }

    /// Bucket that holds this Unix second.
    pub fn bucket(self, second: u64) -> BucketKey {
        BucketKey { period: self, start: second - second % self.seconds() }
    }
}

impl BucketKey {
    /// Unix seconds of its end.
    pub fn end(self) -> u64 {
        self.start + self.period.seconds()
    }
}
