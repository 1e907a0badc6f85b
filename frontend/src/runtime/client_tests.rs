//! Tests of the client with fake workers, whose events the tests send.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use beacon::Build;
use matting::{Confidence, InputFormat, Options, Size, Stage};

use super::client::{Client, Done, LoadedNetwork, OnEvent, WorkerEvent, WorkerPort};
use crate::protocol::{Failure, FromWorker, Input, KnownNetwork, Recipe, RequestId, ToWorker, VisibleArea, WORKER_ID, WorkerInfo};

/// Worker whose events the test sends. A buffer is a number.
struct FakeWorker {
    build: Build,
    on_event: OnEvent<u8>,
    posted: RefCell<Vec<(ToWorker, Option<u8>)>>,
    is_terminated: Cell<bool>,
}

impl WorkerPort<u8> for Rc<FakeWorker> {
    fn post(&self, message: &ToWorker, buffer: Option<&u8>) -> Result<(), Failure> {
        self.posted.borrow_mut().push((message.clone(), buffer.copied()));
        Ok(())
    }

    fn terminate(&self) {
        self.is_terminated.set(true);
    }
}

impl FakeWorker {
    fn send(&self, message: FromWorker, buffers: &[u8]) {
        (self.on_event)(WorkerEvent::Message(message, buffers.to_vec()));
    }

    fn ready(&self, worker_id: &str) {
        self.send(FromWorker::Ready { worker: info(self.build), worker_id: worker_id.to_owned() }, &[]);
    }

    /// Number of the newest request.
    fn request(&self) -> RequestId {
        match self.posted.borrow().last().unwrap().0 {
            ToWorker::Load { request, .. }
            | ToWorker::CutOut { request, .. }
            | ToWorker::OpenPhoto { request, .. }
            | ToWorker::OpenBackground { request, .. }
            | ToWorker::Preview { request, .. }
            | ToWorker::Write { request, .. } => request,
        }
    }
}

type Workers = Rc<RefCell<Vec<Rc<FakeWorker>>>>;
type Call<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + 'a>>;

/// Client, and the workers that it has created so far.
fn client() -> (Client<u8>, Workers) {
    let workers = Workers::default();
    let created = workers.clone();
    let client = Client::new(move |build, on_event| {
        let worker = Rc::new(FakeWorker { build, on_event, posted: RefCell::default(), is_terminated: Cell::new(false) });
        created.borrow_mut().push(worker.clone());
        Ok(Rc::new(worker))
    });
    (client, workers)
}

/// Client with a worker that is ready.
fn started() -> (Client<u8>, Rc<FakeWorker>) {
    let (client, workers) = client();
    let worker = {
        let mut start = start(&client);
        assert_eq!(poll(&mut start), None);
        let worker = newest(&workers);
        worker.ready(WORKER_ID);
        assert_eq!(poll(&mut start), Some(Ok(info(Build::Fast))));
        worker
    };
    (client, worker)
}

fn start(client: &Client<u8>) -> Call<'_, WorkerInfo> {
    Box::pin(client.start([Build::Fast, Build::Compat]))
}

fn newest(workers: &Workers) -> Rc<FakeWorker> {
    workers.borrow().last().unwrap().clone()
}

fn info(build: Build) -> WorkerInfo {
    WorkerInfo { build, threads: 4 }
}

fn poll<T>(call: &mut Call<'_, T>) -> Option<Result<T, Failure>> {
    match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}

/// Call of a cut-out that has been posted, and the stages that it has reported.
fn cut_out(client: &Client<u8>) -> (Call<'_, Done<u8>>, Rc<RefCell<Vec<Stage>>>) {
    let stages = Rc::new(RefCell::new(Vec::new()));
    let seen = stages.clone();
    let mut call: Call<'_, Done<u8>> =
        Box::pin(client.cut_out(1, Input::File, &7, Options::default(), true, move |stage| seen.borrow_mut().push(stage)));
    assert_eq!(poll(&mut call), None);
    (call, stages)
}

fn done(request: RequestId) -> FromWorker {
    let (area, confidence) = (VisibleArea::WHOLE, Confidence::FULL);
    let (format, warnings, times) = (InputFormat::Png, Vec::new(), Vec::new());
    FromWorker::Done { request, width: 3, height: 2, photo_width: 6, photo_height: 4, area, format, confidence, warnings, times }
}

fn recipe() -> Recipe {
    Recipe { options: Options::default(), strokes: Vec::new(), background_picture: None, network: 0 }
}

