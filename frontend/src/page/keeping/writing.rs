//! The work of keeping: one step at a time, chosen anew after each, until the device has what the page has.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{Blob, File};

use super::super::Page;
use super::super::photo::{Original, Photo};
use super::held_session::{Place, Session};
use super::{Cleared, Trouble};
use crate::queue::kept::record::{is_shared, record_file};
use crate::queue::kept::step::next;
use crate::queue::kept::{FileMark, KeptStatus, OnDevice, Record, Step, Wanted, session};
use crate::queue::{Item, Status};
use crate::state::PhotoId;
use crate::web::clock::sleep;
use crate::web::device_files::{self, NotWritten};
use crate::web::object_url::text_blob;
use crate::web::unzip;

/// Time for changes to gather before the device follows, in ms.
const GATHER: i32 = 150;

type PhotoItem = Item<Photo, Original>;

/// Next thing to do on the device.
enum Task {
    /// Begin a session for photos that came.
    Begin,
    /// Delete a session.
    Delete(Rc<Session>),
    /// Delete a file that no photo needs.
    Sweep(Rc<Session>, String),
    /// Take a step for a photo.
    Take(Box<Taking>),
}

/// Step for a photo, and what it needs.
struct Taking {
    id: PhotoId,
    session: Rc<Session>,
    number: u32,
    step: Step,
    content: Option<Blob>,
    record: Option<Record>,
}

impl Page {
    /// Has the device follow the page, unless that is under way.
    pub(in crate::page) fn keep(self) {
        let begins = self.keeping.device.try_update_value(|device| {
            device.is_due = true;
            device.root.is_some() && !std::mem::replace(&mut device.is_running, true)
        });
        if begins != Some(true) {
            return;
        }
        spawn_local(async move {
            while self.keeping.device.try_update_value(|device| std::mem::take(&mut device.is_due)) == Some(true) {
                sleep(GATHER).await;
                while let Some(task) = self.next_task() {
                    self.carry_out(task).await;
                }
                self.tell_cleared().await;
            }
            self.keeping.device.update_value(|device| device.is_running = false);
        });
    }

    /// Looks again once no download reads the files any more.
    fn keep_later(self, ms: f64) {
        set_timeout(move || self.keep(), Duration::from_millis(ms.max(0.0) as u64 + 50));
    }

    fn next_task(self) -> Option<Task> {
        let read_ms = self.downloads.read_for_ms();
        let waits = self.keeping.device.with_value(|device| (device.doomed.first().cloned(), device.leftovers.last().cloned()));
        match waits {
            (Some(_), _) if read_ms > 0.0 => self.keep_later(read_ms),
            (Some(session), _) => return Some(Task::Delete(session)),
            (None, Some((session, name))) => return Some(Task::Sweep(session, name)),
            (None, None) => {}
        }
        if self.keeping.device.with_value(|device| device.is_refused) {
            return None;
        }
        self.use_files_of_device();
        let is_on = self.keeping.is_on.get_untracked();
        self.state.with_untracked(|state| {
            // What is cut out comes first: it took the longest to make.
            let is_done = |item: &&PhotoItem| matches!(item.status, Status::Done(_));
            let (done, others): (Vec<&PhotoItem>, Vec<&PhotoItem>) = state.items().iter().partition(is_done);
            let items = [done, others].concat();
            if is_on && self.has_newcomers(&items) {
                return Some(Task::Begin);
            }
            let for_gone = || self.task_for_gone(|id| state.item(id).is_some(), |id| state.knows(id), read_ms);
            items.into_iter().find_map(|item| self.task_for(item, is_on, read_ms)).or_else(for_gone)
        })
    }

    /// Gives photos that came their places; whether a session has to begin first.
    fn has_newcomers(self, items: &[&PhotoItem]) -> bool {
        self.keeping
            .device
            .try_update_value(|device| {
                for item in items {
                    if device.places.contains_key(&item.id) {
                        continue;
                    }
                    let Some(own) = &device.own else { return true };
                    device.places.insert(item.id, Place::new(Rc::clone(own)));
                }
                false
            })
            .unwrap_or(false)
    }

