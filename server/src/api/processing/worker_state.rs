//! State of a worker: idle, busy with a job, or abandoned by the watchdog.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use beacon::Stage;

use super::job_progress::CurrentStage;
use crate::api::request::admission::Slot;
use crate::monitoring::Metrics;

/// State of one worker, shared with the watchdog.
#[derive(Debug)]
pub struct WorkerState {
    activity: Mutex<Activity>,
    metrics: Arc<Metrics>,
}

#[derive(Debug)]
enum Activity {
    Idle,
    Busy {
        since: Instant,
        stage: CurrentStage,
        /// Freed with the job, or when its worker is abandoned.
        _slot: Slot,
    },
    /// Hung worker, whose slot is free for others.
    Abandoned,
}

impl WorkerState {
    /// Idle worker.
    pub fn new(metrics: Arc<Metrics>) -> Self {
        Self { activity: Mutex::new(Activity::Idle), metrics }
    }

    /// Starts a job.
    pub fn start_job(&self, slot: Slot, stage: CurrentStage) {
        self.metrics.api_workers_busy.inc();
        *self.lock() = Activity::Busy { since: Instant::now(), stage, _slot: slot };
    }

    /// Finishes the job and frees its slot. False if the worker was abandoned meanwhile and replaced: it has to end.
    pub fn finish_job(&self) -> bool {
        match std::mem::replace(&mut *self.lock(), Activity::Idle) {
            Activity::Idle => true,
            Activity::Busy { .. } => {
                self.metrics.api_workers_busy.dec();
                true
            }
            Activity::Abandoned => {
                self.metrics.api_workers_hung.dec();
                tracing::info!("a worker of the API that hung has finished its photo, and ends");
                false
            }
        }
    }

    /// Stage of the job, if the worker has been busy with it for longer than `limit`.
    pub fn hung_stage(&self, limit: Duration) -> Option<Stage> {
        match &*self.lock() {
            Activity::Busy { since, stage, .. } if since.elapsed() > limit => Some(stage.get()),
            Activity::Busy { .. } | Activity::Idle | Activity::Abandoned => None,
        }
    }

    /// Abandons the worker, unless it has finished in the meantime: its slot is free from now on.
    pub fn abandon(&self) -> bool {
        let mut activity = self.lock();
        let is_busy = matches!(*activity, Activity::Busy { .. });
        if is_busy {
            *activity = Activity::Abandoned;
            self.metrics.api_workers_busy.dec();
            self.metrics.api_workers_hung.inc();
        }
        is_busy
    }

    fn lock(&self) -> MutexGuard<'_, Activity> {
        self.activity.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