#[test]
fn cut_out_reports_stages_and_returns_both_files() {
    let (client, worker) = started();
    let (mut call, stages) = cut_out(&client);
    assert!(client.is_cutting_out());
    let request = worker.request();
    assert!(matches!(worker.posted.borrow()[..], [(ToWorker::CutOut { photo: 1, wants_original: true, .. }, Some(7))]));
    Stage::ALL.iter().for_each(|stage| worker.send(FromWorker::Stage { request, stage: *stage }, &[]));
    worker.send(done(request), &[8, 9]);
    let result = poll(&mut call).unwrap().unwrap();
    assert_eq!((result.file, result.original, result.size.width, result.photo), (8, Some(9), 3, Size { width: 6, height: 4 }));
    assert_eq!(*stages.borrow(), Stage::ALL);
    assert!(!client.is_cutting_out() && !client.is_lost());
}

#[test]
fn answers_reach_their_own_requests_in_any_order() {
    let (client, worker) = started();
    let mut open: Call<'_, ()> = Box::pin(client.open_photo(1, Input::File, &7));
    assert_eq!(poll(&mut open), None);
    let first = worker.request();
    let mut write: Call<'_, Done<u8>> = Box::pin(client.write(1, recipe()));
    assert_eq!(poll(&mut write), None);
    worker.send(done(worker.request()), &[8]);
    assert_eq!(poll(&mut open), None);
    assert_eq!(poll(&mut write).unwrap().unwrap().file, 8);
    worker.send(FromWorker::Failed { request: first, error: Failure::NotLoaded }, &[]);
    assert_eq!(poll(&mut open), Some(Err(Failure::NotLoaded)));
}

#[test]
fn loaded_network_has_the_input_and_name_that_the_worker_found() {
    let (client, worker) = started();
    let mut load: Call<'_, LoadedNetwork> = Box::pin(client.load(KnownNetwork::Nothing, &7, false));
    assert_eq!(poll(&mut load), None);
    let request = worker.request();
    assert_eq!(*worker.posted.borrow().last().unwrap(), (ToWorker::Load { request, network: KnownNetwork::Nothing, warm_up: false }, Some(7)));
    let (input, model) = (matting::catalogue::UNKNOWN.into(), Some("silueta".to_owned()));
    worker.send(FromWorker::Loaded { request, input, model: model.clone() }, &[]);
    assert_eq!(poll(&mut load), Some(Ok(LoadedNetwork { input, model })));
}

#[test]
fn dead_worker_fails_its_photo_and_the_next_start_creates_another() {
    let (client, workers) = client();
    let mut starting = start(&client);
    assert_eq!(poll(&mut starting), None);
    let worker = newest(&workers);
    worker.ready(WORKER_ID);
    poll(&mut starting).unwrap().unwrap();
    let (mut call, _) = cut_out(&client);
    (worker.on_event)(WorkerEvent::Died);
    assert_eq!(poll(&mut call), Some(Err(Failure::WorkerDied)));
    assert!(client.is_lost() && worker.is_terminated.get());
    let mut refused: Call<'_, LoadedNetwork> = Box::pin(client.load(KnownNetwork::Nothing, &7, false));
    assert_eq!(poll(&mut refused), Some(Err(Failure::WorkerDied)), "there is no worker to ask");

    let mut again = start(&client);
    assert_eq!(poll(&mut again), None);
    newest(&workers).ready(WORKER_ID);
    assert_eq!(poll(&mut again), Some(Ok(info(Build::Fast))));
    assert!(!client.is_lost());
    assert_eq!(workers.borrow().len(), 2);
}

#[test]
fn next_build_is_started_when_one_dies_or_is_too_slow() {
    for event in [|| WorkerEvent::Died, || WorkerEvent::StartTimeout] {
        let (client, workers) = client();
        let mut start = start(&client);
        assert_eq!(poll(&mut start), None);
        (newest(&workers).on_event)(event());
        assert_eq!(poll(&mut start), None);
        assert!(workers.borrow()[0].is_terminated.get());
        newest(&workers).ready(WORKER_ID);
        assert_eq!(poll(&mut start), Some(Ok(info(Build::Compat))));
    }
}

