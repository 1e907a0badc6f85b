//! Statistics of a running server: sums and their store, shared by counting, readers, and the thread that writes, since file and database block.

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use beacon::{Batch, Reason, Stage, Times, Verdict};
use prometheus::Registry;
use uuid::Uuid;

use super::collect::dimension::Series;
use super::collect::rollup::Rollup;
use super::collect::steady_clock::SteadyClock;
use super::collect::sums::{Aggregates, of_cut_out, of_event, of_failure};
use super::event_metrics::EventMetrics;
use super::query::Query;
use super::query_result::QueryResult;
use super::statistics_flags::StatisticsFlags;
use super::store::connection::Connection;
use crate::error::StartupError;

/// Number of writes between two deletions of old rows.
const WRITES_BETWEEN_DELETIONS: u32 = 120;

/// Time since 1970 in UTC. A parameter so that a test can move days ahead.
pub type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

/// Statistics of a running server. Dropping them writes what is not written.
///
/// Locks are taken in the order store, rollup; counting takes only the last one, which nobody holds for long.
pub struct Statistics {
    clock: Clock,
    started: u64,
    metrics: EventMetrics,
    store: Mutex<Connection>,
    rollup: Mutex<Rollup>,
    /// Thread that writes until the sender is dropped.
    thread: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

impl Statistics {
    /// Opens the location that the flags and the environment name, and has the registry show the metrics of events.
    ///
    /// # Errors
    /// When a flag is wrong, or a newer server made the tables. A database that cannot be reached is no error: it is tried again.
    pub fn open(flags: &StatisticsFlags, clock: Clock, registry: &Registry) -> Result<Arc<Self>, StartupError> {
        let run = Uuid::new_v4().to_string();
        let metrics = EventMetrics::new(registry, &run.chars().take(8).collect::<String>());
        let metrics = metrics.map_err(|error| StartupError::Metrics(error.to_string()))?;
        // The client of the database has a runtime of its own, which must not be waited for on a thread of the server's.
        let opened = thread::scope(|scope| scope.spawn(|| Connection::open(flags)).join());
        let store = opened.map_err(|_| StartupError::Statistics("the place for statistics cannot be opened".to_owned()))??;
        metrics.store_up.set(store.is_up().into());
        let (started, store, rollup, thread) = (clock().as_secs(), Mutex::new(store), Mutex::new(Rollup::new(run)), Mutex::default());
        let statistics = Arc::new(Self { clock, started, metrics, store, rollup, thread });
        let (stop, stopped) = channel();
        let (written, interval) = (Arc::downgrade(&statistics), Duration::from_secs(flags.flush_seconds));
        let thread = thread::Builder::new().name("statistics".to_owned()).spawn(move || write_every(interval, &written, &stopped));
        let thread = thread.map_err(|error| StartupError::Statistics(format!("the system gives no thread to write statistics: {error}")))?;
        *lock(&statistics.thread) = Some((stop, thread));
        Ok(statistics)
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

    /// Writes for the last time, closes file or database and ends the thread. Later events are not written. Does nothing the second time.
    pub fn stop(&self) {
        if let Some((stop, thread)) = lock(&self.thread).take() {
            drop(stop);
            if thread.join().is_err() {
                tracing::error!("the thread that writes statistics had stopped before its time");
            }
        }
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
            source: store.source,
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

impl Drop for Statistics {
    /// On a thread of its own, as opening.
    fn drop(&mut self) {
        if lock(&self.thread).take().is_some() {
            let _ = thread::scope(|scope| scope.spawn(|| self.flush()).join());
        }
    }
}

impl fmt::Debug for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Statistics").finish_non_exhaustive()
    }
}

/// Sums stay usable when a thread panicked in between: at worst one event is counted in part.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes at this interval until the sender is dropped, and from time to time deletes old rows unless the clock was set lately: what a wrong one
/// deletes is gone.
fn write_every(interval: Duration, statistics: &Weak<Statistics>, stopped: &Receiver<()>) {
    let mut steady: Option<SteadyClock> = None;
    for write in 1_u32.. {
        let is_stopped = stopped.recv_timeout(interval) != Err(RecvTimeoutError::Timeout);
        let Some(statistics) = statistics.upgrade() else { return };
        // A write is the whole sum, so that the next one makes good for one that failed in the middle.
        let written = catch_unwind(AssertUnwindSafe(|| {
            statistics.flush();
            let (now, passed) = (statistics.now(), Instant::now());
            let steady = steady.get_or_insert(SteadyClock { shown: now, at: passed });
            if write % WRITES_BETWEEN_DELETIONS == 0 && steady.is_steady(now, passed) {
                statistics.delete_old(now);
            }
        }));
        if written.is_err() {
            tracing::error!("writing statistics panicked, and is tried again");
        }
        if is_stopped {
            return lock(&statistics.store).close();
        }
    }
}
