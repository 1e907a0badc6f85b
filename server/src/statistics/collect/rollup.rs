//! Sums of this run in memory: pending events, open buckets by minute, hour and day, and everything since the start.

use std::collections::BTreeMap;

use super::aggregates::{Aggregates, PageVersions};
use super::dimension::Series;
use super::period::{BucketKey, Period};
use super::sums::Timing;

/// Seconds by which the clock may be set back, as by the daemon that corrects it, without that buckets are opened anew.
const SET_BACK: u64 = 120;

/// Age at which a bucket is given up that not even memory could take.
const GIVEN_UP_SECONDS: u64 = 26 * 3600;

/// Events since the last [`Rollup::enter`], by minute: the one place that counting touches.
#[derive(Debug, Default)]
pub struct Pending {
    versions: PageVersions,
    minutes: Vec<(u64, Aggregates)>,
}

impl Pending {
    /// Sums of the minute of this Unix second. A clock that was set back a little does not reopen a minute.
    pub fn at(&mut self, second: u64) -> (&mut Aggregates, &mut PageVersions) {
        let minute = Period::Minute.bucket(second).start;
        if self.minutes.last().is_none_or(|(last, _)| *last < minute || is_set_back(*last, minute)) {
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

/// Sums of this run of the server, in epochs: a clock that was set back by more than a little begins a new one. A bucket may be written and forgotten
/// already, and opened again in the same epoch its sums would replace those.
#[derive(Debug, Default)]
pub struct Rollup {
    since_start: Aggregates,
    buckets: BTreeMap<(u32, BucketKey), Bucket>,
    newest: u64,
    epoch: u32,
}

/// State of a bucket when it was copied.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// Number of the epoch, from 0.
    pub epoch: u32,
    /// Time of the bucket.
    pub bucket: BucketKey,
    changes: u64,
}

impl Rollup {
    /// Enters pending events.
    pub fn enter(&mut self, pending: &[(u64, Aggregates)]) {
        for (minute, aggregates) in pending {
            if is_set_back(self.newest, *minute) {
                (self.epoch, self.newest) = (self.epoch + 1, *minute);
            }
            // Later than what may already be closed.
            self.newest = self.newest.max(*minute);
            self.since_start.merge_where(aggregates, |_, _| true);
            for period in Period::ALL {
                let bucket = self.buckets.entry((self.epoch, period.bucket(self.newest))).or_default();
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
        let unwritten = self.buckets.iter().filter(|(_, bucket)| bucket.is_unwritten());
        unwritten.map(|((epoch, key), bucket)| (Mark { epoch: *epoch, bucket: *key, changes: bucket.changes }, &bucket.aggregates))
    }

    /// Notes that these states are written, and forgets what is written and over.
    pub fn written(&mut self, marks: &[Mark], now: u64) {
        for Mark { epoch, bucket, changes } in marks {
            if let Some(bucket) = self.buckets.get_mut(&(*epoch, *bucket)) {
                bucket.written = *changes;
            }
        }
        let (epoch, newest) = (self.epoch, self.newest);
        self.buckets.retain(|(of, key), bucket| bucket.is_unwritten() || (*of == epoch && (key.end() > newest || key.end() > now)));
    }

    /// Forgets what cannot be written and was over long ago.
    pub fn give_up(&mut self, now: u64) {
        self.buckets.retain(|(_, key), _| key.end() + GIVEN_UP_SECONDS > now);
    }
}

impl Bucket {
    fn is_unwritten(&self) -> bool {
        self.written < self.changes
    }
}

/// True if a clock that was at the `newest` minute has been set back by more than a little.
fn is_set_back(newest: u64, minute: u64) -> bool {
    minute + SET_BACK < newest
}

/// Minutes are many: of the dimensions they keep the two latencies that are compared, hours and days keep every stage.
fn keeps(period: Period, series: &Series, timing: Timing) -> bool {
    period != Period::Minute || *series == Series::ALL || *series == Series::API || Timing::COMPARED.contains(&timing)
}
