//! Editor of finished photos: gives the worker one job at a time, and returns a file once it is the wanted one. The photo that is shown has its
//! edits in `edits`; those of all others are kept until they are shown again.

use std::collections::HashMap;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::{Encoding, Error, Options, OutputFormat};
use web_sys::{Blob, File};

use super::edit_queue::{BackgroundFile, EditQueue};
use super::notify::Notify;
use super::photo::{Photo, PictureFile};
use super::thumbnails::Thumbnails;
use super::worker_input::send;
use super::worker_lock::{Priority, WorkerLock};
use crate::editing::{BackgroundKind, Conversion, EditSettings, Edits, Job, Rendered};
use crate::protocol::{Failure, Recipe};
use crate::queue::kept::{read_settings, write_settings};
use crate::runtime::Runtime;
use crate::runtime::client::{Done, Preview};
use crate::state::PhotoId;
use crate::text::editor_text::AVIF_READY;
use crate::web::clock::now_ms;
use crate::web::preferences;

/// Time without edits after which the file is written.
const PAUSE: Duration = Duration::from_millis(400);

/// Editor; copies share its state.
#[derive(Clone, Copy)]
pub struct Editor {
    /// Edits of the finished photo that is shown.
    pub edits: RwSignal<Option<Edits<PictureFile>>, LocalStorage>,
    /// Edits of the other finished photos.
    pub others: RwSignal<HashMap<PhotoId, Edits<PictureFile>>, LocalStorage>,
    /// Announcement about the edits for screen readers.
    pub announcement: RwSignal<String>,
    /// True once the AVIF encoder was fetched.
    pub has_encoder: RwSignal<bool>,
    runtime: Runtime,
    worker_lock: WorkerLock,
    thumbnails: Thumbnails,
    changes: Notify,
    queue: StoredValue<EditQueue, LocalStorage>,
    /// Settings that photos get once they are cut out.
    chosen: StoredValue<HashMap<PhotoId, EditSettings>>,
    /// The last choices of the person, for the next photos.
    choices: StoredValue<EditSettings>,
}

impl Editor {
    /// Editor without a photo. It notifies `changes` of each change of the edits.
    pub fn new(runtime: Runtime, worker_lock: WorkerLock, thumbnails: Thumbnails, changes: Notify) -> Self {
        Self {
            edits: RwSignal::new_local(None),
            others: RwSignal::new_local(HashMap::new()),
            announcement: RwSignal::new(String::new()),
            has_encoder: RwSignal::new(false),
            runtime,
            worker_lock,
            thumbnails,
            changes,
            queue: StoredValue::new_local(EditQueue::default()),
            chosen: StoredValue::new(HashMap::new()),
            choices: StoredValue::new(preferences::choices().and_then(|text| read_settings(&text)).unwrap_or_default()),
        }
    }

    /// Settings with which a photo is to be cut out.
    pub fn settings_for(self, id: PhotoId) -> EditSettings {
        self.chosen.with_value(|chosen| chosen.get(&id).cloned()).unwrap_or_default()
    }

    /// Adds a photo that was just cut out.
    pub fn add(self, id: PhotoId, first: Rendered<PictureFile>) {
        self.thumbnails.of_cut_out(id, first.file.blob.clone());
        self.put(id, Edits::new(first, self.settings_for(id)));
    }

    /// Adds the edits of a photo that was cut out in an earlier visit.
    pub fn put(self, id: PhotoId, edits: Edits<PictureFile>) {
        self.others.update(|others| drop(others.insert(id, edits)));
        self.changes.notify();
    }

    /// Chooses the settings with which a photo is to be cut out.
    pub fn choose_for(self, id: PhotoId, settings: EditSettings) {
        self.chosen.update_value(|chosen| _ = chosen.insert(id, settings));
    }

    /// File of a finished photo, wanted or not.
    pub fn last_file(self, id: PhotoId) -> Option<Blob> {
        untrack(|| self.with_edits(id, |edits| edits.written().file.blob.clone()))
    }

    /// Puts a copy of a photo's file in its place.
    pub fn replace_file(self, id: PhotoId, file: PictureFile) {
        self.update(id, |edits| edits.replace_file(file));
    }

