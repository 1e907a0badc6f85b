//! Pool of workers: each takes one photo at a time and has threads of its own, so that photos do not wait for each other's loops.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use async_channel::Sender;
use axum::body::Bytes;
use matting::CutOut;
use tokio::sync::oneshot;

use super::content_filter::ContentFilter;
use super::job_progress::{CurrentStage, Times};
use super::networks::Networks;
use super::watchdog::Watchdog;
use super::worker::Crew;
use crate::api::api_error::ApiError;
use crate::api::intake::admission::Slot;
use crate::api::intake::params::Params;
use crate::operators::Metrics;

/// Cut-out with its times.
pub type Done = (CutOut, Times);

/// Number and patience of workers.
#[derive(Debug, Clone, Copy)]
pub struct PoolSize {
    /// Photos that are worked on at one time.
    pub workers: usize,
    /// Threads of each.
    pub threads: usize,
    /// Time after which a worker that does not come back from a photo is given up.
    pub patience: Duration,
}

/// Threads that cut out photos until the pool is dropped.
#[derive(Debug)]
pub struct Pool {
    jobs: Sender<Job>,
    workers: usize,
    metrics: Arc<Metrics>,
    is_stuck: Arc<AtomicBool>,
    /// Ends the watchdog when it is dropped.
    _watch: mpsc::Sender<()>,
}

/// Photo that waits for a worker, if its client still does.
#[derive(Debug)]
pub struct Job {
    /// Photo, unless its client is gone.
    pub work: Ticket,
    /// Time of its arrival.
    pub since: Instant,
    /// Client that waits for the answer.
    pub reply: oneshot::Sender<Result<Done, ApiError>>,
}

/// Work on a photo. Its slot bounds how many there are.
#[derive(Debug)]
pub struct Work {
    /// Bytes of the file.
    pub photo: Bytes,
    /// Options.
    pub params: Arc<Params>,
    /// Admission.
    pub slot: Slot,
    /// Stage, which its request reads.
    pub stage: CurrentStage,
}

/// Work until a worker takes it. Its client has the same ticket and tears it up when it goes away: slot and photo are free at once, however long
/// the queue before them.
#[derive(Debug, Clone)]
pub struct Ticket(Arc<Mutex<Option<Work>>>);

impl Ticket {
    /// Takes the work, the first time.
    pub fn take(&self) -> Option<Work> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Client's side of a [`Ticket`].
struct Waiting(Ticket);

impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.0.take());
    }
}

impl Pool {
    /// Starts the workers, which load the bundled network meanwhile. A `filter` looks at each photo first.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn start(size: PoolSize, networks: Arc<Networks>, filter: Option<Arc<ContentFilter>>, metrics: Arc<Metrics>) -> io::Result<Self> {
        let PoolSize { workers, threads, patience } = size;
        let (sender, jobs) = async_channel::unbounded();
        let crew = Crew { jobs, threads, networks, filter, metrics: Arc::clone(&metrics) };
        let (watch, is_stuck) = (Watchdog::hire(crew, workers, patience)?, Arc::new(AtomicBool::new(false)));
        Ok(Self { jobs: sender, workers, metrics, is_stuck: Arc::clone(&is_stuck), _watch: watch.start(is_stuck)? })
    }

    /// Number of photos that are worked on at one time.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// True while no worker comes back, nor any of those that took their places: only a new start of the server helps.
    pub fn is_stuck(&self) -> bool {
        self.is_stuck.load(Ordering::Relaxed)
    }

    /// Cuts out a photo. Dropping the future takes it from the queue, or ends the work within its stage. `stage` is told each stage.
    ///
    /// # Errors
    /// [`ApiError::Photo`], [`ApiError::Panicked`], [`ApiError::UnknownModel`], [`ApiError::Network`], [`ApiError::Refused`], [`ApiError::Filter`].
    pub async fn cut_out(&self, photo: Bytes, params: Arc<Params>, slot: Slot, stage: CurrentStage) -> Result<Done, ApiError> {
        let (reply, answer) = oneshot::channel();
        self.metrics.api_queue_length.inc();
        let work = Ticket(Arc::new(Mutex::new(Some(Work { photo, params, slot, stage }))));
        let _waiting = Waiting(work.clone());
        self.jobs.try_send(Job { work, since: Instant::now(), reply }).map_err(|_| ApiError::Stopping)?;
        answer.await.map_err(|_| ApiError::Stopping)?
    }
}
