//! Editor of a finished photo: gives the worker one job at a time, and hands out the file once it is the wanted one.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::{Encoding, Error, Options, OutputFormat};
use web_sys::File;

use super::edit_queue::{BackgroundFile, EditQueue};
use super::photo::{Photo, PictureFile};
use super::worker_input::send;
use crate::editing::{BackgroundKind, Edits, Job, Rendered};
use crate::protocol::{Failure, Recipe};
use crate::runtime::Runtime;
use crate::runtime::client::{Done, Preview};
use crate::state::PhotoId;

/// Time without edits after which the file is written.
const PAUSE: Duration = Duration::from_millis(400);

/// Editor; copies share its state.
#[derive(Clone, Copy)]
pub struct Editor {
    /// Edits of the last finished photo.
    pub edits: RwSignal<Option<Edits<PictureFile>>, LocalStorage>,
    /// Announcement about the edits for screen readers.
    pub announcement: RwSignal<String>,
    runtime: Runtime,
    /// Whether a finished photo is on the page. Meanwhile the worker belongs to the editor.
    is_active: Signal<bool, LocalStorage>,
    queue: StoredValue<EditQueue, LocalStorage>,
}

impl Editor {
    /// Editor without a photo.
    pub fn new(runtime: Runtime, is_active: Signal<bool, LocalStorage>) -> Self {
        Self {
            edits: RwSignal::new_local(None),
            announcement: RwSignal::new(String::new()),
            runtime,
            is_active,
            queue: StoredValue::new_local(EditQueue::default()),
        }
    }

    /// Starts editing a photo that was just cut out.
    pub fn start_editing(self, id: PhotoId, photo: Photo, first: Rendered<PictureFile>) {
        self.queue.update_value(|queue| queue.restart(id, photo));
        self.edits.set(Some(Edits::new(first)));
    }

    /// Changes the edits, and has their result previewed and written.
    pub fn edit(self, change: impl FnOnce(&mut Edits<PictureFile>)) {
        self.update(change);
        let over = move || {
            self.queue.update_value(|queue| queue.set_pause(None));
            self.pump();
        };
        let pause = set_timeout_with_handle(over, PAUSE).ok();
        self.queue.update_value(|queue| queue.set_pause(pause));
        self.pump();
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
        self.update(Edits::retry);
        self.pump();
        receiver.await.unwrap_or(Err(Failure::Cancelled))
    }

    /// The file as a PNG, which is what every clipboard takes.
    ///
    /// # Errors
    /// It could not be made.
    pub async fn png(self) -> Result<PictureFile, Failure> {
        let file = self.file().await?;
        let recipe = self.edits.with_untracked(|edits| edits.as_ref().and_then(|edits| edits.file().map(|rendered| rendered.recipe.clone())));
        let recipe = recipe.filter(|recipe| recipe.options.encoding != Encoding::Png);
        let (Some(recipe), Some((id, photo))) = (recipe, self.queue.with_value(|queue| queue.photo.clone())) else { return Ok(file) };
        // The white background that JPEG brought stays: the copy looks like the file.
        let options = Options { encoding: Encoding::Png, ..recipe.options };
        Ok(self.render(&Job::Write(Recipe { options, ..recipe }), id, &photo).await?.file)
    }

    /// Answers everybody whose file is there, and gives the worker its next job.
    pub fn pump(self) {
        self.resolve();
        if !self.is_active.get_untracked() {
            return;
        }
        let next = self.edits.try_maybe_update(|edits| {
            let job = edits.as_mut().and_then(|edits| edits.next_job(self.queue.with_value(|queue| queue.is_due(edits.is_brushing()))));
            (job.is_some(), job)
        });
        let photo = self.queue.with_value(|queue| queue.photo.clone());
        if let (Some(job), Some((id, photo))) = (next.flatten(), photo) {
            spawn_local(self.run(job, id, photo));
        }
    }

    fn update(self, change: impl FnOnce(&mut Edits<PictureFile>)) {
        self.edits.update(|edits| {
            if let Some(edits) = edits {
                change(edits);
            }
        });
    }

    fn resolve(self) {
        let answer = self.edits.with_untracked(|edits| {
            let edits = edits.as_ref()?;
            match (edits.file(), edits.failure()) {
                (Some(rendered), _) => Some(Ok(rendered.file.clone())),
                (None, Some(failure)) => Some(Err(failure.clone())),
                (None, None) => None,
            }
        });
        if let Some(answer) = answer {
            self.queue.update_value(|queue| queue.resolve(&answer));
        }
    }

    async fn run(self, job: Job, id: PhotoId, photo: Photo) {
        let result = self.render(&job, id, &photo).await;
        if !self.queue.with_value(|queue| queue.is_of(id)) {
            return;
        }
        self.update(|edits| match result {
            Ok(rendered) => edits.finish(rendered),
            Err(Failure::Cancelled) => edits.fail(None),
            Err(failure) => edits.fail(Some(failure)),
        });
        self.runtime.replace_lost_worker();
        self.pump();
    }

    /// Has the worker do a job. A worker that is a new one, or had another photo in between, is given photo and background picture again, once each.
    async fn render(self, job: &Job, id: PhotoId, photo: &Photo) -> Result<Rendered<PictureFile>, Failure> {
        self.runtime.wait_until_ready().await?;
        let client = self.runtime.client();
        let (mut photo_sent, mut background_sent) = (false, false);
        loop {
            let failure = match self.request(job, id).await {
                Ok(rendered) => return Ok(rendered),
                Err(failure) => failure,
            };
            match &failure {
                Failure::NoPhoto if !self.is_active.get_untracked() => return Err(Failure::Cancelled),
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
                Rendered { recipe, file: PictureFile::new(&png, OutputFormat::Png), size, area, confidence }
            }
            Job::Write(recipe) => {
                let Done { size, area, confidence, file, .. } = client.write(photo, recipe.clone()).await?;
                let file = PictureFile::new(&file, recipe.options.encoding.output_format());
                Rendered { recipe, file, size, area, confidence }
            }
        })
    }
}
