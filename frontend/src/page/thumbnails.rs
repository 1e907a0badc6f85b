//! Thumbnails of the photos in the list, made one at a time: of the photo until it is cut out, then of the cut-out.

use std::collections::{HashMap, VecDeque};

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Blob;

use crate::state::PhotoId;
use crate::web::object_url::ObjectUrl;
use crate::web::thumbnail;

/// Small pictures; copies share them.
#[derive(Clone, Copy)]
pub struct Thumbnails {
    /// Pictures so far.
    pub pictures: RwSignal<HashMap<PhotoId, ObjectUrl>, LocalStorage>,
    queue: StoredValue<ThumbnailQueue, LocalStorage>,
}

#[derive(Default)]
struct ThumbnailQueue {
    /// True if there is a list: a photo alone needs no small picture.
    is_needed: bool,
    is_running: bool,
    waiting: VecDeque<(PhotoId, Blob)>,
}

impl Default for Thumbnails {
    fn default() -> Self {
        Self { pictures: RwSignal::new_local(HashMap::new()), queue: StoredValue::new_local(ThumbnailQueue::default()) }
    }
}

impl Thumbnails {
    /// Begins to make pictures: there is a list now.
    pub fn begin(self) {
        self.queue.update_value(|queue| queue.is_needed = true);
        self.run();
    }

    /// Wants a picture of a photo.
    pub fn of_photo(self, id: PhotoId, photo: Blob) {
        self.queue.update_value(|queue| queue.waiting.push_back((id, photo)));
        self.run();
    }

    /// Wants a picture of a cut-out, in place of the photo's, before all others.
    pub fn of_cut_out(self, id: PhotoId, cut_out: Blob) {
        self.queue.update_value(|queue| {
            queue.waiting.retain(|(other, _)| *other != id);
            queue.waiting.push_front((id, cut_out));
        });
        self.run();
    }

    /// Forgets photos that are gone.
    pub fn keep(self, knows: impl Fn(PhotoId) -> bool) {
        self.queue.update_value(|queue| queue.waiting.retain(|(id, _)| knows(*id)));
        if self.pictures.with_untracked(|pictures| pictures.keys().any(|id| !knows(*id))) {
            self.pictures.update(|pictures| pictures.retain(|id, _| knows(*id)));
        }
    }

    fn run(self) {
        let begins = self.queue.try_update_value(|queue| queue.is_needed && !std::mem::replace(&mut queue.is_running, true));
        if begins != Some(true) {
            return;
        }
        spawn_local(async move {
            while let Some((id, picture)) = self.queue.try_update_value(|queue| queue.waiting.pop_front()).flatten() {
                // Without a picture the list shows the name.
                if let Some(small) = thumbnail::of(&picture).await {
                    self.pictures.update(|pictures| drop(pictures.insert(id, ObjectUrl::of(&small))));
                }
            }
            self.queue.update_value(|queue| queue.is_running = false);
        });
    }
}
