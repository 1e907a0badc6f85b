//! Sums of this run and their store, shared by counting, the thread that writes and readers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use beacon::{Batch, Reason, Stage, Times, Verdict};
use uuid::Uuid;

use super::collect::aggregates::Aggregates;
use super::collect::dimension::Series;
use super::collect::rollup::Rollup;
use super::collect::sums::Sums;
use super::query::Query;
use super::query_result::QueryResult;
use super::store::connection::Connection;

/// Time since 1970 in UTC. A parameter so that a test can move days ahead.
pub type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

/// Shared state. Locks are taken in the order store, rollup; counting takes only the last one, which nobody holds for long.
pub struct SharedState {
    clock: Clock,
    started: Duration,
    replica: String,
    store: Mutex<Connection>,
    store_is_up: AtomicBool,
    rollup: Mutex<Rollup>,
}

impl SharedState {
    /// State without events.
    pub(super) fn new(store: Connection, clock: Clock) -> Self {
        let (started, replica) = (clock(), Uuid::new_v4().to_string());
        Self {
            clock,
            started,
            store_is_up: AtomicBool::new(store.is_up()),
            store: Mutex::new(store),
            rollup: Mutex::new(Rollup::new(replica.clone())),
            replica,
        }
    }

    /// Counts the events of a batch.
    pub fn count(&self, batch: &Batch) {
        let mut rollup = lock(&self.rollup);
        let aggregates = Aggregates::of(batch, &mut rollup.other_versions);
        rollup.add(self.now(), &aggregates);
    }

    /// Counts a cut-out of this server's own API. A stage that did not run has a time of 0.
    pub fn count_api_cut_out(&self, verdict: Verdict, times: &Times) {
        self.count_api(|sums| sums.add_result(verdict, times, false));
    }

    /// Counts a failed photo of this server's own API.
    pub fn count_api_failure(&self, stage: Stage, reason: Reason) {
        self.count_api(|sums| sums.add_failure(stage, reason));
    }

    fn count_api(&self, add: impl FnOnce(&mut Sums)) {
        let mut aggregates = Aggregates::default();
        add(aggregates.sums(Series::API));
        lock(&self.rollup).add(self.now(), &aggregates);
    }

    /// Identifier of this run of the server.
    pub fn replica(&self) -> &str {
        &self.replica
    }

    /// Time of the clock since 1970.
    pub(super) fn clock(&self) -> Duration {
        (self.clock)()
    }

    /// Unix second of the clock.
    pub fn now(&self) -> u64 {
        self.clock().as_secs()
    }

    /// Writes every bucket that has changed. Blocks on file or database. What is not written stays in memory, and is written the next time.
    pub fn flush(&self) {
        let mut store = lock(&self.store);
        let (unwritten, change) = lock(&self.rollup).unwritten();
        if unwritten.is_empty() && store.is_up() {
            return;
        }
        if store.write(&unwritten) {
            lock(&self.rollup).written(change);
        }
        self.store_is_up.store(store.is_up(), Ordering::Relaxed);
    }

    /// Writes for the last time and closes file or database.
    pub fn close(&self) {
        self.flush();
        lock(&self.store).close();
    }

    /// Deletes buckets that are past their retention at this Unix second.
    pub(super) fn delete_old(&self, now: u64) {
        lock(&self.rollup).delete_old(now);
        lock(&self.store).delete_old(now);
    }

    /// Result of a query, up to this moment. Blocks on file or database.
    pub(super) fn query(&self, query: Query) -> QueryResult {
        let mut store = lock(&self.store);
        let mut buckets = store.read(&query);
        // Whole sums, and newer than those of the store.
        let (unwritten, _) = lock(&self.rollup).unwritten();
        buckets.extend(unwritten.into_iter().filter(|(key, _)| query.covers(key)));
        let mut result = QueryResult {
            query,
            source: store.source(),
            warning: store.warning(),
            uptime_seconds: self.clock().saturating_sub(self.started).as_secs(),
            since_start: self.since_start().get(&Series::ALL).clone(),
            replicas: BTreeSet::new(),
            total: Aggregates::default(),
            // Every step has all events, also where there are none.
            steps: query.steps().map(|step| (step, Aggregates(BTreeMap::from([(Series::ALL, Sums::default())])))).collect(),
        };
        result.add(&buckets);
        result
    }

    /// Sums since the start, without reading file or database.
    pub(super) fn since_start(&self) -> Arc<Aggregates> {
        Arc::clone(&lock(&self.rollup).since_start)
    }

    /// Whether file or database took what was last written.
    pub fn store_is_up(&self) -> bool {
        self.store_is_up.load(Ordering::Relaxed)
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
