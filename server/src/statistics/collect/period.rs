//! Rollup periods, in UTC, and their buckets.

/// Seconds of an hour and of a day.
pub const HOUR: u64 = 3600;
pub const DAY: u64 = 24 * HOUR;

/// Minute, hour or day. Each holds all events of its time: a day is not made of hours, so that the three are deleted at their own age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// Identifier in tables.
    pub name: &'static str,
    /// Length in seconds.
    pub seconds: u64,
    /// Retention in a database, in seconds.
    pub retention: u64,
    /// Retention in memory, in seconds: as much as the ranges made of it reach back.
    pub retention_in_memory: u64,
}

impl Period {
    pub const MINUTE: Self = Self { name: "minute", seconds: 60, retention: 48 * HOUR, retention_in_memory: 7 * HOUR };
    pub const HOUR: Self = Self { name: "hour", seconds: HOUR, retention: 60 * DAY, retention_in_memory: 8 * DAY };
    pub const DAY: Self = Self { name: "day", seconds: DAY, retention: 731 * DAY, retention_in_memory: 731 * DAY };

    /// All periods, the shortest first.
    pub const ALL: [Self; 3] = [Self::MINUTE, Self::HOUR, Self::DAY];

    /// Beginning of the bucket that holds this Unix second.
    pub fn start_of(self, second: u64) -> u64 {
        second - second % self.seconds
    }
}

/// Bucket of one run of a server.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BucketKey {
    /// Length of the bucket.
    pub period: Period,
    /// Unix seconds of its beginning.
    pub start: u64,
    /// Name of the run.
    pub replica: String,
}
