//! Pool of workers: each takes one photo at a time and has threads of its own, so that no photo waits for the threads of another.

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
use super::loaded_models::LoadedModels;
use super::watchdog::Watchdog;
use super::worker::WorkerContext;
use crate::api::api_error::ApiError;
use crate::api::request::admission::Slot;
use crate::api::request::params::Params;
use crate::monitoring::Metrics;

/// Cut-out with its times.
pub type Done = (CutOut, Times);

/// Size of a pool, and its timeout.
#[derive(Debug, Clone, Copy)]
pub struct PoolSize {
    /// Number of workers: photos processed at the same time.
    pub workers: usize,
    /// Threads of each worker.
    pub threads: usize,
    /// Time on one photo after which a worker counts as hung and is replaced.
    pub hang_timeout: Duration,
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

/// Entry of the queue.
#[derive(Debug)]
pub struct Job {
    /// Input, unless its client is gone.
    pub input: SharedInput,
    /// Time of its arrival.
    pub since: Instant,
    /// Channel to the waiting request.
    pub reply: oneshot::Sender<Result<Done, ApiError>>,
}

/// Input of a job.
#[derive(Debug)]
pub struct JobInput {
    /// Bytes of the file.
    pub photo: Bytes,
    /// Options.
    pub params: Arc<Params>,
    /// Permit of the admission control.
    pub slot: Slot,
    /// Current stage, which its request reads.
    pub stage: CurrentStage,
}

/// Input of a job until a worker takes it, shared with the request. When the client disconnects, the request drops the input: slot and memory
/// are free at once, wherever the job stands in the queue.
#[derive(Debug, Clone)]
pub struct SharedInput(Arc<Mutex<Option<JobInput>>>);

impl SharedInput {
    /// Input, for the first caller.
    pub fn take(&self) -> Option<JobInput> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Guard of the waiting request, which drops the input with itself.
struct CancelOnDrop(SharedInput);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        drop(self.0.take());
    }
}

impl Pool {
    /// Starts the workers, which load the bundled network meanwhile. A `filter` looks at each photo first.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn start(size: PoolSize, models: Arc<LoadedModels>, filter: Option<Arc<ContentFilter>>, metrics: Arc<Metrics>) -> io::Result<Self> {
        let PoolSize { workers, threads, hang_timeout } = size;
        let (sender, jobs) = async_channel::unbounded();
        let context = WorkerContext { jobs, threads, models, filter, metrics: Arc::clone(&metrics) };
        let (watch, is_stuck) = (Watchdog::spawn_workers(context, workers, hang_timeout)?, Arc::new(AtomicBool::new(false)));
        Ok(Self { jobs: sender, workers, metrics, is_stuck: Arc::clone(&is_stuck), _watch: watch.start(is_stuck)? })
    }

    /// Number of photos processed at the same time.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// True while all workers hang, and those that replaced them: the server has to be restarted.
    pub fn is_stuck(&self) -> bool {
        self.is_stuck.load(Ordering::Relaxed)
    }

    /// Cuts out a photo. Dropping the future takes it from the queue, or ends the work within its stage. `stage` follows the job.
    ///
    /// # Errors
    /// [`ApiError::Photo`], [`ApiError::Panicked`], [`ApiError::UnknownModel`], [`ApiError::Network`], [`ApiError::Refused`], [`ApiError::Filter`].
    pub async fn cut_out(&self, photo: Bytes, params: Arc<Params>, slot: Slot, stage: CurrentStage) -> Result<Done, ApiError> {
        let (reply, outcome) = oneshot::channel();
        self.metrics.api_queue_length.inc();
        let input = SharedInput(Arc::new(Mutex::new(Some(JobInput { photo, params, slot, stage }))));
        let _guard = CancelOnDrop(input.clone());
        self.jobs.try_send(Job { input, since: Instant::now(), reply }).map_err(|_| ApiError::ShuttingDown)?;
        outcome.await.map_err(|_| ApiError::ShuttingDown)?
    }
}