    /// Opens the edits of the photo that is shown, and keeps those of the one before; `None` when no finished photo is shown.
    pub fn open(self, photo: Option<(PhotoId, Photo)>) {
        let (before, next) = (self.queue.with_value(|queue| queue.photo.as_ref().map(|(id, _)| *id)), photo.as_ref().map(|(id, _)| *id));
        if before == next {
            return;
        }
        if let (Some(id), Some(mut edits)) = (before, self.edits.try_maybe_update(|edits| (false, edits.take())).flatten()) {
            edits.leave();
            self.others.update(|others| drop(others.insert(id, edits)));
        }
        self.queue.update_value(|queue| queue.restart(photo));
        self.announcement.set(String::new());
        let edits = next.and_then(|id| self.others.try_update(|others| others.remove(&id)).flatten());
        self.edits.set(edits);
        self.pump();
    }

    /// Forgets photos that are gone.
    pub fn keep(self, knows: impl Fn(PhotoId) -> bool) {
        if self.others.with_untracked(|others| others.keys().any(|id| !knows(*id))) {
            self.others.update(|others| others.retain(|id, _| knows(*id)));
        }
        self.chosen.update_value(|chosen| chosen.retain(|id, _| knows(*id)));
        self.changes.notify();
    }

    /// Reads the edits of a finished photo, and tracks their changes.
    pub fn with_edits<T>(self, id: PhotoId, read: impl FnOnce(&Edits<PictureFile>) -> T) -> Option<T> {
        if self.queue.with_value(|queue| queue.is_of(id)) {
            self.others.track();
            self.edits.with(|edits| edits.as_ref().map(read))
        } else {
            self.edits.track();
            self.others.with(|others| others.get(&id).map(read))
        }
    }

    /// Changes the edits, and has their result previewed and written.
    pub fn edit(self, change: impl FnOnce(&mut Edits<PictureFile>)) {
        self.edits.update(|edits| {
            if let Some(edits) = edits {
                change(edits);
            }
        });
        let over = move || {
            self.queue.update_value(|queue| queue.set_pause(None));
            self.pump();
        };
        let pause = set_timeout_with_handle(over, PAUSE).ok();
        self.queue.update_value(|queue| {
            queue.edited_ms = now_ms();
            queue.set_pause(pause);
        });
        self.pump();
    }

    /// Changes the settings as the person chose, and remembers them for the next photos.
    pub fn choose(self, change: impl FnOnce(&mut EditSettings)) {
        self.edit(|edits| edits.change_settings(change));
        self.remember();
    }

    /// Remembers the settings of the photo that is shown for the next photos, in later visits, too.
    pub fn remember(self) {
        let choices = self.edits.with_untracked(|edits| edits.as_ref().map(|edits| edits.settings().to_remember())).unwrap_or_default();
        preferences::remember_choices((choices != EditSettings::default()).then(|| write_settings(&choices)).as_deref());
        self.choices.set_value(choices);
    }

    /// Settings for the next photos.
    pub fn choices(self) -> EditSettings {
        self.choices.get_value()
    }

    /// Gives other photos the settings of the one that is shown; those that are not cut out yet get them then. Returns the settings they had.
    pub fn apply_settings_to(self, ids: &[PhotoId]) -> Vec<(PhotoId, EditSettings)> {
        let Some(settings) = self.edits.with_untracked(|edits| edits.as_ref().map(|edits| edits.settings().clone())) else { return Vec::new() };
        self.assign_settings(ids.iter().map(|id| (*id, settings.clone())).collect())
    }

    /// Gives each photo these settings, and returns the ones they had where these are others.
    pub fn assign_settings(self, given: Vec<(PhotoId, EditSettings)>) -> Vec<(PhotoId, EditSettings)> {
        let mut before = Vec::new();
        for (id, settings) in given {
            let present = untrack(|| self.with_edits(id, |edits| edits.settings().clone()));
            let had = present.clone().unwrap_or_else(|| self.settings_for(id));
            if had == settings {
                continue;
            }
            before.push((id, had));
            if present.is_some() {
                self.update(id, |edits| edits.change_settings(|present| *present = settings));
            } else {
                self.choose_for(id, settings);
            }
        }
        self.pump();
        before
    }

    /// Has the photo that is shown cut out with another network, with its edits as they are.
    pub fn set_network(self, number: u32) {
        self.edits.update(|edits| {
            if let Some(edits) = edits {
                edits.set_network(number);
            }
        });
        self.pump();
    }

    /// Time since the last edit of the photo that is shown, in ms, and whether the brush is in use.
    pub fn idle(self) -> (f64, bool) {
        let is_brushing = self.edits.with_untracked(|edits| edits.as_ref().is_some_and(Edits::is_brushing));
        (now_ms() - self.queue.with_value(|queue| queue.edited_ms), is_brushing)
    }

