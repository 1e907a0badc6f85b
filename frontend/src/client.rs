//! The worker as the page sees it: asynchronous calls. A running network reads no messages, so cancelling means ending the worker;
//! after a trap the instance is dead, which is the same.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures::channel::oneshot;
use js_sys::{Array, ArrayBuffer};
use matting::{Confidence, Options, Size, Stage};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::builds::{self, WorkerBuild};
use crate::failure::Failure;
use crate::jobs::Jobs;
use crate::protocol::{BUILT_FROM, FromWorker, Input, Job, Part, Recipe, StageTime, ToWorker};
use crate::wire;

/// A worker file is megabytes and comes over the same network as everything else.
const READY_TIMEOUT: Duration = Duration::from_secs(120);

/// The worker that answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// Which file it is.
    pub build: beacon::Build,
    /// How many threads it has.
    pub threads: usize,
}

/// A cut-out as the worker sent it.
#[derive(Debug, Clone)]
pub struct Done {
    /// Columns and rows of the file.
    pub size: Size,
    /// What is to be seen of the photo.
    pub part: Part,
    /// How far it can be trusted.
    pub doubt: Confidence,
    /// Each stage, in order.
    pub times: Vec<StageTime>,
    /// The file.
    pub file: ArrayBuffer,
    /// A copy of the original that every browser shows, where one was wanted and possible.
    pub preview: Option<ArrayBuffer>,
}

/// A small picture of what would come out.
#[derive(Debug, Clone)]
pub struct Tried {
    /// Columns and rows of the picture.
    pub size: Size,
    /// What is to be seen of the photo.
    pub part: Part,
    /// How far it can be trusted.
    pub doubt: Confidence,
    /// A PNG file.
    pub png: ArrayBuffer,
}

/// A handle to the worker; copies share it.
#[derive(Clone, Default)]
pub struct Client(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    running: Option<Running>,
    /// Counts workers: news of an earlier one is ignored.
    generation: u32,
    ready: Option<oneshot::Sender<Result<Machine, Failure>>>,
    jobs: Jobs<Open>,
    lost: bool,
}

struct Running {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

enum Open {
    /// [`ToWorker::Load`], [`ToWorker::Open`] and [`ToWorker::Backdrop`].
    Take(Sender<()>),
    Cut {
        stage: Rc<dyn Fn(Stage)>,
        done: Sender<Done>,
    },
    Try(Sender<Tried>),
    Write(Sender<Done>),
}

type Sender<T> = oneshot::Sender<Result<T, Failure>>;

impl Client {
    /// Starts the best worker that this browser runs.
    ///
    /// # Errors
    /// The failure of the last one tried; `OtherVersion` at once, since the others would be of that version, too.
    pub async fn start(&self) -> Result<Machine, Failure> {
        let mut last = Failure::BrowserTooOld;
        for build in builds::usable() {
            match self.spawn(build).await {
                Ok(machine) => return Ok(machine),
                Err(Failure::OtherVersion) => return Err(Failure::OtherVersion),
                Err(failure) => last = failure,
            }
        }
        Err(last)
    }

    /// Gives the worker a network; its bytes are moved. With `practise` it is busy for a moment after it has answered.
    ///
    /// # Errors
    /// What the engine says, or that the worker died.
    pub async fn load(&self, model: &str, onnx: &ArrayBuffer, practise: bool) -> Result<(), Failure> {
        self.ask(Open::Take, |job| ToWorker::Load { job, model: model.to_owned(), practise }, Some(onnx)).await
    }

    /// Cuts out a photo; its bytes are moved. `stage` is called when a stage begins.
    ///
    /// # Errors
    /// What the engine says, that the worker died, or that [`Self::terminate`] was called.
    pub async fn cut(
        &self,
        (photo, input): (u32, Input),
        bytes: &ArrayBuffer,
        options: Options,
        preview: bool,
        stage: impl Fn(Stage) + 'static,
    ) -> Result<Done, Failure> {
        let open = |done| Open::Cut { stage: Rc::new(stage), done };
        self.ask(open, |job| ToWorker::Cut { job, photo, input, options, preview }, Some(bytes)).await
    }

