//! The workers: each takes one photo at a time and has threads of its own, so that photos do not wait for each other's loops.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use async_channel::{Receiver, Sender};
use axum::body::Bytes;
use matting::catalogue::BUNDLED;
use matting::{CutOut, Error, Inputs, Session, Size, Source};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::oneshot;

use super::admission::Slot;
use super::networks::Networks;
use super::refusal::Refusal;
use super::stopwatch::{Stopwatch, Times, WhileWanted};
use super::wishes::Wishes;
use crate::operators::Metrics;

/// A cut-out, the size of its photo and how long it took.
type Done = (CutOut, Size, Times);

/// Threads that cut out photos until the pool is dropped.
#[derive(Debug)]
pub struct Pool {
    jobs: Sender<Job>,
    workers: usize,
    metrics: Arc<Metrics>,
}

/// A photo that waits for a worker, if its client still does.
#[derive(Debug)]
struct Job {
    work: Ticket,
    since: Instant,
    reply: oneshot::Sender<Result<Done, Refusal>>,
}

/// What is to be done. Its slot bounds how many there are.
#[derive(Debug)]
struct Work {
    photo: Bytes,
    wishes: Arc<Wishes>,
    slot: Slot,
}

/// Holds the work until a worker takes it. Its client has the same ticket and tears it up when it goes away: slot and photo are free at once, however
/// long the queue before them.
#[derive(Debug, Clone)]
struct Ticket(Arc<Mutex<Option<Work>>>);

impl Ticket {
    fn take(&self) -> Option<Work> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The client's side of a [`Ticket`].
struct Waiting(Ticket);

impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.0.take());
    }
}

impl Pool {
    /// Starts the workers; the bundled network is loaded meanwhile.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn start(workers: usize, threads: usize, networks: Arc<Networks>, metrics: Arc<Metrics>) -> io::Result<Self> {
        let (sender, jobs) = async_channel::unbounded();
        for number in 1..=workers {
            let name = format!("api-{number}");
            let threads = ThreadPoolBuilder::new().num_threads(threads).thread_name({
                let name = name.clone();
                move |thread| format!("{name}-{thread}")
            });
            let threads = threads.build().map_err(io::Error::other)?;
            let worker = Worker { jobs: jobs.clone(), threads, networks: Arc::clone(&networks), metrics: Arc::clone(&metrics) };
            std::thread::Builder::new().name(name).spawn(move || worker.run())?;
        }
        Ok(Self { jobs: sender, workers, metrics })
    }

    /// How many photos are worked on at one time.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Cuts out a photo. Dropping the future takes it from the queue, or ends the work at the next stage or look of the network.
    ///
    /// # Errors
    /// What the core says of the photo, [`Refusal::Broke`] when the work panicked, [`Refusal::Network`].
    pub async fn cut_out(&self, photo: Bytes, wishes: Arc<Wishes>, slot: Slot) -> Result<Done, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.metrics.api_queue_length.inc();
        let work = Ticket(Arc::new(Mutex::new(Some(Work { photo, wishes, slot }))));
        let _waiting = Waiting(work.clone());
        self.jobs.try_send(Job { work, since: Instant::now(), reply }).map_err(|_| Refusal::Stopping)?;
        answer.await.map_err(|_| Refusal::Stopping)?
    }
}

struct Worker {
    jobs: Receiver<Job>,
    threads: ThreadPool,
    networks: Arc<Networks>,
    metrics: Arc<Metrics>,
}

impl Worker {
    fn run(&self) {
        // The first photo shall not wait for it; should it be unusable, each photo says so.
        let _ = self.networks.get(BUNDLED);
        while let Ok(job) = self.jobs.recv_blocking() {
            self.metrics.api_queue_length.dec();
            let Job { work, since, reply } = job;
            let Some(Work { photo, wishes, slot }) = work.take() else {
                self.count_cancelled();
                continue;
            };
            self.metrics.api_workers_busy.inc();
            // Decoders are careful but not proven: a panic ends its photo and nothing else.
            let outcome =
                catch_unwind(AssertUnwindSafe(|| self.threads.install(|| cut_out(&photo, &wishes, since, &|| reply.is_closed(), &self.networks))));
            self.metrics.api_workers_busy.dec();
            // Whoever gets the answer finds the slot free for the next photo.
            drop(slot);
            if reply.send(outcome.unwrap_or(Err(Refusal::Broke))).is_err() {
                self.count_cancelled();
            }
        }
    }

    fn count_cancelled(&self) {
        self.metrics.api_photo("cancelled");
    }
}

fn cut_out(photo: &[u8], wishes: &Wishes, since: Instant, is_gone: &dyn Fn() -> bool, networks: &Networks) -> Result<Done, Refusal> {
    let queue = since.elapsed();
    let network = networks.get(wishes.model)?;
    let network = WhileWanted { network: network.as_ref(), is_gone };
    let mut watch = Stopwatch::new(is_gone);
    let done = (|| -> Result<_, Error> {
        let mut session = Session::open(Source::File(photo), &wishes.options.limits, &mut watch)?;
        let size = session.photo().picture.size();
        if let Some(max_side) = wishes.max_side.filter(|max_side| size.width.max(size.height) > *max_side) {
            session = session.smaller(max_side)?;
        }
        Ok((session.into_cut_out(&network, &wishes.options, &Inputs::default(), &mut watch)?, size))
    })();
    match done {
        Ok((done, size)) => Ok((done, size, watch.times(queue))),
        Err(error @ (Error::ModelDamaged { .. } | Error::ModelUnusable { .. })) => Err(Refusal::Network(error)),
        Err(error) => Err(Refusal::Photo(error)),
    }
}
