//! The page without its elements: takes photos in, has them cut out, and keeps the state that the components show.

pub mod edit_queue;
pub mod editor;
pub mod photo;
mod worker_input;

use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::{Options, OutputFormat, Stage};

use self::editor::Editor;
use self::photo::{Original, Photo, PictureFile};
use self::worker_input::{WorkerInput, send};
use crate::editing::{EditSettings, Rendered};
use crate::protocol::{Failure, StageTime};
use crate::runtime::Runtime;
use crate::runtime::client::Done;
use crate::state::{Finished, Phase, PhaseKind, PhotoId, Readiness, State, Step};
use crate::telemetry::Telemetry;
use crate::web::clock::now_ms;
use crate::web::object_url::{ObjectUrl, blob};
use crate::web::{fetch, pagehide};

/// State of the page, with the photos of the browser.
pub type PageState = State<Photo, Original>;

/// Page; copies share its parts.
#[derive(Clone, Copy)]
pub struct Page {
    /// Phase of the page's main part.
    pub state: RwSignal<PageState, LocalStorage>,
    /// Worker and model.
    pub runtime: Runtime,
    /// Edits of the finished photo.
    pub editor: Editor,
    /// Counts of the visit.
    pub telemetry: Telemetry,
}

/// Result of a photo, before it is shown.
struct CutOut {
    original: Original,
    first: Rendered<PictureFile>,
    times: Vec<StageTime>,
}

impl Page {
    /// Page that begins to get ready at once.
    pub fn open() -> Self {
        let state = RwSignal::new_local(State::default());
        let is_in = move |kind| Signal::derive_local(move || state.with(PageState::kind) == kind);
        let telemetry = Telemetry::start();
        let runtime = Runtime::start(telemetry, is_in(PhaseKind::Working));
        let page = Self { state, runtime, editor: Editor::new(runtime, is_in(PhaseKind::Done)), telemetry };
        pagehide::on_pagehide(move || page.send_telemetry());
        page
    }

    /// Takes a photo; one that is being processed is cancelled.
    pub fn take(self, photo: Photo) {
        self.runtime.cancel_cut_out();
        let waits = self.runtime.readiness.with_untracked(|readiness| *readiness != Readiness::Ready);
        let id = self.state.try_update(|state| state.begin(photo.clone(), waits, now_ms()));
        if let Some(id) = id {
            spawn_local(self.process(id, photo));
        }
    }

    /// Takes a sample photo.
    pub fn take_sample(self, file: &'static str) {
        spawn_local(async move {
            match fetch::blob(&format!("/samples/{file}")).await {
                Ok(blob) => self.take(Photo::new(blob, Some(file), 0)),
                Err(problem) => self.refuse(Failure::SampleNotFetched { problem }),
            }
        });
    }

    /// Shows the failure of an input that is no photo.
    pub fn refuse(self, failure: Failure) {
        self.state.update(|state| state.refuse(failure));
    }

    /// Cancels the photo that is being processed.
    pub fn cancel(self) {
        let step = self.state.with_untracked(|state| match state.phase() {
            Phase::Working(working) => Some(working.step()),
            Phase::Empty | Phase::Done(_) | Phase::Failed(_) => None,
        });
        if let Some(step) = step {
            self.telemetry.count_failure(self.runtime.worker.get_untracked(), step, &Failure::Cancelled);
            self.state.update(State::back);
            self.runtime.cancel_cut_out();
        }
    }

    async fn process(self, id: PhotoId, photo: Photo) {
        let begun = now_ms();
        let result = self.cut_out(id, &photo).await;
        let Some((step, waited_ms)) = self.state.with_untracked(|state| state.working(id).map(|working| (working.step(), working.waited_ms())))
        else {
            // Cancelled, or another photo came.
            return;
        };
        let worker = self.runtime.worker.get_untracked();
        match result {
            Ok(CutOut { original, first, times }) => {
                let (size, verdict) = (first.size, first.confidence.verdict);
                let finished = Finished { photo: photo.clone(), original, size, verdict, waited_ms, times, total_ms: now_ms() - begun };
                if let Some(worker) = worker {
                    self.telemetry.count_cut_out(worker, &finished);
                }
                self.editor.start_editing(id, photo, first);
                self.state.update(|state| state.finish(id, finished));
            }
            Err(failure) => {
                self.telemetry.count_failure(worker, step, &failure);
                self.state.update(|state| state.fail(id, failure));
                self.runtime.replace_lost_worker();
            }
        }
    }

    async fn cut_out(self, id: PhotoId, photo: &Photo) -> Result<CutOut, Failure> {
        self.runtime.wait_until_ready().await?;
        self.enter(id, Step::Stage(Stage::Read))?;
        let request = async |picture: &WorkerInput| {
            self.enter(id, Step::Stage(Stage::Read))?;
            let on_stage = move |stage: Stage| drop(self.enter(id, Step::Stage(stage)));
            self.runtime.client().cut_out(id.0, picture.input, &picture.bytes, Options::default(), picture.needs_original, on_stage).await
        };
        let (done, input) = send(&photo.blob, request).await?;
        let Done { size, area, confidence, notes, times, file, original } = done;
        let url = match original {
            Some(original) => Some(ObjectUrl::of(&blob(&original, OutputFormat::Png.mime()))),
            None => (!input.needs_original).then(|| photo.url.clone()),
        };
        let file = PictureFile::new(&file, OutputFormat::Png);
        let first = Rendered { recipe: EditSettings::default().recipe(), file, size, area, confidence };
        Ok(CutOut { original: Original { url, input: input.input, notes }, first, times })
    }

    /// Begins a step of the progress list; an error when another photo is being processed, or none.
    fn enter(self, id: PhotoId, step: Step) -> Result<(), Failure> {
        self.state.update(|state| state.enter(id, step, now_ms()));
        if self.state.with_untracked(|state| state.working(id).is_some()) { Ok(()) } else { Err(Failure::Cancelled) }
    }

    /// Never while a photo is being processed: what waits then is sent the next time.
    fn send_telemetry(self) {
        if self.state.with_untracked(State::kind) != PhaseKind::Working {
            self.telemetry.send();
        }
    }
}
