//! Worker: a thread that processes the jobs of the queue one after the other.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use async_channel::Receiver;
use matting::{Error, Inputs, Progress, Session, Source, Stage, StageError};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::choice::Choice;
use super::content_filter::ContentFilter;
use super::job_progress::{CurrentStage, JobProgress, to_beacon_stage};
use super::loaded_models::LoadedModels;
use super::pool::{Done, Job, JobInput};
use super::worker_state::WorkerState;
use crate::api::api_error::ApiError;
use crate::api::request::params::Params;
use crate::monitoring::Metrics;

/// Queue, networks and settings that all workers share.
#[derive(Debug, Clone)]
pub struct WorkerContext {
    /// Queue of jobs.
    pub jobs: Receiver<Job>,
    /// Threads of each worker.
    pub threads: usize,
    /// Available networks.
    pub models: Arc<LoadedModels>,
    /// Content filter, applied to each photo first.
    pub filter: Option<Arc<ContentFilter>>,
    /// Metrics of the server.
    pub metrics: Arc<Metrics>,
}

impl WorkerContext {
    /// Starts a worker, the `number`th from 1.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn spawn_worker(&self, number: usize) -> io::Result<Arc<WorkerState>> {
        let name = format!("api-{number}");
        let threads = ThreadPoolBuilder::new().num_threads(self.threads).thread_name({
            let name = name.clone();
            move |thread| format!("{name}-{thread}")
        });
        let state = Arc::new(WorkerState::new(Arc::clone(&self.metrics)));
        let worker = Worker { context: self.clone(), state: Arc::clone(&state), threads: threads.build().map_err(io::Error::other)? };
        thread::Builder::new().name(name).spawn(move || worker.run())?;
        Ok(state)
    }
}

struct Worker {
    context: WorkerContext,
    state: Arc<WorkerState>,
    threads: ThreadPool,
}

impl Worker {
    /// Runs until the pool is dropped, or the worker was replaced.
    fn run(&self) {
        // A panic on a photo is caught with the photo; one beside it costs a photo and not the worker.
        while catch_unwind(AssertUnwindSafe(|| self.run_jobs())).is_err() {
            tracing::error!("a worker of the API panicked between two photos, and goes on");
            if !self.state.finish_job() {
                return;
            }
        }
    }

    fn run_jobs(&self) {
        let WorkerContext { jobs, models, metrics, .. } = &self.context;
        // Loaded before the first photo; if it is unusable, each photo fails with that error.
        let _ = models.get(&Choice::bundled());
        while let Ok(job) = jobs.recv_blocking() {
            metrics.api_queue_length.dec();
            let Job { input, since, reply } = job;
            let Some(JobInput { photo, params, slot, stage }) = input.take() else {
                self.count_cancelled();
                continue;
            };
            self.state.start_job(slot, stage.clone());
            // Decoders are careful but not proven: a panic ends its photo and nothing else.
            let work = || self.cut_out(&photo, &params, since, &|| reply.is_closed(), &stage);
            let outcome = catch_unwind(AssertUnwindSafe(|| self.threads.install(work)));
            // Before the response: its client may send the next photo at once.
            let keeps_running = self.state.finish_job();
            if reply.send(outcome.unwrap_or_else(|_| Err(ApiError::Panicked { stage: stage.get() }))).is_err() {
                self.count_cancelled();
            }
            if !keeps_running {
                return;
            }
        }
    }

    fn cut_out(&self, photo: &[u8], params: &Params, since: Instant, is_gone: &dyn Fn() -> bool, stage: &CurrentStage) -> Result<Done, ApiError> {
        let queue = since.elapsed();
        let network = self.context.models.get(&params.model)?;
        let mut progress = JobProgress::start(is_gone, stage);
        let mut session = Session::open(Source::File(photo), &params.options.limits, &mut progress).map_err(failed)?;
        if let Some(filter) = &self.context.filter {
            // Its time counts as stage find, as that of the network.
            if progress.enter(Stage::Find).is_break() {
                return Err(failed(StageError { stage: Stage::Find, error: Error::Cancelled }));
            }
            filter.check(&session.photo().picture)?;
        }
        let side = session.photo().picture.size().longer();
        if let Some(max_side) = params.max_side.filter(|max_side| side > *max_side) {
            session = session.smaller(max_side).map_err(|error| failed(StageError { stage: Stage::Read, error }))?;
        }
        let done = session.into_cut_out(network.network.as_ref(), &params.options, &Inputs::default(), &mut progress).map_err(failed)?;
        Ok((done, progress.times(queue)))
    }

    fn count_cancelled(&self) {
        self.context.metrics.api_photo("cancelled");
    }
}

fn failed(StageError { stage, error }: StageError) -> ApiError {
    match error {
        Error::ModelDamaged { .. } | Error::ModelUnusable { .. } => ApiError::Network(error),
        // The photo was within the limits when it was read.
        Error::OverLimit { limit, allowed, found } if stage == Stage::Compose => {
            ApiError::InvalidParam(format!("The frame is over a limit: {found} {limit} where at most {allowed} are allowed."))
        }
        error => ApiError::Photo { stage: to_beacon_stage(stage), error },
    }
}
