//! Workers: each takes one photo at a time and has threads of its own, so that photos do not wait for each other's loops.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use async_channel::{Receiver, Sender};
use axum::body::Bytes;
use matting::catalogue::BUNDLED;
use matting::{CutOut, Error, Inputs, Progress, Session, Source, Stage, StageError};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::oneshot;

use super::content_filter::ContentFilter;
use super::job_progress::{CurrentStage, JobProgress, Times, counted_as};
use super::networks::Networks;
use crate::api::api_error::ApiError;
use crate::api::intake::admission::Slot;
use crate::api::intake::params::Params;
use crate::operators::Metrics;

/// Cut-out with its times.
type Done = (CutOut, Times);

/// Threads that cut out photos until the pool is dropped.
#[derive(Debug)]
pub struct Pool {
    jobs: Sender<Job>,
    workers: usize,
    metrics: Arc<Metrics>,
}

/// Photo that waits for a worker, if its client still does.
#[derive(Debug)]
struct Job {
    work: Ticket,
    since: Instant,
    reply: oneshot::Sender<Result<Done, ApiError>>,
}

/// Work on a photo. Its slot bounds how many there are.
#[derive(Debug)]
struct Work {
    photo: Bytes,
    params: Arc<Params>,
    slot: Slot,
    stage: CurrentStage,
}

/// Work until a worker takes it. Its client has the same ticket and tears it up when it goes away: slot and photo are free at once, however long
/// the queue before them.
#[derive(Debug, Clone)]
struct Ticket(Arc<Mutex<Option<Work>>>);

impl Ticket {
    fn take(&self) -> Option<Work> {
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
    pub fn start(
        workers: usize,
        threads: usize,
        networks: Arc<Networks>,
        filter: Option<Arc<ContentFilter>>,
        metrics: Arc<Metrics>,
    ) -> io::Result<Self> {
        let (sender, jobs) = async_channel::unbounded();
        for number in 1..=workers {
            let name = format!("api-{number}");
            let threads = ThreadPoolBuilder::new().num_threads(threads).thread_name({
                let name = name.clone();
                move |thread| format!("{name}-{thread}")
            });
            let threads = threads.build().map_err(io::Error::other)?;
            let worker =
                Worker { jobs: jobs.clone(), threads, networks: Arc::clone(&networks), filter: filter.clone(), metrics: Arc::clone(&metrics) };
            std::thread::Builder::new().name(name).spawn(move || worker.run())?;
        }
        Ok(Self { jobs: sender, workers, metrics })
    }

    /// Number of photos that are worked on at one time.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Cuts out a photo. Dropping the future takes it from the queue, or ends the work within its stage. `stage` is told each stage.
    ///
    /// # Errors
    /// [`ApiError::Photo`], [`ApiError::Panicked`], [`ApiError::Network`], [`ApiError::Refused`], [`ApiError::Filter`].
    pub async fn cut_out(&self, photo: Bytes, params: Arc<Params>, slot: Slot, stage: CurrentStage) -> Result<Done, ApiError> {
        let (reply, answer) = oneshot::channel();
        self.metrics.api_queue_length.inc();
        let work = Ticket(Arc::new(Mutex::new(Some(Work { photo, params, slot, stage }))));
        let _waiting = Waiting(work.clone());
        self.jobs.try_send(Job { work, since: Instant::now(), reply }).map_err(|_| ApiError::Stopping)?;
        answer.await.map_err(|_| ApiError::Stopping)?
    }
}

struct Worker {
    jobs: Receiver<Job>,
    threads: ThreadPool,
    networks: Arc<Networks>,
    filter: Option<Arc<ContentFilter>>,
    metrics: Arc<Metrics>,
}

impl Worker {
    fn run(&self) {
        // The first photo shall not wait for it; should it be unusable, each photo says so.
        let _ = self.networks.get(BUNDLED);
        while let Ok(job) = self.jobs.recv_blocking() {
            self.metrics.api_queue_length.dec();
            let Job { work, since, reply } = job;
            let Some(Work { photo, params, slot, stage }) = work.take() else {
                self.count_cancelled();
                continue;
            };
            self.metrics.api_workers_busy.inc();
            // Decoders are careful but not proven: a panic ends its photo and nothing else.
            let work = || self.cut_out(&photo, &params, since, &|| reply.is_closed(), &stage);
            let outcome = catch_unwind(AssertUnwindSafe(|| self.threads.install(work)));
            self.metrics.api_workers_busy.dec();
            // The client that gets the answer finds the slot free for the next photo.
            drop(slot);
            if reply.send(outcome.unwrap_or_else(|_| Err(ApiError::Panicked { stage: stage.get() }))).is_err() {
                self.count_cancelled();
            }
        }
    }

    fn cut_out(&self, photo: &[u8], params: &Params, since: Instant, is_gone: &dyn Fn() -> bool, stage: &CurrentStage) -> Result<Done, ApiError> {
        let queue = since.elapsed();
        let network = self.networks.get(params.model)?;
        let mut progress = JobProgress::start(is_gone, stage);
        let mut session = Session::open(Source::File(photo), &params.options.limits, &mut progress).map_err(failed)?;
        if let Some(filter) = &self.filter {
            // Its time is part of finding, as the network's.
            if progress.enter(Stage::Find).is_break() {
                return Err(failed(StageError { stage: Stage::Find, error: Error::Cancelled }));
            }
            filter.check(&session.photo().picture)?;
        }
        let side = session.photo().picture.size().longer();
        if let Some(max_side) = params.max_side.filter(|max_side| side > *max_side) {
            session = session.smaller(max_side).map_err(|error| failed(StageError { stage: Stage::Read, error }))?;
        }
        let done = session.into_cut_out(network.as_ref(), &params.options, &Inputs::default(), &mut progress).map_err(failed)?;
        Ok((done, progress.times(queue)))
    }

    fn count_cancelled(&self) {
        self.metrics.api_photo("cancelled");
    }
}

fn failed(StageError { stage, error }: StageError) -> ApiError {
    match error {
        Error::ModelDamaged { .. } | Error::ModelUnusable { .. } => ApiError::Network(error),
        error => ApiError::Photo { stage: counted_as(stage), error },
    }
}
