//! Counts what happens, writes it down every few seconds, and reads it back.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use beacon::{Batch, Reason, Stage};
use uuid::Uuid;

use super::archive::Archive;
use super::books::{Books, Fresh};
use super::fleet::Fleet;
use super::gathered::Gathered;
use super::keeper::Keeper;
use super::place::Place;
use super::question::Question;
use super::rows::{latest, rows_of};
use super::server_cut_out::ServerCutOut;
use super::statistics_flags::StatisticsFlags;
use super::store::StoreError;
use super::tally::Tally;
use crate::error::StartupError;

/// Tells the time since 1970 in UTC. A parameter so that a test can move days ahead.
pub type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

/// The statistics of a running server. Dropping it writes what is not written.
pub struct Stats {
    ledger: Arc<Ledger>,
    keeper: Keeper,
    fleet: Option<Fleet>,
}

/// What counting, the keeper and readers share. Locks are taken in the order archive, books, fresh; counting takes only the last one.
pub struct Ledger {
    clock: Clock,
    started: Duration,
    replica: String,
    archive: Mutex<(Archive, i64)>,
    store_is_up: AtomicBool,
    books: Mutex<Books>,
    fresh: Mutex<Fresh>,
}

impl Stats {
    /// Statistics in the place that the flags and the environment name.
    ///
    /// # Errors
    /// When a flag is wrong, or a newer server made the tables. A place that cannot be reached is no error: it is tried again.
    pub fn open(flags: &StatisticsFlags, clock: Clock) -> Result<Self, StartupError> {
        let fleet = flags.prometheus.as_deref().map(Fleet::new).transpose()?;
        let place = Place::of(flags, |name| std::env::var_os(name))?;
        // The client of the database has a runtime of its own, which must not start on a thread of the server's.
        let opened = thread::scope(|scope| scope.spawn(|| Archive::new(place)).join());
        let archive = opened.map_err(|_| StartupError::Statistics("the place for statistics cannot be opened".to_owned()))?;
        let archive = archive.map_err(|error| StartupError::Statistics(error.to_string()))?;
        let mut stats = Self::with(archive, clock, Duration::from_secs(flags.flush_seconds));
        stats.fleet = fleet;
        Ok(stats)
    }

    /// Statistics in this archive, written at this interval.
    pub fn with(archive: Archive, clock: Clock, interval: Duration) -> Self {
        let ledger = Arc::new(Ledger {
            started: clock(),
            clock,
            replica: Uuid::new_v4().to_string(),
            store_is_up: AtomicBool::new(archive.is_up()),
            archive: Mutex::new((archive, 0)),
            books: Mutex::default(),
            fresh: Mutex::default(),
        });
        Self { keeper: Keeper::start(Arc::clone(&ledger), interval), ledger, fleet: None }
    }

    /// Adds the events of a batch.
    pub fn count(&self, batch: &Batch) {
        let mut fresh = lock(&self.ledger.fresh);
        let (tally, versions) = fresh.at(self.ledger.now());
        tally.count(batch, versions);
    }

    /// Adds a photo of this server's own API.
    pub fn count_server(&self, cut_out: &ServerCutOut) {
        lock(&self.ledger.fresh).at(self.ledger.now()).0.count_server(cut_out);
    }

    /// Adds a photo that this server's own API could not cut out, or that its client took back.
    pub fn count_server_failure(&self, stage: Stage, reason: Reason) {
        lock(&self.ledger.fresh).at(self.ledger.now()).0.count_server_failure(stage, reason);
    }

    /// What the keeper and readers on other threads use.
    pub fn ledger(&self) -> Arc<Ledger> {
        Arc::clone(&self.ledger)
    }

    /// Where to ask for all servers together, if that was wanted.
    pub fn fleet(&self) -> Option<&Fleet> {
        self.fleet.as_ref()
    }

    /// Writes what is not written and ends the keeper. What is counted afterwards is not written.
    pub fn stop(&self) {
        self.keeper.stop();
    }
}

impl Drop for Stats {
    fn drop(&mut self) {
        self.keeper.stop();
    }
}

impl Ledger {
    /// Unix seconds.
    pub fn now(&self) -> u64 {
        (self.clock)().as_secs()
    }

    /// Seconds since the start.
    pub fn uptime_seconds(&self) -> u64 {
        (self.clock)().saturating_sub(self.started).as_secs()
    }

    /// Tells this run from every other one.
    pub fn replica(&self) -> &str {
        &self.replica
    }

    /// Writes every sum that has changed. Blocks on file or database.
    pub fn flush(&self) {
        let mut archive = lock(&self.archive);
        let unwritten = self.settled().unwritten();
        let (archive, flush) = &mut *archive;
        if unwritten.is_empty() && archive.is_up() {
            return;
        }
        *flush += 1;
        let rows: Vec<_> = unwritten.iter().flat_map(|((slot, _), tally)| rows_of(*slot, tally, &self.replica, *flush)).collect();
        match archive.write(&rows) {
            Ok(()) => {
                let marks: Vec<_> = unwritten.into_iter().map(|(mark, _)| mark).collect();
                lock(&self.books).written(&marks, self.now());
            }
            Err(error) => {
                tracing::error!("statistics cannot even be kept in memory: {error}");
                lock(&self.books).written(&[], self.now());
            }
        }
        self.store_is_up.store(archive.is_up(), Ordering::Relaxed);
    }

    /// Writes for the last time and lets go of file or database.
    pub fn close(&self) {
        self.flush();
        lock(&self.archive).0.close();
    }

    /// Deletes what is past its age.
    pub fn forget(&self) {
        lock(&self.archive).0.forget(self.now());
    }

    /// The answer to a question, up to this moment. Blocks on file or database.
    ///
    /// # Errors
    /// When what waits in memory cannot be read.
    pub fn gather(&self, question: &Question) -> Result<Gathered, StoreError> {
        let stretch = question.range.stretch(self.now());
        let wanted = stretch.wanted(question.split);
        let mut archive = lock(&self.archive);
        let unwritten = self.settled().unwritten_rows(&wanted, &self.replica, archive.1 + 1);
        let mut rows = archive.0.read(&wanted)?;
        rows.extend(unwritten);
        Ok(Gathered::from_rows(&latest(rows), stretch, question.split, archive.0.source(), archive.0.warning()))
    }

    /// Everything since the start, without a look at file or database.
    pub fn since_start(&self) -> Tally {
        self.settled().since_start().clone()
    }

    /// Whether file or database took what was last written.
    pub fn store_is_up(&self) -> bool {
        self.store_is_up.load(Ordering::Relaxed)
    }

    fn settled(&self) -> MutexGuard<'_, Books> {
        let mut books = lock(&self.books);
        let fresh = lock(&self.fresh).take();
        books.enter(&fresh);
        books
    }
}

/// Sums stay usable when a thread panicked in between: at worst one event is counted in part.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stats").finish_non_exhaustive()
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").finish_non_exhaustive()
    }
}
