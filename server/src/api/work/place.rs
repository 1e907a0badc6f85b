//! Place of a worker: the photo that it has, and whether it is given up.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use beacon::Stage;

use super::job_progress::CurrentStage;
use crate::api::intake::admission::Slot;
use crate::operators::Metrics;

/// Place of one worker, which it shares with the watchdog.
#[derive(Debug)]
pub struct Place {
    work: Mutex<Work>,
    metrics: Arc<Metrics>,
}

#[derive(Debug)]
enum Work {
    None,
    Photo {
        since: Instant,
        stage: CurrentStage,
        /// Freed with the photo, or when its worker is given up.
        _slot: Slot,
    },
    /// A photo that its worker does not come back from, whose slot is free for others.
    GivenUp,
}

impl Place {
    /// Place without a photo.
    pub fn new(metrics: Arc<Metrics>) -> Self {
        Self { work: Mutex::new(Work::None), metrics }
    }

    /// Begins a photo.
    pub fn begin(&self, slot: Slot, stage: CurrentStage) {
        self.metrics.api_workers_busy.inc();
        *self.lock() = Work::Photo { since: Instant::now(), stage, _slot: slot };
    }

    /// Ends the photo and frees its slot. False if the worker was given up meanwhile and another has its work: it is one too many.
    pub fn end(&self) -> bool {
        match std::mem::replace(&mut *self.lock(), Work::None) {
            Work::None => true,
            Work::Photo { .. } => {
                self.metrics.api_workers_busy.dec();
                true
            }
            Work::GivenUp => {
                self.metrics.api_workers_hung.dec();
                tracing::info!("a worker of the API that was given up has come back, and ends");
                false
            }
        }
    }

    /// Stage that the worker hangs in, if it has had its photo for longer than `limit`.
    pub fn hangs(&self, limit: Duration) -> Option<Stage> {
        match &*self.lock() {
            Work::Photo { since, stage, .. } if since.elapsed() > limit => Some(stage.get()),
            Work::Photo { .. } | Work::None | Work::GivenUp => None,
        }
    }

    /// Gives the worker up, unless it has come back in the meantime: its slot is free from now on.
    pub fn give_up(&self) -> bool {
        let mut work = self.lock();
        let hangs = matches!(*work, Work::Photo { .. });
        if hangs {
            *work = Work::GivenUp;
            self.metrics.api_workers_busy.dec();
            self.metrics.api_workers_hung.inc();
        }
        hangs
    }

    fn lock(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
