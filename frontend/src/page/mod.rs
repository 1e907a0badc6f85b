//! The page without its elements: adds photos, processes them one after the other, and keeps the state that the components show.

mod avif_conversion;
pub mod downloads;
pub mod edit_queue;
pub mod editor;
mod file_import;
mod handover;
pub mod keeping;
mod network_server;
pub mod networks;
mod notify;
pub mod photo;
pub mod presets;
mod processing;
pub mod thumbnails;
mod worker_input;
mod worker_lock;

use leptos::prelude::*;
use leptos::task::spawn_local;

use self::downloads::Downloads;
use self::editor::Editor;
use self::keeping::Keeping;
use self::networks::Networks;
use self::notify::Notify;
use self::photo::{Original, Photo};
use self::thumbnails::Thumbnails;
use self::worker_lock::WorkerLock;
use crate::editing::{EditSettings, Edits};
use crate::protocol::Failure;
use crate::queue::{Item, ItemState, PhotoQueue, Status};
use crate::runtime::Runtime;
use crate::state::{Phase, PhaseKind, PhotoId};
use crate::telemetry::Telemetry;
use crate::web::{fetch, pagehide};

/// State of the page, with the photos of the browser.
pub type PageState = PhotoQueue<Photo, Original>;

/// Page; copies share its parts.
#[derive(Clone, Copy)]
pub struct Page {
    /// Photos, and which of them the main part shows.
    pub state: RwSignal<PageState, LocalStorage>,
    /// Sentence about files that were skipped.
    pub skipped: RwSignal<Option<String>>,
    /// Settings that photos had before they got those of another one.
    pub settings_before: RwSignal<Vec<(PhotoId, EditSettings)>>,
    /// Worker and model.
    pub runtime: Runtime,
    /// Edits of the finished photos.
    pub editor: Editor,
    /// Networks beside the bundled one.
    pub networks: Networks,
    /// Small pictures of the photos.
    pub thumbnails: Thumbnails,
    /// Files on their way to the person.
    pub downloads: Downloads,
    /// Photos kept on the device.
    pub keeping: Keeping,
    /// Counts of the visit.
    pub telemetry: Telemetry,
    worker_lock: WorkerLock,
    /// Changes of photos and edits.
    changes: Notify,
    is_processing: StoredValue<bool>,
}

impl Page {
    /// Page that begins to get ready at once.
    pub fn open() -> Self {
        let state = RwSignal::new_local(PageState::default());
        let is_working = Signal::derive_local(move || state.with(is_working));
        let telemetry = Telemetry::start();
        let (worker_lock, thumbnails, changes) = (WorkerLock::default(), Thumbnails::default(), Notify::default());
        let runtime = Runtime::start(telemetry, is_working);
        let page = Self {
            state,
            skipped: RwSignal::new(None),
            settings_before: RwSignal::new(Vec::new()),
            runtime,
            editor: Editor::new(runtime, worker_lock, thumbnails, changes),
            networks: Networks::new(runtime, worker_lock, telemetry),
            thumbnails,
            downloads: Downloads::default(),
            keeping: Keeping::start(),
            telemetry,
            worker_lock,
            changes,
            is_processing: StoredValue::new(false),
        };
        pagehide::on_pagehide(move || page.send_telemetry());
        page.start_keeping();
        page.make_avifs();
        page.take_handover();
        Effect::new(move |before: Option<u32>| {
            let number = runtime.network.read().number;
            if before.is_some_and(|before| before != number) {
                page.editor.set_network(number);
            }
            number
        });
        Effect::new(move |_| {
            page.state.track();
            page.editor.edits.track();
            page.editor.others.track();
            page.settings_before.track();
            page.keeping.is_on.track();
            page.keep();
        });
        page
    }

    /// Adds photos, and shows the first of them where `shows`.
    pub fn add_photos(self, photos: Vec<Photo>, shows: bool) {
        self.keeping.forget_news();
        let before = self.state.with_untracked(PageState::photos);
        for (number, photo) in (before + 1..).zip(&photos) {
            self.thumbnails.of_photo(PhotoId(number), photo.blob.clone());
        }
        let choices = self.editor.choices();
        if choices != EditSettings::default() {
            let ids = (before + 1..).map(PhotoId).take(photos.len());
            ids.for_each(|id| self.editor.choose_for(id, choices.clone()));
        }
        self.change(|state| state.add(photos, shows));
        self.begin_list();
    }