    fn task_for(self, item: &PhotoItem, is_on: bool, read_ms: f64) -> Option<Task> {
        let number =
            self.keeping.device.with_value(|device| device.places.get(&item.id).filter(|place| !place.is_unreadable).map(|place| place.number))?;
        let present = if is_on { Some(self.present(item, number)?) } else { None };
        self.keeping.device.with_value(|device| {
            let place = device.places.get(&item.id)?;
            let wanted = present.as_ref().map_or(Wanted::ForThisVisit, |present| Wanted::Kept(&present.record));
            let step = next(wanted, &place.on_device, &place.session.backgrounds.borrow())?;
            let waits = match step {
                Step::WriteFile(_) => device.is_full,
                Step::WriteRecord => device.is_crammed,
                // The one before this one may be on its way to the person.
                Step::RemoveFile(_) if read_ms > 0.0 => {
                    self.keep_later(read_ms);
                    true
                }
                Step::RemoveRecord | Step::RemoveFile(_) => false,
            };
            if waits {
                return None;
            }
            let content = match &step {
                Step::WriteFile(mark) => present.as_ref()?.files.iter().find(|(name, _)| *name == mark.name).map(|(_, content)| content.clone()),
                Step::WriteRecord => Some(text_blob(&present.as_ref()?.record.to_json(), "application/json")),
                Step::RemoveRecord | Step::RemoveFile(_) => None,
            };
            Some(Task::Take(Box::new(Taking {
                id: item.id,
                session: Rc::clone(&place.session),
                number,
                step,
                content,
                record: present.map(|present| present.record),
            })))
        })
    }

    /// Step for a photo that was removed.
    fn task_for_gone(self, is_here: impl Fn(PhotoId) -> bool, is_known: impl Fn(PhotoId) -> bool, read_ms: f64) -> Option<Task> {
        let (task, is_over) = self.keeping.device.try_update_value(|device| {
            device.places.retain(|id, place| is_known(*id) || place.on_device != OnDevice::default());
            let mut is_over = true;
            let gone = device.places.iter().filter(|(id, _)| !is_here(**id));
            for (id, place) in gone {
                let wanted = if is_known(*id) { Wanted::ForThisVisit } else { Wanted::Gone };
                match next(wanted, &place.on_device, &[]) {
                    None => {}
                    Some(Step::RemoveFile(_)) if read_ms > 0.0 => is_over = false,
                    Some(step) => {
                        let session = Rc::clone(&place.session);
                        return (
                            Some(Task::Take(Box::new(Taking { id: *id, session, number: place.number, step, content: None, record: None }))),
                            true,
                        );
                    }
                }
            }
            (None, is_over)
        })?;
        if !is_over {
            self.keep_later(read_ms);
        }
        task
    }

    /// Has the page use the files on the device. The one that is looked at would flicker.
    fn use_files_of_device(self) {
        let shown = self.state.with_untracked(|state| state.shown());
        let ready = self.keeping.device.try_update_value(|device| {
            let places = device.places.iter_mut().filter(|(id, _)| Some(**id) != shown);
            places.filter_map(|(id, place)| Some((*id, place.number, place.cut_out.take()?))).collect::<Vec<_>>()
        });
        for (id, number, (name, file)) in ready.unwrap_or_default() {
            self.use_file_of_device(id, number, &name, &file);
        }
    }

    async fn carry_out(self, task: Task) {
        let Some(root) = self.keeping.device.with_value(|device| device.root.clone()) else { return };
        match task {
            Task::Begin => {
                let begun = Session::begin(&root, session::name(js_sys::Date::now(), js_sys::Math::random())).await.map(Rc::new);
                if begun.is_none() {
                    self.refused();
                }
                self.keeping.device.update_value(|device| device.own = begun);
            }
            Task::Delete(session) => {
                let is_gone = session.delete(&root).await;
                self.keeping.device.update_value(|device| {
                    device.doomed.retain(|doomed| doomed.name != session.name);
                    device.freed();
                });
                if !is_gone {
                    self.keeping.cleared.set(None);
                    self.keeping.trouble.set(Some(Trouble::NotDeleted));
                }
            }
            Task::Sweep(session, name) => {
                // What cannot be removed goes with its session.
                let _ = device_files::remove(&session.folder, &name).await;
                self.keeping.device.update_value(|device| device.leftovers.retain(|(_, other)| *other != name));
            }
            Task::Take(taking) => {
                let Taking { id, session, number, step, content, record } = *taking;
                let taken = take(&session, number, &step, content.as_ref()).await;
                match taken {
                    Ok(file) => self.taken(id, &session, &step, file, record),
                    Err(problem) => self.not_taken(id, &step, content, problem).await,
                }
            }
        }
    }

