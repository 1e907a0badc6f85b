//! Photos of earlier visits: found at the start, offered once, and gone on with.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::super::Page;
use super::held_session::{Offered, Place, Session};
use super::present::typed;
use crate::queue::Earlier;
use crate::queue::kept::record::{is_shared, number_of_record};
use crate::queue::kept::session::{judge, leftovers};
use crate::queue::kept::{BackgroundMark, FileMark, Listed, OnDevice, Outcome};
use crate::state::PhotoId;
use crate::web::clock::sleep;
use crate::web::device_files::{self, Folder};

/// Time after which sessions that seemed to be another tab's are looked at again, in ms: that of a page that was just reloaded may be free only now.
const LOOK_AGAIN: i32 = 1500;

impl Page {
    /// Looks for photos of earlier visits, and begins to keep those of this one.
    pub(in crate::page) fn start_keeping(self) {
        spawn_local(async move {
            let root = device_files::root().await;
            self.keeping.is_possible.set(Some(root.is_some()));
            let Some(root) = root else { return };
            self.keeping.device.update_value(|device| device.root = Some(root.clone()));
            self.keep();
            if let Some(all) = Session::all(&root, false).await
                && self.look_for_sessions(&all).await
            {
                sleep(LOOK_AGAIN).await;
                self.look_for_sessions(&all).await;
            }
        });
    }

    /// Offers the sessions that nobody holds, and deletes the old ones; whether somebody holds one.
    async fn look_for_sessions(self, all: &Folder) -> bool {
        let mut is_held = false;
        for (name, folder) in device_files::folders(all).await {
            let Some(session) = Session::hold(name, folder).await else {
                is_held |= true;
                continue;
            };
            self.look_into_session(Rc::new(session)).await;
        }
        is_held
    }

    async fn look_into_session(self, session: Rc<Session>) {
        let files: Vec<(String, File)> = device_files::files(&session.folder).await;
        let listed: Vec<Listed> =
            files.iter().map(|(name, file)| Listed { name: name.clone(), bytes: file.size() as u64, modified_ms: file.last_modified() }).collect();
        let mut texts = Vec::new();
        for (name, file) in files.iter().filter(|(name, _)| number_of_record(name).is_some()) {
            texts.extend(device_files::text(file).await.map(|text| (name.clone(), text)));
        }
        match judge(&listed, |name| texts.iter().find(|(other, _)| other == name).map(|(_, text)| text.clone()), js_sys::Date::now()) {
            Outcome::Offer(photos) => {
                let leftovers = leftovers(&listed, &photos);
                let count = photos.len();
                self.keeping.device.update_value(|device| {
                    // The oldest first.
                    let place = device.offered.partition_point(|other| other.session.name < session.name);
                    device.offered.insert(place, Offered { session, photos, files, leftovers });
                });
                self.keeping.offered.update(|offered| *offered += count);
            }
            Outcome::Delete => {
                self.keeping.doom([session]);
                self.keep();
            }
            Outcome::Leave => {}
        }
    }

    /// Deletes every session that nobody holds; whether another tab holds one.
    pub(super) async fn clear_rest(self, root: &Folder) -> bool {
        let Some(all) = Session::all(root, false).await else { return false };
        let mut is_held = false;
        for (name, folder) in device_files::folders(&all).await {
            if self.keeping.device.with_value(|device| device.own.as_ref().is_some_and(|own| own.name == name)) {
                continue;
            }
            match Session::hold(name, folder).await {
                // One that stays is of a version that this page cannot read, and is deleted once it is old.
                Some(session) => _ = session.delete(root).await,
                None => is_held = true,
            }
        }
        is_held
    }

    /// Goes on with the photos of earlier visits, behind those that are here.
    pub fn go_on(self) {
        let offered = self.keeping.device.try_update_value(|device| std::mem::take(&mut device.offered)).unwrap_or_default();
        self.keeping.offered.set(0);
        let (before, shows) = self.state.with_untracked(|state| (state.photos(), state.items().is_empty()));
        let mut photos = Vec::new();
        for Offered { session, photos: kept, files, leftovers } in offered {
            let file = |mark: &FileMark| files.iter().find(|(name, _)| *name == mark.name).map(|(_, file)| typed(file, &mark.mime));
            *session.backgrounds.borrow_mut() =
                files.iter().map(|(name, _)| name.clone()).filter(|name| is_shared(name) && !leftovers.contains(name)).collect();
            for (number, kept) in kept {
                let id = PhotoId(before + 1 + photos.len() as u32);
                let mut record = kept.clone();
                let number_of = |background: &BackgroundMark| {
                    Some((background.number, self.editor.add_background_again(&background.title, &background.key, file(&background.file)?)?))
                };
                let numbers: Vec<(u32, u32)> = kept.backgrounds.iter().filter_map(number_of).collect();
                record.renumber(|number| numbers.iter().find(|(other, _)| *other == number).map(|(_, number)| *number));
                let Some(earlier) = self.earlier(id, &record, file) else { continue };
                let files = kept.files().into_iter().map(|mark| mark.name.clone()).filter(|name| !is_shared(name)).collect();
                let place = Place::of(Rc::clone(&session), number, OnDevice { files, record: Some(kept) });
                self.keeping.device.update_value(|device| _ = device.places.insert(id, place));
                photos.push(earlier);
            }
            self.keeping.device.update_value(|device| {
                device.leftovers.extend(leftovers.into_iter().map(|name| (Rc::clone(&session), name)));
                device.gone_on.push(session);
            });
        }
        for (number, earlier) in (before + 1..).zip(&photos) {
            let picture = match earlier {
                Earlier::Waiting(photo) | Earlier::Failed(photo, _) => photo.blob.clone(),
                Earlier::Done(finished) => self.editor.last_file(PhotoId(number)).unwrap_or_else(|| finished.photo.blob.clone()),
            };
            self.thumbnails.of_photo(PhotoId(number), picture);
        }
        self.change(|state| state.add_earlier(photos, shows));
        self.begin_list();
        self.keeping.kept.set(self.keeping.device.with_value(|device| device.kept()));
    }
}