    /// Gives the worker a photo that it had before; its bytes are moved.
    ///
    /// # Errors
    /// As [`Self::cut`].
    pub async fn open(&self, photo: u32, input: Input, bytes: &ArrayBuffer) -> Result<(), Failure> {
        self.ask(Open::Take, |job| ToWorker::Open { job, photo, input }, Some(bytes)).await
    }

    /// Gives the worker a picture for the background; its bytes are moved.
    ///
    /// # Errors
    /// As [`Self::cut`].
    pub async fn backdrop(&self, backdrop: u32, input: Input, bytes: &ArrayBuffer) -> Result<(), Failure> {
        self.ask(Open::Take, |job| ToWorker::Backdrop { job, backdrop, input }, Some(bytes)).await
    }

    /// A small picture of what a recipe makes of a photo that the worker has.
    ///
    /// # Errors
    /// As [`Self::cut`], and that the worker does not have the photo or the background.
    pub async fn try_out(&self, photo: u32, recipe: Recipe) -> Result<Tried, Failure> {
        self.ask(Open::Try, |job| ToWorker::Try { job, photo, recipe }, None).await
    }

    /// The file that a recipe makes of a photo that the worker has.
    ///
    /// # Errors
    /// As [`Self::try_out`].
    pub async fn write(&self, photo: u32, recipe: Recipe) -> Result<Done, Failure> {
        self.ask(Open::Write, |job| ToWorker::Write { job, photo, recipe }, None).await
    }

    async fn ask<T>(
        &self,
        open: impl FnOnce(Sender<T>) -> Open,
        message: impl FnOnce(Job) -> ToWorker,
        buffer: Option<&ArrayBuffer>,
    ) -> Result<T, Failure> {
        let (sender, receiver) = oneshot::channel();
        let job = self.0.borrow_mut().jobs.open(open(sender));
        if let Err(failure) = self.post(&message(job), buffer) {
            self.close(job);
            return Err(failure);
        }
        receiver.await.unwrap_or(Err(Failure::NotUnderstood))
    }

    /// Ends the worker. Whatever waits for it gets [`Failure::Cancelled`].
    pub fn terminate(&self) {
        self.end(&Failure::Cancelled);
    }

    /// Whether a worker was there and is no more.
    pub fn is_lost(&self) -> bool {
        self.0.borrow().lost
    }

    /// Whether a photo is in the worker.
    pub fn is_cutting(&self) -> bool {
        self.0.borrow().jobs.any(|open| matches!(open, Open::Cut { .. }))
    }

