//! Statistics of a running server, and the thread that writes them: file and database block, which the threads that answer requests must not.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use prometheus::Registry;
use uuid::Uuid;

use super::collect::steady_clock::SteadyClock;
use super::event_metrics::EventMetrics;
use super::shared_state::{Clock, SharedState};
use super::statistics_flags::StatisticsFlags;
use super::store::connection::Connection;
use super::store::location::Location;
use crate::error::StartupError;

/// Number of writes between two deletions of old rows.
const WRITES_BETWEEN_DELETIONS: u32 = 120;

/// Statistics of a running server. Dropping them writes what is not written.
#[derive(Debug)]
pub struct Statistics {
    shared: Arc<SharedState>,
    thread: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

impl Statistics {
    /// Opens the location that the flags and the environment name, and has the registry show the metrics of events.
    ///
    /// # Errors
    /// When a flag is wrong, or a newer server made the tables. A database that cannot be reached is no error: it is tried again.
    pub fn open(flags: &StatisticsFlags, clock: Clock, registry: &Registry) -> Result<Self, StartupError> {
        let run = Uuid::new_v4().to_string();
        let metrics = EventMetrics::new(registry, &run.chars().take(8).collect::<String>());
        let metrics = metrics.map_err(|error| StartupError::Metrics(error.to_string()))?;
        let location = Location::of(flags, |name| std::env::var_os(name))?;
        // The client of the database has a runtime of its own, which must not be waited for on a thread of the server's.
        let opened = thread::scope(|scope| scope.spawn(|| Connection::open(location)).join());
        let store = opened.map_err(|_| StartupError::Statistics("the place for statistics cannot be opened".to_owned()))?;
        let store = store.map_err(|error| StartupError::Statistics(error.to_string()))?;
        let shared = Arc::new(SharedState::new(store, clock, metrics, run));
        let (stop, stopped) = channel();
        let (state, interval) = (Arc::clone(&shared), Duration::from_secs(flags.flush_seconds));
        let thread = thread::Builder::new().name("statistics".to_owned()).spawn(move || write_every(interval, &state, &stopped));
        let thread = thread.map_err(|error| StartupError::Statistics(format!("the system gives no thread to write statistics: {error}")))?;
        Ok(Self { shared, thread: Mutex::new(Some((stop, thread))) })
    }

    /// State that counting and readers share.
    pub fn shared(&self) -> &Arc<SharedState> {
        &self.shared
    }

    /// Writes what is not written, closes the store and ends the thread. Later events are not written. Does nothing the second time.
    pub fn stop(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((stop, thread)) = thread {
            drop(stop);
            if thread.join().is_err() {
                tracing::error!("the thread that writes statistics had stopped before its time");
            }
        }
    }
}

impl Drop for Statistics {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Writes at this interval until the sender is dropped, and from time to time deletes old rows unless the clock was set lately: what a wrong one
/// deletes is gone.
fn write_every(interval: Duration, state: &SharedState, stopped: &Receiver<()>) {
    let mut steady = SteadyClock { shown: state.now(), at: Instant::now() };
    for write in 1_u32.. {
        if stopped.recv_timeout(interval) != Err(RecvTimeoutError::Timeout) {
            return state.close();
        }
        // A write is the whole sum, so that the next one makes good for one that failed in the middle.
        let written = catch_unwind(AssertUnwindSafe(|| {
            state.flush();
            let now = state.now();
            if write % WRITES_BETWEEN_DELETIONS == 0 && steady.is_steady(now, Instant::now()) {
                state.delete_old(now);
            }
        }));
        if written.is_err() {
            tracing::error!("writing statistics panicked, and is tried again");
        }
    }
}
