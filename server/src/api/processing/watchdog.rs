//! Watchdog: replaces workers that hang.
//!
//! A thread cannot be ended from outside. One that hangs keeps its photo, its memory and perhaps a core; at most as many are abandoned at one time
//! as there are workers.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::worker::WorkerContext;
use super::worker_state::WorkerState;

/// Interval between two checks.
const INTERVAL: Duration = Duration::from_secs(1);

/// Watchdog of a pool.
#[derive(Debug)]
pub struct Watchdog {
    context: WorkerContext,
    states: Vec<Arc<WorkerState>>,
    workers: usize,
    spawned: usize,
    hang_timeout: Duration,
}

impl Watchdog {
    /// Starts the workers.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn spawn_workers(context: WorkerContext, workers: usize, hang_timeout: Duration) -> io::Result<Self> {
        let states = (1..=workers).map(|number| context.spawn_worker(number)).collect::<io::Result<_>>()?;
        Ok(Self { context, states, workers, spawned: workers, hang_timeout })
    }

    /// Runs until the returned sender is dropped; `is_stuck` is true while all workers hang.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(mut self, is_stuck: Arc<AtomicBool>) -> io::Result<Sender<()>> {
        let (watch, ended) = channel::<()>();
        thread::Builder::new().name("api-watchdog".to_owned()).spawn(move || {
            while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                let now_stuck = self.check();
                if now_stuck && !is_stuck.swap(now_stuck, Ordering::Relaxed) {
                    tracing::error!("all workers of the API hang, and those that replaced them: restart the server");
                }
                is_stuck.store(now_stuck, Ordering::Relaxed);
            }
        })?;
        Ok(watch)
    }

    /// Replaces workers that hang. True if all of the present ones hang.
    fn check(&mut self) -> bool {
        let abandoned = || usize::try_from(self.context.metrics.api_workers_hung.get()).unwrap_or(0);
        let workers = self.workers;
        self.states.retain(|state| {
            let Some(stage) = state.hung_stage(self.hang_timeout) else { return true };
            let is_abandoned = abandoned() < workers && state.abandon();
            if is_abandoned {
                let (stage, seconds) = (stage.as_str(), self.hang_timeout.as_secs());
                tracing::error!(stage, seconds, "a worker of the API hangs and is replaced");
            }
            !is_abandoned
        });
        while self.states.len() < workers {
            match self.context.spawn_worker(self.spawned + 1) {
                Ok(state) => {
                    self.spawned += 1;
                    self.states.push(state);
                }
                Err(error) => {
                    tracing::error!("the system gives the API no thread for another worker: {error}");
                    break;
                }
            }
        }
        self.states.iter().all(|state| state.hung_stage(self.hang_timeout).is_some())
    }
}
