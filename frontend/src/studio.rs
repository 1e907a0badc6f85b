//! Drives everything: gets worker and model ready, sends photos through, keeps the page's state. The components only show it and call
//! its methods.

use std::cell::Cell;

use beacon::{Event, Megapixels, ModelFrom, Threads, Times};
use futures::FutureExt;
use futures::future::{LocalBoxFuture, Shared, try_join};
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::catalogue::BUNDLED;
use matting::{FileType, Options, Stage, Verdict};

use crate::builds;
use crate::choices::Choices;
use crate::client::{Client, Done, Machine};
use crate::editing::{self, Desk};
use crate::edits::{Edits, Made};
use crate::failure::Failure;
use crate::outbox::{Consent, Outbox};
use crate::photo::{Original, Photo, Picture, needs_preview};
use crate::protocol::Input;
use crate::state::{Finished, Kind, Phase, PhotoId, Readiness, State, Step};
use crate::web::clock::{now_ms, tenths};
use crate::web::fetch::{self, Freshness};
use crate::web::object_url::{ObjectUrl, blob};
use crate::web::{departure, model_store, offline, preferences, visitor};

type Preparation = Shared<LocalBoxFuture<'static, Result<Machine, Failure>>>;

/// The page's state with real photos in it.
pub type PageState = State<Photo, Original>;

/// Copies are the same studio.
#[derive(Clone, Copy)]
pub struct Studio {
    /// What the page shows.
    pub state: RwSignal<PageState, LocalStorage>,
    /// How far worker and model are.
    pub readiness: RwSignal<Readiness>,
    /// The worker that runs, once one does.
    pub machine: RwSignal<Option<Machine>>,
    /// Whether everything is kept for use without a network.
    pub offline: RwSignal<bool>,
    /// Whether a new version waits.
    pub update: RwSignal<bool>,
    /// What is to be sent when the page is left.
    pub outbox: RwSignal<Outbox>,
    /// What became of the last finished photo since.
    pub edits: RwSignal<Option<Edits<Picture>>, LocalStorage>,
    /// What a screen reader hears of the edits.
    pub said: RwSignal<String>,
    pub(crate) desk: StoredValue<Desk, LocalStorage>,
    inside: StoredValue<Inside, LocalStorage>,
}

#[derive(Default)]
struct Inside {
    client: Client,
    preparation: Option<Preparation>,
    model: Option<ArrayBuffer>,
    /// Set once the visit's first preparation was counted.
    counted: bool,
    cut_outs: u32,
    /// When the page first took clicks and files, since the start of navigation.
    interactive_ms: f64,
}

impl Studio {
    /// A studio, which begins to get ready at once.
    pub fn open() -> Self {
        let studio = Self {
            state: RwSignal::new_local(State::default()),
            readiness: RwSignal::new(Readiness::Starting),
            machine: RwSignal::new(None),
            offline: RwSignal::new(false),
            update: RwSignal::new(false),
            outbox: RwSignal::new(Outbox::new(preferences::consent(), visitor::visit())),
            edits: RwSignal::new_local(None),
            said: RwSignal::new(String::new()),
            desk: StoredValue::new_local(Desk::default()),
            inside: StoredValue::new_local(Inside::default()),
        };
        departure::on_departure(move || studio.send_counts());
        spawn_local(async move {
            // Its outcome is in `readiness`.
            let _ = studio.ready().await;
            // After the page's own downloads: the service worker fetches the same files, then from the browser's cache.
            let worker = studio.machine.get_untracked().and_then(|machine| builds::address(machine.build));
            offline::register(worker, move || studio.update.set(true), move || studio.offline.set(true)).await;
        });
        studio
    }

    /// Gets ready again after a failure.
    pub fn retry(self) {
        spawn_local(async move { drop(self.ready().await) });
    }

    /// Takes a photo; whatever was on its way is given up.
    pub fn take(self, photo: Photo) {
        self.stop_worker_if_busy();
        let waits = self.readiness.with_untracked(|readiness| *readiness != Readiness::Ready);
        let id = self.state.try_update(|state| state.begin(photo.clone(), waits, now_ms()));
        if let Some(id) = id {
            spawn_local(self.run(id, photo));
        }
    }

    /// Takes one of our own photos.
    pub fn take_sample(self, file: &'static str) {
        spawn_local(async move {
            match fetch::blob(&format!("/samples/{file}")).await {
                Ok(blob) => self.take(Photo::new(blob, Some(file), 0)),
                Err(problem) => self.refuse(Failure::SampleNotFetched { problem }),
            }
        });
    }

    /// Something came in that is not a photo.
    pub fn refuse(self, failure: Failure) {
        self.state.update(|state| state.refuse(failure));
    }

