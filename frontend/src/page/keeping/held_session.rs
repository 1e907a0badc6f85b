//! Sessions on the device that this tab holds, and the photos in them.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use web_sys::File;

use crate::queue::kept::record::is_shared;
use crate::queue::kept::{OnDevice, Record};
use crate::state::PhotoId;
use crate::web::device_files::{self, Folder};
use crate::web::locks::{self, Lock};

/// Folder of all sessions.
const SESSIONS: &str = "queue";

/// Session that this tab holds; it is free again when this is dropped.
pub struct Session {
    /// Name.
    pub name: String,
    /// Folder.
    pub folder: Folder,
    /// Files of background pictures in it, which its photos share.
    pub backgrounds: RefCell<Vec<String>>,
    next_number: Cell<u32>,
    _lock: Lock,
}

/// Photo of a session.
pub struct Place {
    /// Session.
    pub session: Rc<Session>,
    /// Number in it.
    pub number: u32,
    /// What is there of it.
    pub on_device: OnDevice,
    /// The cut-out's file on the device, with its name, until the page uses it in place of its own.
    pub cut_out: Option<(String, File)>,
    /// Whether the page cannot read the photo's own file any more, so that it cannot be kept.
    pub is_unreadable: bool,
}

/// Session of an earlier visit, with its photos and their files by name.
pub struct Offered {
    /// Session.
    pub session: Rc<Session>,
    /// Photos with their numbers.
    pub photos: Vec<(u32, Record)>,
    /// Files.
    pub files: Vec<(String, File)>,
    /// Files that no photo needs.
    pub leftovers: Vec<String>,
}

/// What this tab holds on the device.
#[derive(Default)]
pub struct Device {
    /// Folder of all files, once it is known that there is one.
    pub root: Option<Folder>,
    /// Session for photos that come.
    pub own: Option<Rc<Session>>,
    /// Sessions of earlier visits that wait for an answer.
    pub offered: Vec<Offered>,
    /// Photos by number.
    pub places: HashMap<PhotoId, Place>,
    /// Sessions of earlier visits that went on.
    pub gone_on: Vec<Rc<Session>>,
    /// Sessions that are to be deleted.
    pub doomed: Vec<Rc<Session>>,
    /// Files that are to be deleted.
    pub leftovers: Vec<(Rc<Session>, String)>,
    /// Whether there is something to look at.
    pub is_due: bool,
    /// Whether the work is under way.
    pub is_running: bool,
    /// Whether no room is left for files.
    pub is_full: bool,
    /// Whether not even a record can be written.
    pub is_crammed: bool,
    /// Whether the browser refused.
    pub is_refused: bool,
    /// Whether the person was told that no room is left.
    pub told_full: bool,
    /// Whether the browser was asked to keep the files when room is short.
    pub asked_to_last: bool,
}

impl Session {
    /// Folder of all sessions; `None` where there is none, or it cannot be made with `creates`.
    pub async fn all(root: &Folder, creates: bool) -> Option<Folder> {
        device_files::folder(root, SESSIONS, creates).await
    }

    /// Session of a folder that is there; `None` while another tab holds it.
    pub async fn hold(name: String, folder: Folder) -> Option<Self> {
        let lock = Self::lock(&name).await?;
        Some(Self { name, folder, backgrounds: RefCell::default(), next_number: Cell::new(1), _lock: lock })
    }

    /// New session; `None` where the browser refuses.
    pub async fn begin(root: &Folder, name: String) -> Option<Self> {
        // First the lock: a folder without one is anybody's.
        let lock = Self::lock(&name).await?;
        let folder = device_files::folder(&Self::all(root, true).await?, &name, true).await?;
        Some(Self { name, folder, backgrounds: RefCell::default(), next_number: Cell::new(1), _lock: lock })
    }

    async fn lock(name: &str) -> Option<Lock> {
        locks::take(&format!("offcut-{SESSIONS}-{name}")).await
    }

    /// Deletes it with all that is in it; whether it is gone.
    pub async fn delete(&self, root: &Folder) -> bool {
        match Self::all(root, false).await {
            Some(all) => device_files::remove(&all, &self.name).await,
            None => true,
        }
    }
}

impl Place {
    /// Place for a photo that came.
    pub fn new(session: Rc<Session>) -> Self {
        let number = session.next_number.replace(session.next_number.get() + 1);
        Self::of(session, number, OnDevice::default())
    }

    /// Place of a photo from an earlier visit.
    pub fn of(session: Rc<Session>, number: u32, on_device: OnDevice) -> Self {
        Self { session, number, on_device, cut_out: None, is_unreadable: false }
    }
}

impl Device {
    /// Photos that are kept, and their bytes.
    pub fn kept(&self) -> (usize, u64) {
        let (mut photos, mut bytes, mut seen) = (0, 0, Vec::new());
        for place in self.places.values() {
            let Some(record) = &place.on_device.record else { continue };
            photos += 1;
            for mark in record.files() {
                let shared = (&place.session.name, &mark.name);
                if is_shared(&mark.name) && seen.contains(&shared) {
                    continue;
                }
                bytes += mark.bytes;
                seen.extend(is_shared(&mark.name).then_some(shared));
            }
        }
        (photos, bytes)
    }

    /// There may be room again.
    pub fn freed(&mut self) {
        (self.is_full, self.is_crammed) = (false, false);
    }

    /// Lets go of all sessions of this visit, and returns them.
    pub fn let_go(&mut self) -> Vec<Rc<Session>> {
        self.places.clear();
        self.leftovers.clear();
        self.told_full = false;
        self.gone_on.drain(..).chain(self.own.take()).collect()
    }
}