    /// Notes a step that was taken.
    fn taken(self, id: PhotoId, session: &Rc<Session>, step: &Step, file: Option<File>, record: Option<Record>) {
        let asks = self.keeping.device.try_update_value(|device| {
            if step.frees() {
                device.freed();
            }
            // Of a photo that is gone meanwhile, everything went with its session.
            let place = device.places.get_mut(&id).filter(|place| Rc::ptr_eq(&place.session, session));
            if let Some(place) = place {
                match step {
                    Step::WriteFile(FileMark { name, .. }) if is_shared(name) => session.backgrounds.borrow_mut().push(name.clone()),
                    Step::WriteFile(FileMark { name, .. }) => {
                        place.on_device.files.push(name.clone());
                        if matches!(&record, Some(Record { status: KeptStatus::Done(cut_out), .. }) if cut_out.file.name == *name) {
                            place.cut_out = file.map(|file| (name.clone(), file));
                        }
                    }
                    Step::WriteRecord => place.on_device.record = record,
                    Step::RemoveRecord => place.on_device.record = None,
                    Step::RemoveFile(name) => place.on_device.files.retain(|other| other != name),
                }
            }
            !std::mem::replace(&mut device.asked_to_last, true)
        });
        if asks == Some(true) {
            device_files::keep_when_short_of_room(false);
        }
        let kept = self.keeping.device.with_value(|device| device.kept());
        if self.keeping.kept.get_untracked() != kept {
            self.keeping.kept.set(kept);
        }
    }

    async fn not_taken(self, id: PhotoId, step: &Step, content: Option<Blob>, problem: NotWritten) {
        if problem == NotWritten::NoRoom {
            let tells = self.keeping.device.try_update_value(|device| {
                device.is_full = true;
                device.is_crammed |= *step == Step::WriteRecord;
                !std::mem::replace(&mut device.told_full, true)
            });
            if tells == Some(true) {
                self.keeping.trouble.set(Some(Trouble::Full));
            }
            return;
        }
        // The person's own file may be gone; the device is not to blame.
        let is_readable = match content {
            Some(content) => unzip::head(&content, 1).await.is_some(),
            None => true,
        };
        if is_readable {
            self.refused();
        } else {
            self.keeping.device.update_value(|device| {
                if let Some(place) = device.places.get_mut(&id) {
                    place.is_unreadable = true;
                }
            });
        }
    }

    /// The browser does not do it any more. Where it never did, nobody could expect it.
    fn refused(self) {
        self.keeping.device.update_value(|device| device.is_refused = true);
        self.keeping.is_possible.set(Some(false));
        if self.keeping.kept.get_untracked().0 > 0 {
            self.keeping.trouble.set(Some(Trouble::Refused));
        }
    }

    /// Tells that everything is deleted, once it is.
    async fn tell_cleared(self) {
        let is_clearing = || matches!(self.keeping.cleared.get_untracked(), Some(Cleared::Running | Cleared::Waiting));
        let (root, is_over) = self.keeping.device.with_value(|device| (device.root.clone(), device.doomed.is_empty()));
        if let (Some(root), true, true) = (root, is_over, is_clearing()) {
            let others = self.clear_rest(&root).await;
            if is_clearing() {
                self.keeping.cleared.set(Some(Cleared::Done { others }));
            }
        }
    }
}

async fn take(session: &Session, number: u32, step: &Step, content: Option<&Blob>) -> Result<Option<File>, NotWritten> {
    let write = async |name: &str| match content {
        Some(content) => device_files::write(&session.folder, name, content).await,
        None => Err(NotWritten::Refused),
    };
    match step {
        Step::WriteFile(mark) => {
            if device_files::room().await.is_some_and(|room| !room.fits(mark.bytes)) {
                return Err(NotWritten::NoRoom);
            }
            write(&mark.name).await.map(Some)
        }
        Step::WriteRecord => write(&record_file(number)).await.map(|_| None),
        Step::RemoveRecord if device_files::remove(&session.folder, &record_file(number)).await => Ok(None),
        Step::RemoveRecord => Err(NotWritten::Refused),
        Step::RemoveFile(name) => {
            // What cannot be removed goes with its session.
            let _ = device_files::remove(&session.folder, name).await;
            Ok(None)
        }
    }
}