    /// Takes a file as background.
    pub fn choose_background(self, file: File) {
        let number = self.queue.try_update_value(|queue| queue.add_background(file));
        self.edit(|edits| {
            edits.change_settings(|settings| {
                settings.background = BackgroundKind::Picture;
                settings.background_picture = number;
            });
        });
    }

    /// Adds a background file of an earlier visit, and returns its number.
    pub fn add_background_again(self, name: &str, key: &str, blob: Blob) -> Option<u32> {
        self.queue.try_update_value(|queue| queue.add_background_again(name, key, blob))
    }

    /// Background file of a number.
    pub fn background(self, number: u32) -> Option<BackgroundFile> {
        self.queue.with_value(|queue| queue.background(number))
    }

    /// The file, as soon as it is the wanted one.
    ///
    /// # Errors
    /// It could not be made.
    pub async fn file(self) -> Result<PictureFile, Failure> {
        let receiver = self.queue.try_update_value(EditQueue::wait).ok_or(Failure::Cancelled)?;
        self.edits.update(|edits| {
            if let Some(edits) = edits {
                edits.retry();
            }
        });
        self.pump();
        receiver.await.unwrap_or(Err(Failure::Cancelled))
    }

    /// The file as a PNG, which is what every clipboard takes.
    ///
    /// # Errors
    /// It could not be made.
    pub async fn png(self) -> Result<PictureFile, Failure> {
        // While an AVIF is made, there is its PNG.
        if let Some(conversion) = self.edits.with_untracked(|edits| edits.as_ref().and_then(Edits::conversion)) {
            return Ok(conversion.png.file);
        }
        let file = self.file().await?;
        let recipe = self.edits.with_untracked(|edits| edits.as_ref().and_then(|edits| edits.file().map(|rendered| rendered.recipe.clone())));
        let recipe = recipe.filter(|recipe| recipe.options.encoding != Encoding::Png);
        let (Some(recipe), Some((id, photo))) = (recipe, self.queue.with_value(|queue| queue.photo.clone())) else { return Ok(file) };
        // The white background that JPEG brought stays: the copy looks like the file.
        let options = Options { encoding: Encoding::Png, ..recipe.options };
        let _turn = self.worker_lock.lock(Priority::Edit).await;
        Ok(self.render(&Job::Write(Recipe { options, ..recipe }), id, &photo).await?.file)
    }

    /// Resolves waiting file requests, and starts the worker's next job.
    pub fn pump(self) {
        self.changes.notify();
        self.resolve();
        let wants = move || {
            self.edits.with_untracked(|edits| {
                let edits = edits.as_ref()?;
                edits.wanted_job(self.queue.with_value(|queue| queue.is_due(edits.is_brushing())))
            })
        };
        if wants().is_none() || self.queue.try_update_value(|queue| std::mem::replace(&mut queue.is_in_line, true)) != Some(false) {
            return;
        }
        spawn_local(async move {
            let guard = self.worker_lock.lock(Priority::Edit).await;
            self.queue.update_value(|queue| queue.is_in_line = false);
            // Chosen now: something else may be wanted than when it got in line.
            let job = self.edits.try_maybe_update(|edits| {
                let job = edits.as_mut().and_then(|edits| edits.next_job(self.queue.with_value(|queue| queue.is_due(edits.is_brushing()))));
                (job.is_some(), job)
            });
            if let (Some(job), Some((id, photo))) = (job.flatten(), self.queue.with_value(|queue| queue.photo.clone())) {
                self.run(job, id, &photo).await;
            }
            drop(guard);
            self.pump();
        });
    }

    /// True if a photo that is not shown waits for the worker to write its file.
    pub fn waits_for_worker(self, id: PhotoId) -> bool {
        self.others.with_untracked(|others| others.get(&id).is_some_and(Edits::waits_for_worker))
    }

    /// AVIF of the photo that is shown, once it is due.
    pub fn wanted_avif(self) -> Option<(PhotoId, Conversion<PictureFile>)> {
        let (id, _) = self.queue.with_value(|queue| queue.photo.clone())?;
        self.edits.with_untracked(|edits| {
            let edits = edits.as_ref()?;
            let conversion = edits.conversion()?;
            self.queue.with_value(|queue| queue.is_due(edits.is_brushing())).then_some((id, conversion))
        })
    }

