//! What happens to a finished photo: sends its edits to the worker, one errand at a time, and hands out the file once it is what is wanted.

use std::rc::Rc;
use std::time::Duration;

use futures::channel::oneshot;
use js_sys::ArrayBuffer;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::{Encoding, Error, FileType, Limits, Options};
use web_sys::{Blob, File};

use crate::choices::Kind as Background;
use crate::client::{Done, Tried};
use crate::edits::{Edits, Errand, Made};
use crate::failure::Failure;
use crate::photo::{Photo, Picture, bytes_of};
use crate::protocol::{Input, Recipe};
use crate::state::{Kind, PhotoId, State};
use crate::studio::Studio;
use crate::web::decode;

/// How long nothing has to change before the file is written.
const PAUSE: Duration = Duration::from_millis(400);

/// Beside the edits: which photo they belong to, and who waits.
#[derive(Default)]
pub struct Desk {
    photo: Option<(PhotoId, Photo)>,
    backdrops: Vec<Backdrop>,
    pause: Option<TimeoutHandle>,
    waiting: Vec<oneshot::Sender<Result<Picture, Failure>>>,
}

/// A picture that was chosen for the background. Its number is its place in the list.
#[derive(Clone)]
pub struct Backdrop {
    /// The file's name.
    pub name: Rc<str>,
    blob: Blob,
}

impl Studio {
    /// Puts a photo that was just cut out on the desk.
    pub(crate) fn lay_out(self, id: PhotoId, photo: Photo, first: Made<Picture>) {
        self.desk.update_value(|desk| {
            if let Some(pause) = desk.pause.take() {
                pause.clear();
            }
            *desk = Desk { photo: Some((id, photo)), ..Desk::default() };
        });
        self.edits.set(Some(Edits::new(first)));
    }

    /// Changes something about the photo on the desk, and has it shown and written.
    pub fn edit(self, change: impl FnOnce(&mut Edits<Picture>)) {
        self.edits.update(|edits| {
            if let Some(edits) = edits {
                change(edits);
            }
        });
        let over = move || {
            self.desk.update_value(|desk| desk.pause = None);
            self.go_on();
        };
        let pause = set_timeout_with_handle(over, PAUSE).ok();
        let before = self.desk.try_update_value(|desk| std::mem::replace(&mut desk.pause, pause));
        if let Some(before) = before.flatten() {
            before.clear();
        }
        self.go_on();
    }

    /// Takes a picture for the background.
    pub fn choose_backdrop(self, file: File) {
        let name = Rc::from(file.name());
        let number = self.desk.try_update_value(|desk| {
            desk.backdrops.push(Backdrop { name, blob: file.into() });
            desk.backdrops.len() as u32 - 1
        });
        self.edit(|edits| {
            edits.choose(|choices| {
                choices.kind = Background::Picture;
                choices.backdrop = number;
            });
        });
    }

    /// A picture that was chosen for the background.
    pub fn backdrop(self, number: Option<u32>) -> Option<Backdrop> {
        self.desk.with_value(|desk| desk.backdrops.get(number? as usize).cloned())
    }

    /// The file, as soon as it is what is wanted now.
    ///
    /// # Errors
    /// It could not be made.
    pub async fn file(self) -> Result<Picture, Failure> {
        let (sender, receiver) = oneshot::channel();
        self.desk.update_value(|desk| desk.waiting.push(sender));
        self.edits.update(|edits| {
            if let Some(edits) = edits {
                edits.try_again();
            }
        });
        self.go_on();
        receiver.await.unwrap_or(Err(Failure::Cancelled))
    }

    /// The file as a PNG, which is what every clipboard takes.
    ///
    /// # Errors
    /// It could not be made.
    pub async fn png(self) -> Result<Picture, Failure> {
        let file = self.file().await?;
        let made = self.edits.with_untracked(|edits| edits.as_ref().and_then(|edits| edits.file().cloned()));
        let recipe = made.map(|made| made.recipe).filter(|recipe| recipe.options.encoding != Encoding::Png);
        let (Some(recipe), Some((id, photo))) = (recipe, self.desk.with_value(|desk| desk.photo.clone())) else { return Ok(file) };
        // What JPEG made white stays so: the copy is to look like the file.
        let options = Options { encoding: Encoding::Png, ..recipe.options };
        Ok(self.attempt(&Errand::Write(Recipe { options, ..recipe }), id, &photo).await?.file)
    }

