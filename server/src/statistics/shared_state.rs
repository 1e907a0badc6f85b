//! Sums of this run and their store, shared by counting, the thread that writes and readers.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use beacon::{Batch, Reason, Stage, Times, Verdict};
use uuid::Uuid;

use super::collect::aggregates::Aggregates;
use super::collect::dimension::Series;
use super::collect::rollup::Rollup;
use super::collect::steady_clock::SteadyClock;
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
    steady: Mutex<SteadyClock>,
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
            steady: Mutex::new(SteadyClock::start(started, Instant::now())),
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

    /// Deletes buckets that are past their retention, unless the clock was set lately: what a wrong one deletes is gone.
    pub fn delete_old(&self) {
        let now = (self.clock)();
        if lock(&self.steady).is_steady(now, Instant::now()) {
            lock(&self.rollup).delete_old(now.as_secs());
            lock(&self.store).delete_old(now.as_secs());
        }
    }

    /// Result of a query, up to this moment. Blocks on file or database.
    pub(super) fn query(&self, query: Query) -> QueryResult {
        let mut store = lock(&self.store);
        let mut buckets = store.read(&query);
        let mut result = QueryResult::new(query, store.source(), store.warning());
        // Whole sums, and newer than those of the store.
        let (unwritten, _) = lock(&self.rollup).unwritten();
        buckets.extend(unwritten.into_iter().filter(|(key, _)| query.covers(key)));
        buckets.iter().for_each(|(key, aggregates)| result.add(key, aggregates));
        result.uptime_seconds = (self.clock)().saturating_sub(self.started).as_secs();
        result.since_start = self.since_start().0.get(&Series::ALL).cloned().unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::atomic::AtomicU64;

    use super::*;
    use crate::statistics::collect::period::HOUR;
    use crate::statistics::collect::rollup::Buckets;
    use crate::statistics::collect::sums::FAILED;
    use crate::statistics::store::database::{Database, StoreError};
    use crate::statistics::store::location::Location;
    use crate::statistics::store::sqlite_database::SqliteDatabase;

    /// Disk that can be read and, while it is full, not written.
    struct Disk(SqliteDatabase, Arc<AtomicBool>);

    impl Database for Disk {
        fn write(&mut self, buckets: &Buckets, flush: i64) -> Result<(), StoreError> {
            if self.1.load(Ordering::Relaxed) {
                return Err(StoreError::Unavailable("database or disk is full".to_owned()));
            }
            self.0.write(buckets, flush)
        }

        fn read(&mut self, query: &Query) -> Result<Buckets, StoreError> {
            self.0.read(query)
        }

        fn delete_old(&mut self, now: u64) -> Result<(), StoreError> {
            self.0.delete_old(now)
        }
    }

    #[test]
    fn sums_of_full_disk_are_read_from_memory_and_written_once_there_is_room() {
        let (folder, full) = (tempfile::tempdir().unwrap(), Arc::new(AtomicBool::new(false)));
        let (file, switch) = (folder.path().join("stats.sqlite"), Arc::clone(&full));
        let at = file.clone();
        let opener = move || -> Result<Box<dyn Database>, StoreError> { Ok(Box::new(Disk(SqliteDatabase::open(&at)?, Arc::clone(&switch)))) };
        let location = Location { source: "sqlite", opener: Some(Box::new(opener)), note: None };
        let hours = Arc::new(AtomicU64::new(0));
        let hand = Arc::clone(&hours);
        let state = SharedState::new(Connection::open(location).unwrap(), Box::new(move || Duration::from_secs(hand.load(Ordering::Relaxed) * HOUR)));
        let (query, _) = Query::parse(&BTreeMap::new(), 4 * HOUR).unwrap();
        let written = || {
            let buckets = SqliteDatabase::open(&file).unwrap().read(&query).unwrap();
            buckets.values().map(|aggregates| aggregates.0[&Series::API].get(FAILED)).sum::<u64>()
        };
        for (is_full, expected) in [(false, 1), (true, 1), (true, 1), (false, 4)] {
            full.store(is_full, Ordering::Relaxed);
            // Each time another bucket, so that those before are over.
            hours.fetch_add(1, Ordering::Relaxed);
            state.count_api_failure(Stage::Read, Reason::Other);
            state.flush();
            assert_eq!((written(), state.store_is_up()), (expected, !is_full));
            assert_eq!(state.query(query).warning.is_some_and(|warning| warning.contains("disk is full")), is_full);
        }
        assert_eq!(state.query(query).api.get(FAILED), 4);
    }
}
