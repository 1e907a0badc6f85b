//! Statistics of a running server.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::flush_task::FlushTask;
use super::shared_state::{Clock, SharedState};
use super::statistics_flags::StatisticsFlags;
use super::store::fallback_store::FallbackStore;
use super::store::location::Location;
use crate::error::StartupError;

/// Statistics of a running server. Dropping them writes what is not written.
#[derive(Debug)]
pub struct Statistics {
    shared: Arc<SharedState>,
    flush_task: FlushTask,
}

impl Statistics {
    /// Opens the location that the flags and the environment name.
    ///
    /// # Errors
    /// When a flag is wrong, or a newer server made the tables. A database that cannot be reached is no error: it is tried again.
    pub fn open(flags: &StatisticsFlags, clock: Clock) -> Result<Self, StartupError> {
        let location = Location::of(flags, |name| std::env::var_os(name))?;
        // The client of the database has a runtime of its own, which must not start on a thread of the server's.
        let opened = thread::scope(|scope| scope.spawn(|| FallbackStore::new(location)).join());
        let store = opened.map_err(|_| StartupError::Statistics("the place for statistics cannot be opened".to_owned()))?;
        let store = store.map_err(|error| StartupError::Statistics(error.to_string()))?;
        let shared = Arc::new(SharedState::new(store, clock));
        let flush_task = FlushTask::start(Arc::clone(&shared), Duration::from_secs(flags.flush_seconds));
        Ok(Self { shared, flush_task })
    }

    /// State that counting and readers share.
    pub fn shared(&self) -> &Arc<SharedState> {
        &self.shared
    }

    /// Writes what is not written and ends the flush task. Later events are not written.
    pub fn stop(&self) {
        self.flush_task.stop();
    }
}
