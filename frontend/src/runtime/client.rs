//! Client of the worker: its requests as asynchronous calls. A running network reads no messages, so cancelling means terminating the
//! worker; after a trap the instance is dead, which is the same.
//!
//! Workers come from a function that [`Client::new`] is given, so that tests run without a browser. `B` is a buffer: an `ArrayBuffer` on the page.

use std::cell::RefCell;
use std::rc::Rc;

use beacon::Build;
use futures::channel::oneshot;
use matting::{Confidence, Options, Size, Stage, Warning};

use super::pending_requests::PendingRequests;
use crate::protocol::{
    Failure, FromWorker, Input, InputNumbers, KnownNetwork, Recipe, RequestId, StageTime, ToWorker, VisibleArea, WORKER_ID, WorkerInfo,
};

/// Worker as the client uses it.
pub trait WorkerPort<B> {
    /// Sends a message and moves its buffer.
    ///
    /// # Errors
    /// The browser refuses the message.
    fn post(&self, message: &ToWorker, buffer: Option<&B>) -> Result<(), Failure>;

    /// Ends the worker at once.
    fn terminate(&self);
}

/// Event of a worker.
#[derive(Debug)]
pub enum WorkerEvent<B> {
    /// Message with its buffers.
    Message(FromWorker, Vec<B>),
    /// Uncaught error, or a message that cannot be read.
    Died,
    /// End of the time that a worker has to start. Ignored once it is ready.
    StartTimeout,
}

/// Receiver of a worker's events.
pub type OnEvent<B> = Box<dyn Fn(WorkerEvent<B>)>;

/// Function that creates a worker of a build.
pub type CreateWorker<B> = dyn Fn(Build, OnEvent<B>) -> Result<Rc<dyn WorkerPort<B>>, Failure>;

/// Network that the worker has.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedNetwork {
    /// Its input.
    pub input: InputNumbers,
    /// Its name in the catalogue, where it was looked up there and found.
    pub model: Option<String>,
}

/// Cut-out, as the worker sent it.
#[derive(Debug, Clone, PartialEq)]
pub struct Done<B> {
    /// Columns and rows of the file.
    pub size: Size,
    /// Columns and rows of the photo.
    pub photo: Size,
    /// Area of the photo that it shows.
    pub area: VisibleArea,
    /// Confidence in the cut-out.
    pub confidence: Confidence,
    /// Things about the photo's file that it does not show.
    pub warnings: Vec<Warning>,
    /// Duration of each stage, in order.
    pub times: Vec<StageTime>,
    /// The file.
    pub file: B,
    /// Copy of the original that every browser shows, where it was wanted and possible.
    pub original: Option<B>,
}

/// Small picture of a recipe's result.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview<B> {
    /// Columns and rows of the picture.
    pub size: Size,
    /// Area of the photo that it shows.
    pub area: VisibleArea,
    /// Confidence in the cut-out.
    pub confidence: Confidence,
    /// PNG file.
    pub png: B,
}

/// Handle to the worker; copies share it.
pub struct Client<B>(Rc<Shared<B>>);

struct Shared<B> {
    create: Box<CreateWorker<B>>,
    state: RefCell<State<B>>,
}

struct State<B> {
    worker: Option<Rc<dyn WorkerPort<B>>>,
    /// Number of the present worker: events of earlier ones are ignored.
    generation: u32,
    ready: Option<Sender<WorkerInfo>>,
    pending: PendingRequests<Pending<B>>,
    is_lost: bool,
}

/// Receiver of a request's reply.
enum Pending<B> {
    Load(Sender<LoadedNetwork>),
    /// For [`ToWorker::OpenPhoto`] and [`ToWorker::OpenBackground`].
    Open(Sender<()>),
    CutOut {
        on_stage: Rc<dyn Fn(Stage)>,
        done: Sender<Done<B>>,
    },
    Preview(Sender<Preview<B>>),
    Write(Sender<Done<B>>),
}

type Sender<T> = oneshot::Sender<Result<T, Failure>>;

