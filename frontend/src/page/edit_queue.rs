//! Queue of the editor: the photo that is edited, and pending requests of its file.

use std::rc::Rc;

use futures::channel::oneshot;
use leptos::leptos_dom::helpers::TimeoutHandle;
use web_sys::{Blob, File};

use super::photo::{Photo, PictureFile};
use crate::protocol::Failure;
use crate::state::PhotoId;

/// Queue of one photo's edits.
#[derive(Default)]
pub struct EditQueue {
    /// Photo that is edited, with its number.
    pub photo: Option<(PhotoId, Photo)>,
    /// True while the next job waits for the worker's lock.
    pub is_in_line: bool,
    /// Time of the last edit, on the page's clock.
    pub edited_ms: f64,
    /// Background files of all photos: the worker keeps the last one by its number.
    backgrounds: Vec<BackgroundFile>,
    /// Timer since the last edit; `None` once it has run out.
    pause: Option<TimeoutHandle>,
    waiting: Vec<oneshot::Sender<Result<PictureFile, Failure>>>,
}

/// File that was chosen as background. Its number is its place in the queue's list.
#[derive(Clone)]
pub struct BackgroundFile {
    /// File name.
    pub name: Rc<str>,
    /// File.
    pub blob: Blob,
}

impl EditQueue {
    /// Queue of another photo, or of none. Calls that waited for the last one's file end.
    pub fn restart(&mut self, photo: Option<(PhotoId, Photo)>) {
        self.set_pause(None);
        self.waiting.clear();
        self.photo = photo;
    }

    /// True if this photo is the one that is edited.
    pub fn is_of(&self, id: PhotoId) -> bool {
        self.photo.as_ref().is_some_and(|(present, _)| *present == id)
    }

    /// Adds a background file and returns its number.
    pub fn add_background(&mut self, file: File) -> u32 {
        self.backgrounds.push(BackgroundFile { name: Rc::from(file.name()), blob: file.into() });
        self.backgrounds.len() as u32 - 1
    }

    /// Background file of a number.
    pub fn background(&self, number: u32) -> Option<BackgroundFile> {
        self.backgrounds.get(number as usize).cloned()
    }

    /// Sets the timer since the last edit, and stops the one before.
    pub fn set_pause(&mut self, pause: Option<TimeoutHandle>) {
        if let Some(before) = std::mem::replace(&mut self.pause, pause) {
            before.clear();
        }
    }

    /// Receiver of the file.
    pub fn wait(&mut self) -> oneshot::Receiver<Result<PictureFile, Failure>> {
        let (sender, receiver) = oneshot::channel();
        self.waiting.push(sender);
        receiver
    }

    /// True if the file is to be written now. While the person brushes it is only written when somebody waits: every stroke would wait for the file
    /// of the one before.
    pub fn is_due(&self, is_brushing: bool) -> bool {
        !self.waiting.is_empty() || (self.pause.is_none() && !is_brushing)
    }

    /// Resolves all waiting requests. One that was dropped meanwhile needs no result.
    pub fn resolve(&mut self, result: &Result<PictureFile, Failure>) {
        self.waiting.drain(..).for_each(|sender| drop(sender.send(result.clone())));
    }
}