    /// Makes small pictures once there is a list.
    fn begin_list(self) {
        if self.state.with_untracked(|state| state.items().len() > 1) {
            self.thumbnails.begin();
        }
    }

    /// Takes a sample photo.
    pub fn add_sample(self, file: &'static str) {
        spawn_local(async move {
            match fetch::blob(&format!("/samples/{file}")).await {
                Ok(blob) => self.add_photos(vec![Photo::new(blob, Some(file), "")], true),
                Err(problem) => drop(self.refuse(Failure::SampleNotFetched { problem }, None)),
            }
        });
    }

    /// Shows the failure of an input that is no photo; `false` while a photo is shown that waits or is being processed.
    pub fn refuse(self, failure: Failure, name: Option<String>) -> bool {
        let mut is_shown = false;
        self.change(|state| is_shown = state.refuse(failure, name));
        is_shown
    }

    /// Changes the photos: the editor follows, and processing continues.
    pub fn change(self, change: impl FnOnce(&mut PageState)) {
        self.state.update(change);
        let done = self.state.with_untracked(|state| match (state.phase(), state.shown()) {
            (Phase::Done(finished), Some(id)) => Some((id, finished.photo.clone())),
            _ => None,
        });
        self.editor.open(done);
        self.process();
    }

    /// Cancels the photo that is shown.
    pub fn cancel(self) {
        if let (PhaseKind::Working, Some(id)) = self.state.with_untracked(|state| (state.kind(), state.shown())) {
            self.cancel_these(&[id]);
        }
    }

    /// Cancels every photo that waits or is being processed.
    pub fn cancel_all(self) {
        let ids: Vec<_> = self.state.with_untracked(|state| state.items().iter().map(|item| item.id).collect());
        self.cancel_these(&ids);
    }

    fn cancel_these(self, ids: &[PhotoId]) {
        self.stop_working_on(ids);
        self.change(|state| state.cancel(ids));
    }

    /// Queues failed and cancelled photos again.
    pub fn retry(self, ids: &[PhotoId]) {
        self.change(|state| state.retry(ids));
    }

    /// Removes photos, until the next removal with a way back.
    pub fn remove(self, ids: &[PhotoId]) {
        self.stop_working_on(ids);
        self.change(|state| state.remove(ids));
        self.forget();
    }

    /// Forgets the photos that were removed last.
    pub fn forget_removed(self) {
        self.state.update(PageState::forget_removed);
        self.forget();
    }

    /// Brings back the photos that were removed last.
    pub fn undo_removal(self) {
        self.change(PageState::undo_removal);
    }

    /// Gives photos the settings of the one that is shown.
    pub fn apply_settings_to(self, ids: &[PhotoId]) {
        self.settings_before.set(self.editor.apply_settings_to(ids));
        self.process();
    }

    /// Gives photos back the settings that they had before.
    pub fn undo_settings(self) {
        let before = self.settings_before.try_update(std::mem::take).unwrap_or_default();
        self.editor.assign_settings(before);
        self.process();
    }

    /// State of a photo as the list shows it.
    pub fn state_of(self, item: &Item<Photo, Original>) -> ItemState {
        item.state(self.editor.with_edits(item.id, Edits::verdict))
    }

    /// True if a finished photo is written anew.
    pub fn is_rewritten(self, id: PhotoId) -> bool {
        self.editor.with_edits(id, |edits| edits.file().is_none()) == Some(true)
    }

    /// Ends the work on a photo if it is one of these, and counts it.
    fn stop_working_on(self, ids: &[PhotoId]) {
        let step = self.state.with_untracked(|state| ids.iter().find_map(|id| state.working(*id).map(|working| working.step())));
        if let Some(step) = step {
            let (worker, model) = (self.runtime.worker.get_untracked(), self.runtime.model_for_statistics());
            self.telemetry.count_failure(worker, model, step, &Failure::Cancelled);
            self.runtime.cancel_cut_out();
        }
    }

    fn forget(self) {
        let knows = move |id| self.state.with_untracked(|state| state.knows(id));
        self.editor.keep(knows);
        self.thumbnails.keep(knows);
    }

    /// Never while a photo is being processed: what waits then is sent the next time.
    fn send_telemetry(self) {
        if !self.state.with_untracked(is_working) {
            self.telemetry.send();
        }
    }
}

/// True if a photo waits or is being processed.
fn is_working(state: &PageState) -> bool {
    state.items().iter().any(|item| matches!(item.status, Status::Working(_)))
}