    /// Gives up the photo on its way.
    pub fn cancel(self) {
        let step = self.state.with_untracked(|state| match state.phase() {
            Phase::Working(working) => Some(working.step()),
            Phase::Empty | Phase::Done(_) | Phase::Failed(_) => None,
        });
        if let Some(step) = step {
            self.count_failure(step, &Failure::Cancelled);
            self.state.update(State::back);
            self.stop_worker_if_busy();
        }
    }

    /// Whether counting is on.
    pub fn switch_counting(self, on: bool) {
        preferences::remember(on);
        self.outbox.update(|outbox| outbox.switch(on));
    }

    /// Whether anything may be counted.
    pub fn consent(self) -> Consent {
        self.outbox.with(Outbox::consent)
    }

    /// Reloads into the version that waits.
    pub fn reload(self) {
        spawn_local(offline::update());
    }

    pub(crate) fn client(self) -> Client {
        self.inside.with_value(|inside| inside.client.clone())
    }

    pub(crate) fn is_worker_lost(self) -> bool {
        self.client().is_lost()
    }

    /// # Errors
    /// Worker or model cannot be had.
    pub(crate) async fn wait_until_ready(self) -> Result<(), Failure> {
        self.ready().await.map(drop)
    }

    /// While worker or model are still on their way a photo only waits for them, and stopping would throw them away.
    fn stop_worker_if_busy(self) {
        if self.client().is_cutting() {
            self.client().terminate();
            self.readiness.set(Readiness::Starting);
            self.retry();
        }
    }

    /// Worker and model, once for everybody who asks; again after a failure or when the worker was lost.
    fn ready(self) -> Preparation {
        let lost = self.client().is_lost();
        self.inside
            .try_update_value(|inside| {
                let over = inside.preparation.as_ref().is_none_or(|preparation| match preparation.peek() {
                    Some(Ok(_)) => lost,
                    Some(Err(_)) => true,
                    None => false,
                });
                if over {
                    inside.preparation = None;
                }
                inside.preparation.get_or_insert_with(|| self.prepare().boxed_local().shared()).clone()
            })
            .unwrap_or_else(|| async { Err(Failure::Cancelled) }.boxed_local().shared())
    }

    async fn prepare(self) -> Result<Machine, Failure> {
        let result = self.prepare_inside().await;
        match &result {
            Ok(_) => self.readiness.set(Readiness::Ready),
            Err(failure) => {
                self.update.update(|update| *update |= *failure == Failure::OtherVersion);
                self.readiness.set(Readiness::Failed(failure.clone()));
            }
        }
        result
    }

    async fn prepare_inside(self) -> Result<Machine, Failure> {
        self.readiness.set(Readiness::Starting);
        let client = self.client();
        let (machine, (mut onnx, mut from)) = try_join(client.start(), self.model()).await?;
        self.machine.set(Some(machine));
        self.readiness.set(Readiness::Loading);
        // The worker takes its bytes away, so it gets a copy.
        let practise = self.state.with_untracked(State::kind) != Kind::Working;
        match client.load(BUNDLED.name, &onnx.slice(0), practise).await {
            Err(failure) if failure.is_damaged_model() => {
                model_store::purge(BUNDLED).await;
                onnx = self.download(Freshness::FromServer).await?;
                from = Some(ModelFrom::Network);
                client.load(BUNDLED.name, &onnx.slice(0), practise).await?;
            }
            other => other?,
        }
        self.inside.update_value(|inside| inside.model = Some(onnx.clone()));
        if from == Some(ModelFrom::Network) {
            // Where there is no room the memory has it, and the next visit fetches again.
            let _ = model_store::keep(BUNDLED, &onnx).await;
        }
        if let Some(model_from) = from
            && self.inside.try_update_value(|inside| !std::mem::replace(&mut inside.counted, true)) == Some(true)
        {
            let Machine { build, threads } = machine;
            let interactive_ms = tenths(self.inside.with_value(|inside| inside.interactive_ms));
            let ready = beacon::Ready { build, threads: Threads::of(threads), model_from, interactive_ms, ready_ms: tenths(now_ms()) };
            self.outbox.update(|outbox| outbox.push(Event::Ready(ready)));
        }
        Ok(machine)
    }

    /// The model's bytes and where they came from: `None` for this visit's own memory.
    async fn model(self) -> Result<(ArrayBuffer, Option<ModelFrom>), Failure> {
        if let Some(bytes) = self.inside.with_value(|inside| inside.model.clone()) {
            return Ok((bytes, None));
        }
        match model_store::read(BUNDLED).await {
            Some(bytes) => Ok((bytes, Some(ModelFrom::Cache))),
            None => Ok((self.download(Freshness::Any).await?, Some(ModelFrom::Network))),
        }
    }

    async fn download(self, freshness: Freshness) -> Result<ArrayBuffer, Failure> {
        let progress = move |got, total| self.readiness.set(Readiness::Downloading { got, total });
        let bytes = fetch::download(&model_store::address(BUNDLED), freshness, progress).await;
        self.readiness.set(Readiness::Loading);
        bytes.map_err(|problem| Failure::ModelNotFetched { problem })
    }