    /// Ends the making of an AVIF.
    pub fn finish_conversion(self, id: PhotoId, conversion: Conversion<PictureFile>, outcome: Result<PictureFile, Failure>) {
        if outcome.is_ok() && self.queue.with_value(|queue| queue.is_of(id)) {
            self.announcement.set(AVIF_READY.text());
        }
        self.update(id, |edits| edits.finish_conversion(conversion, outcome));
        self.pump();
    }

    /// Writes the file of a photo that is not shown, if it waits for one. The caller has the lock.
    pub async fn write_other(self, id: PhotoId, photo: &Photo) {
        let job = self.others.try_update(|others| others.get_mut(&id).and_then(Edits::next_file)).flatten();
        if let Some(job) = job {
            self.run(job, id, photo).await;
        }
    }

    /// Changes the edits of a photo, whether it is shown or not.
    fn update(self, id: PhotoId, change: impl FnOnce(&mut Edits<PictureFile>)) {
        if self.queue.with_value(|queue| queue.is_of(id)) {
            self.edits.update(|edits| {
                if let Some(edits) = edits {
                    change(edits);
                }
            });
        } else {
            self.others.update(|others| {
                if let Some(edits) = others.get_mut(&id) {
                    change(edits);
                }
            });
        }
    }

    fn resolve(self) {
        let result = self.edits.with_untracked(|edits| {
            let edits = edits.as_ref()?;
            match (edits.file(), edits.failure()) {
                (Some(rendered), _) => Some(Ok(rendered.file.clone())),
                (None, Some(failure)) => Some(Err(failure.clone())),
                (None, None) => None,
            }
        });
        if let Some(result) = result {
            self.queue.update_value(|queue| queue.resolve(&result));
        }
    }

    async fn run(self, job: Job, id: PhotoId, photo: &Photo) {
        let result = self.render(&job, id, photo).await;
        if let (Job::Write(_), Ok(rendered)) = (&job, &result) {
            self.thumbnails.of_cut_out(id, rendered.file.blob.clone());
        }
        let falls_back = result.as_ref().is_err_and(|failure| self.runtime.fall_back_after(failure));
        self.update(id, |edits| match result {
            Ok(rendered) => edits.finish(rendered),
            Err(_) if falls_back => edits.fail(None),
            Err(Failure::Cancelled) => edits.fail(None),
            Err(failure) => edits.fail(Some(failure)),
        });
        self.changes.notify();
        self.runtime.replace_lost_worker();
    }

    /// Runs a job in the worker. A new worker, or one that had another photo in between, gets photo and background picture again, once each.
    async fn render(self, job: &Job, id: PhotoId, photo: &Photo) -> Result<Rendered<PictureFile>, Failure> {
        let _in_use = self.runtime.wait_until_ready().await?;
        let client = self.runtime.client();
        let (mut photo_sent, mut background_sent) = (false, false);
        loop {
            let failure = match self.request(job, id).await {
                Ok(rendered) => return Ok(rendered),
                Err(failure) => failure,
            };
            match &failure {
                Failure::NoPhoto if !photo_sent => {
                    photo_sent = true;
                    send(&photo.blob, async |picture| client.open_photo(id.0, picture.input, &picture.bytes).await).await?;
                }
                Failure::Core { error: Error::NoBackground } if !background_sent => {
                    background_sent = true;
                    let Some(number) = job.recipe().background_picture else { return Err(failure) };
                    let Some(background) = self.background(number) else { return Err(failure) };
                    send(&background.blob, async |picture| client.open_background(number, picture.input, &picture.bytes).await).await?;
                }
                _ => return Err(failure),
            }
        }
    }

    async fn request(self, job: &Job, PhotoId(photo): PhotoId) -> Result<Rendered<PictureFile>, Failure> {
        let client = self.runtime.client();
        Ok(match job.clone() {
            Job::Preview(recipe) => {
                let Preview { size, area, confidence, png } = client.preview(photo, recipe.clone()).await?;
                Rendered { recipe, file: PictureFile::preview(&png, OutputFormat::Png), size, area, confidence }
            }
            Job::Write(recipe) => {
                let Done { size, area, confidence, file, .. } = client.write(photo, recipe.clone()).await?;
                let file = PictureFile::new(&file, recipe.options.encoding.output_format());
                Rendered { recipe, file, size, area, confidence }
            }
        })
    }
}
