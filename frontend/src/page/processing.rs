//! Processing of the queue: one photo after the other, the one that is shown first, then the files of finished ones whose settings were changed.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::{OutputFormat, Size, Stage};

use super::Page;
use super::photo::{Original, Photo, PictureFile};
use super::worker_input::{WorkerInput, send};
use super::worker_lock::Priority;
use crate::editing::{EditSettings, Rendered};
use crate::protocol::{Failure, Recipe, StageTime};
use crate::queue::Status;
use crate::runtime::client::Done;
use crate::state::{Finished, PhotoId, Readiness, Step};
use crate::web::clock::now_ms;
use crate::web::object_url::blob;

/// Time without edits after which the other photos go on, in ms: a photo that is edited would have to be read anew after each of them.
const IDLE_MS: f64 = 2500.0;
/// The same while the brush is in use, since strokes have pauses between them.
const BRUSH_IDLE_MS: f64 = 10_000.0;

/// Result of a photo, before it is shown.
struct CutOut {
    size: Size,
    original: Original,
    first: Rendered<PictureFile>,
    times: Vec<StageTime>,
}

/// Next thing to do.
enum Task {
    CutOut(PhotoId, Photo),
    WriteAnew(PhotoId, Photo),
}

impl Page {
    /// Works until nothing waits, unless that is under way.
    pub(super) fn process(self) {
        self.changes.notify();
        if self.task().is_none() || self.is_processing.try_update_value(|is| std::mem::replace(is, true)) != Some(false) {
            return;
        }
        spawn_local(async move {
            let mut photos = 0;
            while self.task().is_some() {
                self.wait_until_idle().await;
                let guard = self.worker_lock.lock(Priority::Queue).await;
                // Chosen now: another photo may be shown than when the lock was requested.
                match self.task() {
                    Some(Task::CutOut(id, photo)) => photos += u32::from(self.cut_out_next(id, photo).await),
                    Some(Task::WriteAnew(id, photo)) => self.editor.write_other(id, &photo).await,
                    None => {}
                }
                drop(guard);
            }
            self.is_processing.set_value(false);
            if photos > 0 {
                self.telemetry.count_queue(photos);
            }
        });
    }

    fn task(self) -> Option<Task> {
        self.state.with_untracked(|state| {
            if let Some(next) = state.next() {
                return Some(Task::CutOut(next.id, next.photo.clone()));
            }
            let is_done = state.items().iter().filter(|item| matches!(item.status, Status::Done(_)));
            is_done.into_iter().find(|item| self.editor.waits_for_worker(item.id)).map(|item| Task::WriteAnew(item.id, item.photo.clone()))
        })
    }

    /// Waits while a photo is edited, unless the next one is the one that is shown or somebody waits for files.
    async fn wait_until_idle(self) {
        loop {
            let is_shown = matches!(self.task(), Some(Task::CutOut(id, _)) if self.state.with_untracked(|state| state.shown()) == Some(id));
            let (idle_ms, is_brushing) = self.editor.idle();
            let missing_ms = if is_brushing { BRUSH_IDLE_MS } else { IDLE_MS } - idle_ms;
            if is_shown || self.downloads.is_busy_untracked() || missing_ms < 0.0 {
                return;
            }
            let changed = self.changes.notified();
            let Ok(timer) = set_timeout_with_handle(move || self.changes.notify(), Duration::from_millis(missing_ms as u64 + 1)) else { return };
            changed.await;
            timer.clear();
        }
    }

    /// Cuts out the photo whose turn it is; `false` where it was cancelled or removed meanwhile.
    async fn cut_out_next(self, id: PhotoId, photo: Photo) -> bool {
        let begun = now_ms();
        let waits = self.runtime.readiness.with_untracked(|readiness| *readiness != Readiness::Ready);
        self.state.update(|state| state.begin(id, waits, begun));
        let result = self.cut_out(id, &photo).await;
        let Some((step, waited_ms)) = self.state.with_untracked(|state| state.working(id).map(|working| (working.step(), working.waited_ms())))
        else {
            return false;
        };
        let (worker, model) = (self.runtime.worker.get_untracked(), self.runtime.model_for_statistics());
        match result {
            Ok(CutOut { size, original, first, times }) => {
                self.networks.learn_pace(&times);
                let (confidence, network) = (first.confidence, first.recipe.network);
                let finished = Finished { photo, original, size, confidence, waited_ms, network, times, total_ms: now_ms() - begun };
                if let Some(worker) = worker {
                    self.telemetry.count_cut_out(worker, model, &finished);
                }
                self.editor.add(id, first);
                self.change(|state| state.finish(id, finished));
            }
            Err(failure) => {
                self.telemetry.count_failure(worker, model, step, &failure);
                let falls_back = self.runtime.fall_back_after(&failure);
                self.change(|state| state.fail(id, failure));
                if falls_back {
                    self.retry(&[id]);
                }
                self.runtime.replace_lost_worker();
                return !falls_back;
            }
        }
        true
    }

    async fn cut_out(self, id: PhotoId, photo: &Photo) -> Result<CutOut, Failure> {
        let _in_use = self.runtime.wait_until_ready().await?;
        self.enter(id, Step::Stage(Stage::Read))?;
        // A background picture comes later: the worker may not have it.
        let recipe = Some(self.editor.settings_for(id).for_worker().recipe()).filter(|recipe| recipe.background_picture.is_none());
        let network = self.runtime.network.read_untracked().number;
        let usual = || Recipe { network, ..EditSettings::default().recipe() };
        let mut recipe = recipe.map_or_else(usual, |recipe| Recipe { network, ..recipe });
        let (done, input) = loop {
            let request = async |picture: &WorkerInput| {
                self.enter(id, Step::Stage(Stage::Read))?;
                let on_stage = move |stage: Stage| drop(self.enter(id, Step::Stage(stage)));
                self.runtime.client().cut_out(id.0, picture.input, &picture.bytes, recipe.options.clone(), picture.needs_original, on_stage).await
            };
            match send(&photo.blob, request).await {
                // The settings may be what this photo cannot have: the panel, where they can be changed, says so beside a cut-out without them.
                Err(Failure::Core { .. }) if recipe != usual() => recipe = usual(),
                result => break result?,
            }
        };
        let Done { size, photo: photo_size, area, confidence, warnings, times, file, original } = done;
        let copy = original.map(|original| blob(&original, OutputFormat::Png.mime()));
        let original = Original::new(photo, copy, !input.needs_original, input.input, warnings);
        let file = PictureFile::new(&file, recipe.options.encoding.output_format());
        let first = Rendered { recipe, file, size, area, confidence };
        Ok(CutOut { size: photo_size, original, first, times })
    }

    /// Begins a step of the progress list; an error when the photo is not being processed any more.
    fn enter(self, id: PhotoId, step: Step) -> Result<(), Failure> {
        self.state.update(|state| state.enter(id, step, now_ms()));
        if self.state.with_untracked(|state| state.working(id).is_some()) { Ok(()) } else { Err(Failure::Cancelled) }
    }
}
