//! Worker: a thread that takes one photo after the other.

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
use super::job_progress::{CurrentStage, JobProgress, counted_as};
use super::networks::Networks;
use super::place::Place;
use super::pool::{Done, Job, Work};
use crate::api::api_error::ApiError;
use crate::api::intake::params::Params;
use crate::operators::Metrics;

/// Queue and tools that all workers share.
#[derive(Debug, Clone)]
pub struct Crew {
    /// Photos that wait.
    pub jobs: Receiver<Job>,
    /// Threads of each worker.
    pub threads: usize,
    /// Networks that are here.
    pub networks: Arc<Networks>,
    /// Filter that looks at each photo first.
    pub filter: Option<Arc<ContentFilter>>,
    /// Metrics of the server.
    pub metrics: Arc<Metrics>,
}

impl Crew {
    /// Starts a worker, the `number`th from 1.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn hire(&self, number: usize) -> io::Result<Arc<Place>> {
        let name = format!("api-{number}");
        let threads = ThreadPoolBuilder::new().num_threads(self.threads).thread_name({
            let name = name.clone();
            move |thread| format!("{name}-{thread}")
        });
        let place = Arc::new(Place::new(Arc::clone(&self.metrics)));
        let worker = Worker { crew: self.clone(), place: Arc::clone(&place), threads: threads.build().map_err(io::Error::other)? };
        thread::Builder::new().name(name).spawn(move || worker.run())?;
        Ok(place)
    }
}

struct Worker {
    crew: Crew,
    place: Arc<Place>,
    threads: ThreadPool,
}

impl Worker {
    /// Works until the pool is dropped, or another has its place.
    fn run(&self) {
        // A panic on a photo is caught with the photo; one beside it costs a photo and not the worker.
        while catch_unwind(AssertUnwindSafe(|| self.take_photos())).is_err() {
            tracing::error!("a worker of the API panicked between two photos, and goes on");
            if !self.place.end() {
                return;
            }
        }
    }

    fn take_photos(&self) {
        let Crew { jobs, networks, metrics, .. } = &self.crew;
        // The first photo shall not wait for it; should it be unusable, each photo says so.
        let _ = networks.get(&Choice::bundled());
        while let Ok(job) = jobs.recv_blocking() {
            metrics.api_queue_length.dec();
            let Job { work, since, reply } = job;
            let Some(Work { photo, params, slot, stage }) = work.take() else {
                self.count_cancelled();
                continue;
            };
            self.place.begin(slot, stage.clone());
            // Decoders are careful but not proven: a panic ends its photo and nothing else.
            let work = || self.cut_out(&photo, &params, since, &|| reply.is_closed(), &stage);
            let outcome = catch_unwind(AssertUnwindSafe(|| self.threads.install(work)));
            // The client that gets the answer finds the slot free for the next photo.
            let is_wanted = self.place.end();
            if reply.send(outcome.unwrap_or_else(|_| Err(ApiError::Panicked { stage: stage.get() }))).is_err() {
                self.count_cancelled();
            }
            if !is_wanted {
                return;
            }
        }
    }

    fn cut_out(&self, photo: &[u8], params: &Params, since: Instant, is_gone: &dyn Fn() -> bool, stage: &CurrentStage) -> Result<Done, ApiError> {
        let queue = since.elapsed();
        let network = self.crew.networks.get(&params.model)?;
        let mut progress = JobProgress::start(is_gone, stage);
        let mut session = Session::open(Source::File(photo), &params.options.limits, &mut progress).map_err(failed)?;
        if let Some(filter) = &self.crew.filter {
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
        let done = session.into_cut_out(network.network.as_ref(), &params.options, &Inputs::default(), &mut progress).map_err(failed)?;
        Ok((done, progress.times(queue)))
    }

    fn count_cancelled(&self) {
        self.crew.metrics.api_photo("cancelled");
    }
}

fn failed(StageError { stage, error }: StageError) -> ApiError {
    match error {
        Error::ModelDamaged { .. } | Error::ModelUnusable { .. } => ApiError::Network(error),
        error => ApiError::Photo { stage: counted_as(stage), error },
    }
}
