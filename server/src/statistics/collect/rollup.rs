//! Sums of this run in memory: pending events, open buckets by minute, hour and day, and everything since the start.

use std::collections::BTreeMap;

use super::aggregates::{Aggregates, PageVersions};
use super::dimension::Series;
use super::period::{BucketKey, Period};
use super::sums::Timing;

/// Age at which a bucket is given up that not even memory could take.
const GIVEN_UP_SECONDS: u64 = 26 * 3600;

/// Events since the last [`Rollup::enter`], by minute: the one place that counting touches.
#[derive(Debug, Default)]
pub struct Pending {
    versions: PageVersions,
    minutes: Vec<(u64, Aggregates)>,
}

impl Pending {
    /// Sums of the minute of this Unix second. A clock that was set back does not reopen a minute: what was written of it would be lost.
    pub fn at(&mut self, second: u64) -> (&mut Aggregates, &mut PageVersions) {
        let minute = Period::Minute.bucket(second).start;
        if self.minutes.last().is_none_or(|(last, _)| *last < minute) {
            self.minutes.push((minute, Aggregates::default()));
        }
        let last = self.minutes.len() - 1;
        (&mut self.minutes[last].1, &mut self.versions)
    }

    /// Takes the sums by minute.
    pub fn take(&mut self) -> Vec<(u64, Aggregates)> {
        std::mem::take(&mut self.minutes)
    }
}

/// Sums of one bucket, and how much of them is written.
#[derive(Debug, Default)]
struct Bucket {
    aggregates: Aggregates,
    changes: u64,
    written: u64,
}

/// Sums of this run.
#[derive(Debug, Default)]
pub struct Rollup {
    since_start: Aggregates,
    buckets: BTreeMap<BucketKey, Bucket>,
    newest: u64,
}

/// State of a bucket when it was copied: its key and number of changes.
pub type Mark = (BucketKey, u64);

impl Rollup {
    /// Enters pending events.
    pub fn enter(&mut self, pending: &[(u64, Aggregates)]) {
        for (minute, aggregates) in pending {
            // Later than what may already be closed, should the clock have been set back.
            self.newest = self.newest.max(*minute);
            self.since_start.merge_where(aggregates, |_, _| true);
            for period in Period::ALL {
                let bucket = self.buckets.entry(period.bucket(self.newest)).or_default();
                bucket.aggregates.merge_where(aggregates, |series, timing| keeps(period, series, timing));
                bucket.changes += 1;
            }
        }
    }

    /// Sums since the start.
    pub fn since_start(&self) -> &Aggregates {
        &self.since_start
    }

    /// Buckets that are not written, whole.
    pub fn unwritten(&self) -> impl Iterator<Item = (Mark, &Aggregates)> {
        let unwritten = self.buckets.iter().filter(|(_, bucket)| bucket.written < bucket.changes);
        unwritten.map(|(key, bucket)| ((*key, bucket.changes), &bucket.aggregates))
    }

    /// Notes that these states are written, and forgets what is written and over.
    pub fn written(&mut self, marks: &[Mark], now: u64) {
        for (key, changes) in marks {
            if let Some(bucket) = self.buckets.get_mut(key) {
                bucket.written = *changes;
            }
        }
        let newest = self.newest;
        self.buckets.retain(|key, bucket| {
            let open = key.end() > newest || key.end() > now;
            open || (bucket.written < bucket.changes && key.end() + GIVEN_UP_SECONDS > now)
        });
    }
}

/// Minutes are many: of the dimensions they keep the two latencies that are compared, hours and days keep every stage.
fn keeps(period: Period, series: &Series, timing: Timing) -> bool {
    period != Period::Minute || *series == Series::ALL || *series == Series::API || Timing::COMPARED.contains(&timing)
}