    /// Answers who waits, and gives the worker its next errand.
    pub(crate) fn go_on(self) {
        self.hand_out();
        if self.state.with_untracked(State::kind) != Kind::Done {
            return;
        }
        let due = self.desk.with_value(|desk| !desk.waiting.is_empty() || desk.pause.is_none());
        let next = self.edits.try_maybe_update(|edits| {
            let next = edits.as_mut().and_then(|edits| {
                // Every stroke would wait for the file of the one before.
                let due = due && (!edits.is_brushing() || self.desk.with_value(|desk| !desk.waiting.is_empty()));
                edits.next(due)
            });
            (next.is_some(), next)
        });
        let photo = self.desk.with_value(|desk| desk.photo.clone());
        if let (Some(errand), Some((id, photo))) = (next.flatten(), photo) {
            spawn_local(self.run_errand(errand, id, photo));
        }
    }

    fn hand_out(self) {
        let answer = self.edits.with_untracked(|edits| {
            let edits = edits.as_ref()?;
            match (edits.file(), edits.failure()) {
                (Some(made), _) => Some(Ok(made.file.clone())),
                (None, Some(failure)) => Some(Err(failure.clone())),
                (None, None) => None,
            }
        });
        if let Some(answer) = answer {
            let waiting = self.desk.try_update_value(|desk| std::mem::take(&mut desk.waiting)).unwrap_or_default();
            // Who does not wait any more misses nothing.
            waiting.into_iter().for_each(|sender| drop(sender.send(answer.clone())));
        }
    }

    async fn run_errand(self, errand: Errand, id: PhotoId, photo: Photo) {
        let result = self.attempt(&errand, id, &photo).await;
        if self.desk.with_value(|desk| desk.photo.as_ref().is_none_or(|(now, _)| *now != id)) {
            return;
        }
        self.edits.update(|edits| match (edits, result) {
            (Some(edits), Ok(made)) => edits.done(made),
            (Some(edits), Err(Failure::Cancelled)) => edits.fail(None),
            (Some(edits), Err(failure)) => edits.fail(Some(failure)),
            (None, _) => {}
        });
        if self.is_worker_lost() {
            self.retry();
        }
        self.go_on();
    }

    async fn attempt(self, errand: &Errand, id: PhotoId, photo: &Photo) -> Result<Made<Picture>, Failure> {
        self.wait_until_ready().await?;
        let (mut photo_sent, mut backdrop_sent) = (false, false);
        loop {
            let failure = match self.send(errand, id).await {
                Ok(made) => return Ok(made),
                Err(failure) => failure,
            };
            // The worker is a new one, or had another photo in between.
            match &failure {
                Failure::NoPhoto if self.state.with_untracked(State::kind) != Kind::Done => return Err(Failure::Cancelled),
                Failure::NoPhoto if !photo_sent => {
                    photo_sent = true;
                    let client = self.client();
                    read(&photo.blob, async |input, bytes| client.open(id.0, input, bytes).await).await?;
                }
                Failure::Core { error: Error::NoBackground } if !backdrop_sent => {
                    backdrop_sent = true;
                    let (Errand::Try(recipe) | Errand::Write(recipe)) = errand;
                    let (Some(number), Some(backdrop)) = (recipe.backdrop, self.backdrop(recipe.backdrop)) else { return Err(failure) };
                    let client = self.client();
                    read(&backdrop.blob, async |input, bytes| client.backdrop(number, input, bytes).await).await?;
                }
                _ => return Err(failure),
            }
        }
    }

    async fn send(self, errand: &Errand, PhotoId(photo): PhotoId) -> Result<Made<Picture>, Failure> {
        let client = self.client();
        Ok(match errand.clone() {
            Errand::Try(recipe) => {
                let Tried { size, part, doubt, png } = client.try_out(photo, recipe.clone()).await?;
                Made { recipe, file: Picture::new(&png, FileType::Png), size, part, doubt }
            }
            Errand::Write(recipe) => {
                let Done { size, part, doubt, file, .. } = client.write(photo, recipe.clone()).await?;
                let file = Picture::new(&file, recipe.options.encoding.file_type());
                Made { recipe, file, size, part, doubt }
            }
        })
    }
}

/// Hands a file to the worker: as it is, or as pixels where only the browser can read it.
///
/// # Errors
/// What the worker says, or that nobody can read it.
pub async fn read<T>(blob: &Blob, send: impl AsyncFn(Input, &ArrayBuffer) -> Result<T, Failure>) -> Result<(T, bool), Failure> {
    let limits = Limits::default();
    let bytes = bytes_of(blob, limits.max_file_bytes).await?;
    let failure = match send(Input::File, &bytes).await {
        Ok(answer) => return Ok((answer, false)),
        Err(failure) => failure,
    };
    let Some(format) = failure.unknown_format() else { return Err(failure) };
    let Some((size, values)) = decode::pixels(blob, &limits).await? else {
        return Err(match failure {
            Failure::Core { error: Error::UnsupportedFormat { .. } } => Failure::NobodyReads { format },
            other => other,
        });
    };
    Ok((send(Input::Pixels { width: size.width, height: size.height }, &values).await?, true))
}
