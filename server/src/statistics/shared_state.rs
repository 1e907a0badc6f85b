//! Sums of this run and their store, shared by counting, the thread that writes and readers.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use beacon::{Batch, Reason, Stage, Times, Verdict};

use super::collect::dimension::Series;
use super::collect::rollup::Rollup;
use super::collect::sums::{Aggregates, of_cut_out, of_event, of_failure};
use super::event_metrics::EventMetrics;
use super::query::Query;
use super::query_result::QueryResult;
use super::store::connection::Connection;

/// Time since 1970 in UTC. A parameter so that a test can move days ahead.
pub type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

/// Shared state. Locks are taken in the order store, rollup; counting takes only the last one, which nobody holds for long.
pub struct SharedState {
    clock: Clock,
    started: u64,
    metrics: EventMetrics,
    store: Mutex<Connection>,
    rollup: Mutex<Rollup>,
}

impl SharedState {
    /// State without events of the run of this name.
    pub(super) fn new(store: Connection, clock: Clock, metrics: EventMetrics, run: String) -> Self {
        metrics.store_up.set(store.is_up().into());
        Self { started: clock().as_secs(), clock, metrics, store: Mutex::new(store), rollup: Mutex::new(Rollup::new(run)) }
    }

    /// Counts the events of a batch.
    pub fn count(&self, batch: &Batch) {
        let mut rollup = lock(&self.rollup);
        let version = rollup.version(batch.visit.page);
        for event in &batch.events {
            let (all_series, measurements) = (Series::of_event(&batch.visit, version.clone(), event), of_event(event));
            rollup.add(self.now(), &all_series, &measurements);
            self.metrics.count(&all_series, &measurements);
        }
    }

    /// Counts a cut-out of this server's own API. A stage that did not run has a time of 0.
    pub fn count_api_cut_out(&self, verdict: Verdict, times: &Times) {
        lock(&self.rollup).add(self.now(), &[Series::API], &of_cut_out(verdict, times, false));
    }

    /// Counts a failed photo of this server's own API.
    pub fn count_api_failure(&self, stage: Stage, reason: Reason) {
        lock(&self.rollup).add(self.now(), &[Series::API], &of_failure(stage, reason));
    }

    /// Unix second of the clock.
    pub fn now(&self) -> u64 {
        (self.clock)().as_secs()
    }

    /// Writes every bucket that has changed. Blocks on file or database. What is not written stays in memory, and is written the next time.
    pub fn flush(&self) {
        let mut store = lock(&self.store);
        let (unwritten, change) = lock(&self.rollup).unwritten();
        if unwritten.is_empty() && store.is_up() {
            return;
        }
        if store.write(&unwritten, change) {
            lock(&self.rollup).written(change);
        }
        self.metrics.store_up.set(store.is_up().into());
    }

    /// Writes for the last time and closes file or database.
    pub fn close(&self) {
        self.flush();
        lock(&self.store).close();
    }

    /// Deletes buckets that are past their retention at this Unix second.
    pub fn delete_old(&self, now: u64) {
        lock(&self.rollup).delete_old(now);
        lock(&self.store).delete_old(now);
    }

    /// Result of a query, up to this moment. Blocks on file or database.
    pub(super) fn query(&self, query: Query) -> QueryResult {
        let mut store = lock(&self.store);
        let mut buckets = store.read(&query);
        let rollup = lock(&self.rollup);
        let ((unwritten, _), since_start) = (rollup.unwritten(), rollup.since_start.clone());
        drop(rollup);
        // Whole sums, and newer than those of the store.
        buckets.extend(unwritten.into_iter().filter(|(key, _)| query.covers(key)));
        let mut result = QueryResult {
            query,
            source: store.source(),
            warning: store.warning(),
            uptime_seconds: self.now().saturating_sub(self.started),
            since_start,
            replicas: BTreeSet::new(),
            total: Aggregates::default(),
            steps: query.steps().map(|step| (step, Aggregates::default())).collect(),
        };
        result.add(&buckets);
        result
    }

    /// Whether file or database took what was last written.
    pub fn store_is_up(&self) -> bool {
        self.metrics.store_up.get() == 1
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