    async fn run(self, id: PhotoId, photo: Photo) {
        let begun = now_ms();
        let result = self.process(id, &photo).await;
        let Some((step, waited_ms)) = self.state.with_untracked(|state| state.working(id).map(|working| (working.step(), working.waited_ms())))
        else {
            // Cancelled, or another photo came.
            return;
        };
        match result {
            Ok((done, original)) => {
                let Done { size, part, doubt, times, file, .. } = done;
                let finished =
                    Finished { photo: photo.clone(), original, size, verdict: doubt.verdict, waited_ms, times, total_ms: now_ms() - begun };
                self.count_cut_out(&finished);
                self.lay_out(id, photo, Made { recipe: Choices::default().recipe(), file: Picture::new(&file, FileType::Png), size, part, doubt });
                self.state.update(|state| state.finish(id, finished));
            }
            Err(failure) => {
                self.count_failure(step, &failure);
                self.state.update(|state| state.fail(id, failure.clone()));
                if self.is_worker_lost() {
                    self.retry();
                }
            }
        }
    }

    async fn process(self, id: PhotoId, photo: &Photo) -> Result<(Done, Original), Failure> {
        self.wait_until_ready().await?;
        self.enter(id, Step::Read)?;
        let wanted = Cell::new(false);
        let send = async |input: Input, bytes: &ArrayBuffer| {
            self.enter(id, Step::Read)?;
            let preview = input == Input::File && needs_preview(bytes);
            wanted.set(preview);
            let stage = move |stage: Stage| drop(self.enter(id, stage.into()));
            self.client().cut((id.0, input), bytes, Options::default(), preview, stage).await
        };
        let (done, read_by_browser) = editing::read(&photo.blob, send).await?;
        let url = match &done.preview {
            Some(preview) => Some(ObjectUrl::of(&blob(preview, FileType::Png.mime()))),
            None => (!wanted.get()).then(|| photo.url.clone()),
        };
        Ok((done, Original { url, read_by_browser }))
    }

    /// Moves the progress list on; an error when this photo is not the one on its way any more.
    fn enter(self, id: PhotoId, step: Step) -> Result<(), Failure> {
        self.state.update(|state| state.enter(id, step, now_ms()));
        if self.state.with_untracked(|state| state.working(id).is_some()) { Ok(()) } else { Err(Failure::Cancelled) }
    }

    /// The parts of the page are in its document.
    pub fn is_interactive(self) {
        self.inside.update_value(|inside| inside.interactive_ms = now_ms());
    }

    fn count_cut_out(self, finished: &Finished<Photo, Original>) {
        let Some(Machine { build, threads }) = self.machine.get_untracked() else { return };
        let mut times = Times { download_ms: tenths(finished.waited_ms), total_ms: tenths(finished.total_ms), ..Times::default() };
        for time in &finished.times {
            *match time.stage {
                Stage::Read => &mut times.read_ms,
                Stage::Find => &mut times.find_ms,
                Stage::Refine => &mut times.refine_ms,
                Stage::Compose => &mut times.compose_ms,
                Stage::Encode => &mut times.encode_ms,
            } = tenths(time.ms);
        }
        let is_first = self.inside.try_update_value(|inside| {
            inside.cut_outs += 1;
            inside.cut_outs == 1
        });
        let verdict = match finished.verdict {
            Verdict::Fine => beacon::Verdict::Fine,
            Verdict::PleaseCheck => beacon::Verdict::PleaseCheck,
            Verdict::NoClearSubject => beacon::Verdict::NoClearSubject,
        };
        let event = beacon::CutOut {
            build,
            threads: Threads::of(threads),
            model: beacon::Model::U2netp,
            megapixels: Megapixels::of(finished.size.pixels()),
            verdict,
            first_result_ms: (is_first == Some(true)).then(|| tenths(now_ms())),
            times,
        };
        self.outbox.update(|outbox| outbox.push(Event::CutOut(event)));
    }

    fn count_failure(self, step: Step, failure: &Failure) {
        let Some(reason) = failure.reason() else { return };
        // A worker that never answered is counted as the one that was tried first.
        let Machine { build, threads } = self.machine.get_untracked().unwrap_or(Machine { build: beacon::Build::Compat, threads: 1 });
        let event = beacon::Failed { build, threads: Threads::of(threads), model: beacon::Model::U2netp, stage: step.counted_as(), reason };
        self.outbox.update(|outbox| outbox.push(Event::Failed(event)));
    }

    /// Never while a photo is on its way: what waits then waits for the next time.
    fn send_counts(self) {
        if self.state.with_untracked(State::kind) == Kind::Working {
            return;
        }
        for text in self.outbox.with_untracked(Outbox::batches) {
            if !departure::send(&text) {
                return;
            }
            self.outbox.update(|outbox| outbox.sent(text));
        }
    }
}