    async fn spawn(&self, build: &WorkerBuild) -> Result<Machine, Failure> {
        self.end(&Failure::Cancelled);
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&format!("/{}", build.path()), &options).map_err(|_| Failure::WorkerDidNotStart)?;
        let (sender, receiver) = oneshot::channel();
        let generation = {
            let mut inner = self.0.borrow_mut();
            inner.generation += 1;
            inner.lost = false;
            inner.ready = Some(sender);
            inner.generation
        };
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
            let client = self.clone();
            move |event: MessageEvent| match wire::unpack(&event.data()) {
                Some((message, buffers)) if client.is_current(generation) => client.receive(message, buffers),
                Some(_) => {}
                None => client.die(generation),
            }
        });
        let on_error = Closure::<dyn FnMut(Event)>::new({
            let client = self.clone();
            move |event: Event| {
                event.prevent_default();
                client.die(generation);
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        self.0.borrow_mut().running = Some(Running { worker, _on_message: on_message, _on_error: on_error });
        let client = self.clone();
        leptos::prelude::set_timeout(
            move || {
                if client.0.borrow().ready.is_some() {
                    client.die(generation);
                }
            },
            READY_TIMEOUT,
        );
        receiver.await.unwrap_or(Err(Failure::WorkerDidNotStart))
    }

    fn is_current(&self, generation: u32) -> bool {
        self.0.borrow().generation == generation
    }

    fn post(&self, head: &ToWorker, buffer: Option<&ArrayBuffer>) -> Result<(), Failure> {
        let buffers: Array = buffer.into_iter().collect();
        let inner = self.0.borrow();
        let Some(running) = &inner.running else { return Err(Failure::WorkerDied) };
        let sent = wire::pack(head, &buffers).and_then(|message| running.worker.post_message_with_transfer(&message, &buffers));
        sent.map_err(|_| Failure::NotUnderstood)
    }

    fn receive(&self, message: FromWorker, buffers: Vec<ArrayBuffer>) {
        match message {
            FromWorker::Ready { build, threads, worker_id } => {
                let Some(ready) = self.0.borrow_mut().ready.take() else { return };
                // An answer to nobody is no error: the page went on without it.
                let _ = ready.send(if worker_id == BUILT_FROM { Ok(Machine { build, threads }) } else { Err(Failure::OtherVersion) });
            }
            FromWorker::Stage { job, stage } => {
                let told = match self.0.borrow().jobs.get(job) {
                    Some(Open::Cut { stage, .. }) => Some(stage.clone()),
                    Some(Open::Take(_) | Open::Try(_) | Open::Write(_)) | None => None,
                };
                if let Some(told) = told {
                    told(stage);
                }
            }
            FromWorker::Loaded { job } | FromWorker::Taken { job } => {
                if let Some(Open::Take(sender)) = self.close(job) {
                    drop(sender.send(Ok(())));
                }
            }
            FromWorker::Tried { job, width, height, part, doubt } => {
                if let (Some(Open::Try(sender)), Some(png)) = (self.close(job), buffers.into_iter().next()) {
                    drop(sender.send(Ok(Tried { size: Size { width, height }, part, doubt, png })));
                }
            }
            FromWorker::Done { job, width, height, part, doubt, times, .. } => {
                let mut buffers = buffers.into_iter();
                if let (Some(Open::Cut { done, .. } | Open::Write(done)), Some(file)) = (self.close(job), buffers.next()) {
                    let size = Size { width, height };
                    drop(done.send(Ok(Done { size, part, doubt, times, file, preview: buffers.next() })));
                }
            }
            FromWorker::Failed { job, error } => {
                if let Some(open) = self.close(job) {
                    open.fail(error);
                }
            }
        }
    }

    fn close(&self, job: Job) -> Option<Open> {
        self.0.borrow_mut().jobs.close(job)
    }

    fn die(&self, generation: u32) {
        if self.is_current(generation) {
            self.end(&Failure::WorkerDied);
        }
    }

    fn end(&self, failure: &Failure) {
        let (running, ready, open) = {
            let mut inner = self.0.borrow_mut();
            inner.generation += 1;
            inner.lost |= inner.running.is_some();
            (inner.running.take(), inner.ready.take(), inner.jobs.close_all())
        };
        if let Some(Running { worker, .. }) = &running {
            worker.terminate();
        }
        if let Some(ready) = ready {
            drop(ready.send(Err(match failure {
                Failure::WorkerDied => Failure::WorkerDidNotStart,
                other => other.clone(),
            })));
        }
        open.into_iter().for_each(|open| open.fail(failure.clone()));
    }
}

impl Open {
    /// An answer to nobody is no error: the page went on without it.
    fn fail(self, failure: Failure) {
        match self {
            Open::Take(sender) => drop(sender.send(Err(failure))),
            Open::Try(sender) => drop(sender.send(Err(failure))),
            Open::Cut { done, .. } | Open::Write(done) => drop(done.send(Err(failure))),
        }
    }
}