impl<B> Clone for Client<B> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<B: 'static> Client<B> {
    /// Client without a worker; `create` makes one at the start.
    pub fn new(create: impl Fn(Build, OnEvent<B>) -> Result<Rc<dyn WorkerPort<B>>, Failure> + 'static) -> Self {
        let state = State { worker: None, generation: 0, ready: None, pending: PendingRequests::default(), is_lost: false };
        Self(Rc::new(Shared { create: Box::new(create), state: RefCell::new(state) }))
    }

    /// Starts the first of `builds` that runs.
    ///
    /// # Errors
    /// The failure of the last one; `OtherVersion` at once, since the others are of that version, too; `BrowserTooOld` without any.
    pub async fn start(&self, builds: impl IntoIterator<Item = Build>) -> Result<WorkerInfo, Failure> {
        let mut last = Failure::BrowserTooOld;
        for build in builds {
            match self.spawn(build).await {
                Ok(worker) => return Ok(worker),
                Err(Failure::OtherVersion) => return Err(Failure::OtherVersion),
                Err(failure) => last = failure,
            }
        }
        Err(last)
    }

    /// Loads a network in the worker after a check; `warm_up` when no photo waits. The bytes are moved.
    ///
    /// # Errors
    /// The worker's failure, its death or its end.
    pub async fn load(&self, network: KnownNetwork, onnx: &B, warm_up: bool) -> Result<LoadedNetwork, Failure> {
        self.request(Pending::Load, |request| ToWorker::Load { request, network, warm_up }, Some(onnx)).await
    }

    /// Cuts out a photo in the worker; `on_stage` is called when a stage begins. The bytes are moved.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub async fn cut_out(
        &self,
        photo: u32,
        input: Input,
        bytes: &B,
        options: Options,
        wants_original: bool,
        on_stage: impl Fn(Stage) + 'static,
    ) -> Result<Done<B>, Failure> {
        let pending = |done| Pending::CutOut { on_stage: Rc::new(on_stage), done };
        self.request(pending, |request| ToWorker::CutOut { request, photo, input, options, wants_original }, Some(bytes)).await
    }

    /// Opens a photo in the worker. The bytes are moved.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub async fn open_photo(&self, photo: u32, input: Input, bytes: &B) -> Result<(), Failure> {
        self.request(Pending::Open, |request| ToWorker::OpenPhoto { request, photo, input }, Some(bytes)).await
    }

    /// Opens a background picture in the worker. The bytes are moved.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub async fn open_background(&self, picture: u32, input: Input, bytes: &B) -> Result<(), Failure> {
        self.request(Pending::Open, |request| ToWorker::OpenBackground { request, picture, input }, Some(bytes)).await
    }

    /// Small picture of a recipe's result for a photo that the worker has.
    ///
    /// # Errors
    /// As [`Self::load`]; `NoPhoto` and `NoBackground` when the worker does not have the photo or the background picture.
    pub async fn preview(&self, photo: u32, recipe: Recipe) -> Result<Preview<B>, Failure> {
        self.request(Pending::Preview, |request| ToWorker::Preview { request, photo, recipe }, None).await
    }

    /// File of a recipe for a photo that the worker has.
    ///
    /// # Errors
    /// As [`Self::preview`].
    pub async fn write(&self, photo: u32, recipe: Recipe) -> Result<Done<B>, Failure> {
        self.request(Pending::Write, |request| ToWorker::Write { request, photo, recipe }, None).await
    }

    /// Terminates the worker. Pending calls end with [`Failure::Cancelled`].
    pub fn terminate(&self) {
        self.end(&Failure::Cancelled);
    }

    /// True if a worker was there and is no more.
    pub fn is_lost(&self) -> bool {
        self.0.state.borrow().is_lost
    }

    /// True if a worker is idle.
    pub fn is_idle(&self) -> bool {
        let state = self.0.state.borrow();
        state.worker.is_some() && state.ready.is_none() && !state.pending.any(|_| true)
    }

    /// True if a photo is being cut out.
    pub fn is_cutting_out(&self) -> bool {
        self.0.state.borrow().pending.any(|pending| matches!(pending, Pending::CutOut { .. }))
    }

    async fn spawn(&self, build: Build) -> Result<WorkerInfo, Failure> {
        self.end(&Failure::Cancelled);
        let (sender, receiver) = oneshot::channel();
        let generation = {
            let mut state = self.0.state.borrow_mut();
            state.generation += 1;
            state.ready = Some(sender);
            state.generation
        };
        let client = self.clone();
        let on_event = move |event| {
            if client.0.state.borrow().generation == generation {
                client.receive(event);
            }
        };
        let worker = (self.0.create)(build, Box::new(on_event))?;
        {
            let mut state = self.0.state.borrow_mut();
            state.is_lost = false;
            state.worker = Some(worker);
        }
        receiver.await.unwrap_or(Err(Failure::WorkerDidNotStart))
    }

    async fn request<T>(
        &self,
        pending: impl FnOnce(Sender<T>) -> Pending<B>,
        message: impl FnOnce(RequestId) -> ToWorker,
        buffer: Option<&B>,
    ) -> Result<T, Failure> {
        let (sender, receiver) = oneshot::channel();
        let request = self.0.state.borrow_mut().pending.add(pending(sender));
        let worker = self.0.state.borrow().worker.clone();
        if let Err(failure) = worker.ok_or(Failure::WorkerDied).and_then(|worker| worker.post(&message(request), buffer)) {
            self.take(request);
            return Err(failure);
        }
        receiver.await.unwrap_or(Err(Failure::NotUnderstood))
    }

    fn receive(&self, event: WorkerEvent<B>) {
        match event {
            WorkerEvent::Message(message, buffers) => self.receive_message(message, buffers),
            WorkerEvent::StartTimeout if self.0.state.borrow().ready.is_none() => {}
            WorkerEvent::StartTimeout | WorkerEvent::Died => self.end(&Failure::WorkerDied),
        }
    }

    /// Passes a reply on. A call that was dropped meanwhile needs none, so failed sends are no errors.
    fn receive_message(&self, message: FromWorker, buffers: Vec<B>) {
        let mut buffers = buffers.into_iter();
        match message {
            FromWorker::Ready { worker, worker_id } => {
                let ready = self.0.state.borrow_mut().ready.take();
                if let Some(ready) = ready {
                    drop(ready.send(if worker_id == WORKER_ID { Ok(worker) } else { Err(Failure::OtherVersion) }));
                }
            }
            FromWorker::Stage { request, stage } => {
                let on_stage = match self.0.state.borrow().pending.get(request) {
                    Some(Pending::CutOut { on_stage, .. }) => Some(Rc::clone(on_stage)),
                    Some(Pending::Load(_) | Pending::Open(_) | Pending::Preview(_) | Pending::Write(_)) | None => None,
                };
                if let Some(on_stage) = on_stage {
                    on_stage(stage);
                }
            }
            FromWorker::Loaded { request, input, model } => {
                if let Some(Pending::Load(sender)) = self.take(request) {
                    drop(sender.send(Ok(LoadedNetwork { input, model })));
                }
            }
            FromWorker::Opened { request } => {
                if let Some(Pending::Open(sender)) = self.take(request) {
                    drop(sender.send(Ok(())));
                }
            }
            FromWorker::Previewed { request, width, height, area, confidence } => {
                if let (Some(Pending::Preview(sender)), Some(png)) = (self.take(request), buffers.next()) {
                    drop(sender.send(Ok(Preview { size: Size { width, height }, area, confidence, png })));
                }
            }
            FromWorker::Done { request, width, height, photo_width, photo_height, area, confidence, warnings, times, .. } => {
                if let (Some(Pending::CutOut { done, .. } | Pending::Write(done)), Some(file)) = (self.take(request), buffers.next()) {
                    let (size, photo) = (Size { width, height }, Size { width: photo_width, height: photo_height });
                    drop(done.send(Ok(Done { size, photo, area, confidence, warnings, times, file, original: buffers.next() })));
                }
            }
            FromWorker::Failed { request, error } => {
                if let Some(pending) = self.take(request) {
                    pending.fail(error);
                }
            }
        }
    }

    fn take(&self, request: RequestId) -> Option<Pending<B>> {
        self.0.state.borrow_mut().pending.take(request)
    }

    fn end(&self, failure: &Failure) {
        let (worker, ready, pending) = {
            let mut state = self.0.state.borrow_mut();
            state.generation += 1;
            state.is_lost |= state.worker.is_some();
            (state.worker.take(), state.ready.take(), state.pending.take_all())
        };
        if let Some(worker) = worker {
            worker.terminate();
        }
        if let Some(ready) = ready {
            drop(ready.send(Err(match failure {
                Failure::WorkerDied => Failure::WorkerDidNotStart,
                other => other.clone(),
            })));
        }
        pending.into_iter().for_each(|pending| pending.fail(failure.clone()));
    }
}

impl<B> Pending<B> {
    fn fail(self, failure: Failure) {
        match self {
            Pending::Load(sender) => drop(sender.send(Err(failure))),
            Pending::Open(sender) => drop(sender.send(Err(failure))),
            Pending::Preview(sender) => drop(sender.send(Err(failure))),
            Pending::CutOut { done, .. } | Pending::Write(done) => drop(done.send(Err(failure))),
        }
    }
}
