//! Sums of this run and their store, shared by counting, the flush task and readers.

use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use beacon::{Batch, Reason, Stage, Times, Verdict};
use uuid::Uuid;

use super::collect::aggregates::Aggregates;
use super::collect::dimension::Series;
use super::collect::rollup::{Mark, Pending, Rollup};
use super::collect::steady_clock::SteadyClock;
use super::query::Query;
use super::query_result::QueryResult;
use super::store::database::StoreError;
use super::store::fallback_store::FallbackStore;
use super::store::row::{Row, rows_of};

/// Time since 1970 in UTC. A parameter so that a test can move days ahead.
pub type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

/// Shared state. Locks are taken in the order store, rollup, pending; counting takes only the last one.
pub struct SharedState {
    clock: Clock,
    started: Duration,
    replica: String,
    store: Mutex<Store>,
    store_is_up: AtomicBool,
    rollup: Mutex<Rollup>,
    pending: Mutex<Pending>,
    steady: Mutex<SteadyClock>,
}

struct Store {
    rows: FallbackStore,
    flushes: i64,
}

impl SharedState {
    /// State without events.
    pub fn new(store: FallbackStore, clock: Clock) -> Self {
        let started = clock();
        Self {
            started,
            steady: Mutex::new(SteadyClock::start(started, Instant::now())),
            clock,
            replica: Uuid::new_v4().to_string(),
            store_is_up: AtomicBool::new(store.is_up()),
            store: Mutex::new(Store { rows: store, flushes: 0 }),
            rollup: Mutex::default(),
            pending: Mutex::default(),
        }
    }

    /// Counts the events of a batch.
    pub fn count(&self, batch: &Batch) {
        let mut pending = lock(&self.pending);
        let (aggregates, versions) = pending.at(self.now());
        aggregates.count(batch, versions);
    }

    /// Counts a cut-out of this server's own API. A stage that did not run has a time of 0.
    pub fn count_api_cut_out(&self, verdict: Verdict, times: &Times) {
        lock(&self.pending).at(self.now()).0.count_api_cut_out(verdict, times);
    }

    /// Counts a failed photo of this server's own API.
    pub fn count_api_failure(&self, stage: Stage, reason: Reason) {
        lock(&self.pending).at(self.now()).0.count_api_failure(stage, reason);
    }

    /// Identifier of this run of the server.
    pub fn replica(&self) -> &str {
        &self.replica
    }

    /// Writes every bucket that has changed. Blocks on file or database.
    pub fn flush(&self) {
        let mut store = lock(&self.store);
        let flush = store.flushes + 1;
        let (mut marks, mut rows): (Vec<Mark>, Vec<Row>) = (Vec::new(), Vec::new());
        for (mark, aggregates) in self.entered().unwritten() {
            rows.extend(rows_of(mark.bucket, aggregates, &self.name_of(mark.epoch), flush));
            marks.push(mark);
        }
        if marks.is_empty() && store.rows.is_up() {
            return;
        }
        store.flushes = flush;
        match store.rows.write(&rows) {
            Ok(()) => lock(&self.rollup).written(&marks, self.now()),
            Err(error) => {
                tracing::error!("statistics cannot even be kept in memory: {error}");
                lock(&self.rollup).give_up(self.now());
            }
        }
        self.store_is_up.store(store.rows.is_up(), Ordering::Relaxed);
    }

    /// Writes for the last time and closes file or database.
    pub fn close(&self) {
        self.flush();
        lock(&self.store).rows.close();
    }

    /// Deletes buckets that are past their retention, unless the clock was set lately: what a wrong one deletes is gone.
    pub fn delete_old(&self) {
        let now = (self.clock)();
        if lock(&self.steady).is_steady(now, Instant::now()) {
            lock(&self.store).rows.delete_old(now.as_secs());
        }
    }

    /// Result of a query, up to this moment. Blocks on file or database.
    ///
    /// # Errors
    /// When rows that wait in memory cannot be read.
    pub fn query(&self, query: Query) -> Result<QueryResult, StoreError> {
        let now = self.now();
        let time = query.range.until(now);
        let mut store = lock(&self.store);
        let mut rows = store.rows.read(&query.selection(time))?;
        let mut result = QueryResult::new(query, time, store.rows.source(), store.rows.warning());
        let rollup = self.entered();
        for (Mark { bucket, epoch, .. }, aggregates) in rollup.unwritten() {
            if bucket.period == time.period && (time.from..time.to).contains(&bucket.start) {
                // A bucket is the whole sum of its time and epoch, and newer than its rows.
                let replica = self.name_of(epoch);
                rows.retain(|row| row.bucket != bucket || row.replica != *replica);
                for (series, sums) in aggregates.iter() {
                    result.add(bucket.start, &replica, series.dimension, &series.value, |target| target.merge(sums));
                }
            }
        }
        for row in rows {
            result.add(row.bucket.start, &row.replica, &row.split, &row.value, |target| row.add_to(target));
        }
        result.add_up();
        result.uptime_seconds = (self.clock)().saturating_sub(self.started).as_secs();
        result.since_start = rollup.since_start().get(&Series::ALL).cloned().unwrap_or_default();
        Ok(result)
    }

    /// Reads the sums since the start, without reading file or database.
    pub fn with_since_start<T>(&self, read: impl FnOnce(&Aggregates) -> T) -> T {
        read(self.entered().since_start())
    }

    /// Whether file or database took what was last written.
    pub fn store_is_up(&self) -> bool {
        self.store_is_up.load(Ordering::Relaxed)
    }

    fn now(&self) -> u64 {
        (self.clock)().as_secs()
    }

    /// Name of an epoch of this run in rows: those of two epochs add up, as those of two servers do.
    fn name_of(&self, epoch: u32) -> Cow<'_, str> {
        if epoch == 0 { Cow::Borrowed(&self.replica) } else { Cow::Owned(format!("{}/{epoch}", self.replica)) }
    }

    /// Rollup with all pending events.
    fn entered(&self) -> MutexGuard<'_, Rollup> {
        let mut rollup = lock(&self.rollup);
        let pending = lock(&self.pending).take();
        rollup.enter(&pending);
        rollup
    }
}

/// Sums stay usable when a thread panicked in between: at worst one event is counted in part.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for SharedState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedState").finish_non_exhaustive()
    }
}
