//! Sums of this run in memory: buckets by minute, hour and day that are open or not written, and everything since the start.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use beacon::PageVersion;

use super::dimension::{OTHER, Series};
use super::period::{BucketKey, Period};
use super::sums::{Aggregates, Measurement};

/// Number of page versions that have a series beside the server's own: those of a few releases. A flood of invented ones ends here.
const MAX_OTHER_VERSIONS: usize = 7;

/// Sums by bucket: those of a bucket are whole, and later ones take the place of earlier ones.
pub type Buckets = BTreeMap<BucketKey, Arc<Aggregates>>;

/// Seconds by which the clock may be set back, as by the daemon that corrects it, without that buckets are opened anew.
const SET_BACK: u64 = 120;

/// Sums of this run of the server. Copies are shared and cheap.
#[derive(Debug)]
pub struct Rollup {
    /// Sums since the start.
    pub since_start: Aggregates,
    /// Versions of the page that have a series beside the server's own.
    other_versions: BTreeSet<PageVersion>,
    run: String,
    /// Number of times that the clock was set back by more than a little. A bucket may be written and forgotten already, and opened again under the
    /// same name its sums would replace those. Sums under two names add up, as those of two servers do.
    epoch: u32,
    /// Unix second of the newest minute of the epoch.
    newest: u64,
    /// Sums, with the number of the change that they had last.
    buckets: BTreeMap<BucketKey, (Arc<Aggregates>, u64)>,
    changes: u64,
    written: u64,
}

impl Rollup {
    /// Rollup without events of the run of this name.
    pub fn new(run: String) -> Self {
        let (since_start, other_versions, buckets) = (Aggregates::default(), BTreeSet::new(), BTreeMap::new());
        Self { since_start, other_versions, run, epoch: 0, newest: 0, buckets, changes: 0, written: 0 }
    }

    /// Series of a version of the page: its own for the server's version and the first few others, [`OTHER`] for the rest.
    pub fn version(&mut self, page: PageVersion) -> Cow<'static, str> {
        if page != PageVersion::CURRENT && self.other_versions.len() < MAX_OTHER_VERSIONS {
            self.other_versions.insert(page);
        }
        let is_known = page == PageVersion::CURRENT || self.other_versions.contains(&page);
        if is_known { Cow::Owned(page.to_string()) } else { Cow::Borrowed(OTHER) }
    }

    /// Adds an event of this Unix second. A clock that was set back a little does not reopen a minute, which may already be written.
    pub fn add(&mut self, second: u64, all_series: &[Series], measurements: &[Measurement]) {
        let minute = Period::MINUTE.start_of(second);
        if minute + SET_BACK < self.newest {
            self.epoch += 1;
            self.newest = 0;
        }
        self.newest = self.newest.max(minute);
        self.changes += 1;
        self.since_start.add(all_series, measurements);
        for period in Period::ALL {
            let key = BucketKey { period, start: period.start_of(self.newest), replica: self.replica() };
            let (sums, change) = self.buckets.entry(key).or_default();
            Arc::make_mut(sums).add(all_series, measurements);
            *change = self.changes;
        }
    }

    /// Buckets that are not written, and the number of the last change.
    pub fn unwritten(&self) -> (Buckets, u64) {
        let unwritten = self.buckets.iter().filter(|(_, (_, change))| *change > self.written);
        (unwritten.map(|(key, (sums, _))| (key.clone(), Arc::clone(sums))).collect(), self.changes)
    }

    /// Notes that everything up to this change is written, and forgets what is written and over.
    pub fn written(&mut self, up_to: u64) {
        self.written = up_to;
        self.retain(|_, change| change > up_to);
    }

    /// Forgets buckets that are over and past their retention in memory.
    pub fn delete_old(&mut self, now: u64) {
        self.retain(|key, _| key.start + key.period.retention_in_memory >= now);
    }

    /// Forgets buckets but those that are wanted and those that events may still be added to.
    fn retain(&mut self, is_wanted: impl Fn(&BucketKey, u64) -> bool) {
        let (replica, newest) = (self.replica(), self.newest);
        let is_open = |key: &BucketKey| key.replica == replica && key.start + key.period.seconds > newest;
        self.buckets.retain(|key, (_, change)| is_open(key) || is_wanted(key, *change));
    }

    fn replica(&self) -> String {
        if self.epoch == 0 { self.run.clone() } else { format!("{}/{}", self.run, self.epoch) }
    }
}