#[test]
fn start_fails_when_no_build_runs() {
    let (client, workers) = client();
    let mut start = start(&client);
    for _ in 0..2 {
        assert_eq!(poll(&mut start), None);
        (newest(&workers).on_event)(WorkerEvent::Died);
    }
    assert_eq!(poll(&mut start), Some(Err(Failure::WorkerDidNotStart)));
    let mut without: Call<'_, WorkerInfo> = Box::pin(client.start([]));
    assert_eq!(poll(&mut without), Some(Err(Failure::BrowserTooOld)));
}

#[test]
fn next_build_is_started_when_one_cannot_be_created() {
    let created = Rc::new(RefCell::new(Vec::new()));
    let builds = created.clone();
    let client = Client::<u8>::new(move |build, _| {
        builds.borrow_mut().push(build);
        Err(Failure::WorkerDidNotStart)
    });
    assert_eq!(poll(&mut start(&client)), Some(Err(Failure::WorkerDidNotStart)));
    assert_eq!(*created.borrow(), [Build::Fast, Build::Compat]);
}

#[test]
fn worker_of_another_version_is_refused_without_trying_the_next_build() {
    let (client, workers) = client();
    let mut start = start(&client);
    assert_eq!(poll(&mut start), None);
    newest(&workers).ready("another version");
    assert_eq!(poll(&mut start), Some(Err(Failure::OtherVersion)));
    assert_eq!(workers.borrow().len(), 1);
}

#[test]
fn start_timeout_after_ready_is_ignored() {
    let (client, worker) = started();
    (worker.on_event)(WorkerEvent::StartTimeout);
    assert!(!client.is_lost() && !worker.is_terminated.get());
}

#[test]
fn worker_is_idle_once_every_request_is_answered() {
    let (client, workers) = client();
    assert!(!client.is_idle(), "there is none");
    let mut starting = start(&client);
    assert_eq!(poll(&mut starting), None);
    assert!(!client.is_idle(), "it starts");
    let worker = newest(&workers);
    worker.ready(WORKER_ID);
    poll(&mut starting).unwrap().unwrap();
    assert!(client.is_idle());
    let (mut call, _) = cut_out(&client);
    assert!(!client.is_idle());
    worker.send(done(worker.request()), &[8]);
    poll(&mut call).unwrap().unwrap();
    assert!(client.is_idle());
    client.terminate();
    assert!(!client.is_idle() && client.is_lost(), "the next start creates another");
}

#[test]
fn photo_can_be_cancelled_in_each_stage() {
    for reached in 0..=Stage::ALL.len() {
        let (client, worker) = started();
        let (mut call, stages) = cut_out(&client);
        let request = worker.request();
        for stage in &Stage::ALL[..reached] {
            worker.send(FromWorker::Stage { request, stage: *stage }, &[]);
        }
        client.terminate();
        assert_eq!(poll(&mut call), Some(Err(Failure::Cancelled)));
        assert!(worker.is_terminated.get() && client.is_lost() && !client.is_cutting_out());
        // The terminated worker's last messages may still arrive.
        worker.send(FromWorker::Stage { request, stage: Stage::Encode }, &[]);
        worker.send(done(request), &[8]);
        assert_eq!(*stages.borrow(), Stage::ALL[..reached]);
    }
}

#[test]
fn events_of_an_earlier_worker_are_ignored() {
    let (client, workers) = client();
    let mut starting = start(&client);
    assert_eq!(poll(&mut starting), None);
    (newest(&workers).on_event)(WorkerEvent::Died);
    assert_eq!(poll(&mut starting), None, "the next build starts");
    let (old, new) = (workers.borrow()[0].clone(), newest(&workers));
    old.ready(WORKER_ID);
    (old.on_event)(WorkerEvent::Died);
    assert_eq!(poll(&mut starting), None);
    new.ready(WORKER_ID);
    assert_eq!(poll(&mut starting), Some(Ok(info(Build::Compat))));
    let (mut call, _) = cut_out(&client);
    old.send(done(new.request()), &[1]);
    assert_eq!(poll(&mut call), None);
    new.send(done(new.request()), &[2]);
    assert_eq!(poll(&mut call).unwrap().unwrap().file, 2);
}

#[test]
fn answers_to_unknown_or_dropped_requests_are_ignored() {
    let (client, worker) = started();
    let (call, _) = cut_out(&client);
    let request = worker.request();
    drop(call);
    worker.send(done(RequestId(request.0 + 1)), &[8]);
    worker.send(done(request), &[8]);
    worker.send(done(request), &[8]);
    assert!(!client.is_cutting_out() && !client.is_lost());
}
