//! Photos, edits and cut-outs kept on the device, so that a closed tab or a crash loses none. `queue::kept` decides what is written; here the page's
//! state and the browser's files meet.

mod earlier;
mod held_session;
mod present;
mod writing;

use std::rc::Rc;

use leptos::prelude::*;

use self::held_session::{Device, Session};
use super::{Page, PageState};
use crate::web::preferences;

/// Trouble of keeping, which the person is told once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No room is left for the photos that are not kept yet.
    Full,
    /// The browser refuses to write what it wrote before.
    Refused,
    /// Files could not be deleted.
    NotDeleted,
}

/// What became of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cleared {
    /// It is being deleted.
    Running,
    /// It waits for a download that may still read it.
    Waiting,
    /// It is deleted. Photos of other tabs are still there where `others`.
    Done {
        /// Whether another tab has photos.
        others: bool,
    },
}

/// State of keeping; copies share it.
#[derive(Clone, Copy)]
pub struct Keeping {
    /// Whether the person wants it.
    pub is_on: RwSignal<bool>,
    /// Whether the browser does it; `None` until that is known.
    pub is_possible: RwSignal<Option<bool>>,
    /// Number of photos from earlier visits that wait for an answer.
    pub offered: RwSignal<usize>,
    /// Photos of this tab that are kept, and their bytes.
    pub kept: RwSignal<(usize, u64)>,
    /// Trouble to tell.
    pub trouble: RwSignal<Option<Trouble>>,
    /// What became of everything, after the person had it cleared.
    pub cleared: RwSignal<Option<Cleared>>,
    device: StoredValue<Device, LocalStorage>,
}

impl Keeping {
    /// Keeping, as the person left it in earlier visits.
    pub fn start() -> Self {
        Self {
            is_on: RwSignal::new(preferences::is_keeping_on()),
            is_possible: RwSignal::new(None),
            offered: RwSignal::new(0),
            kept: RwSignal::new((0, 0)),
            trouble: RwSignal::new(None),
            cleared: RwSignal::new(None),
            device: StoredValue::new_local(Device::default()),
        }
    }

    /// Forgets that everything was cleared, once there are photos again.
    pub fn forget_news(self) {
        if matches!(self.cleared.get_untracked(), Some(Cleared::Done { .. })) {
            self.cleared.set(None);
        }
    }

    /// Has sessions deleted, and stops to offer them.
    fn doom(self, sessions: impl IntoIterator<Item = Rc<Session>>) {
        self.device.update_value(|device| device.doomed.extend(sessions));
    }
}

impl Page {
    /// Switches keeping on or off, for later visits, too. Off, nothing is offered again of what is here now.
    pub fn switch_keeping(self, on: bool) {
        preferences::remember_keeping(on);
        self.keeping.is_on.set(on);
    }

    /// Deletes the photos from earlier visits.
    pub fn clear_earlier(self) {
        let offered = self.keeping.device.try_update_value(|device| std::mem::take(&mut device.offered)).unwrap_or_default();
        self.keeping.offered.set(0);
        self.keeping.doom(offered.into_iter().map(|offered| offered.session));
        self.keep();
    }

    /// Forgets every photo, and deletes all that is kept on the device but for what other tabs have.
    pub fn clear_everything(self) {
        let ids: Vec<_> = self.state.with_untracked(|state| state.items().iter().map(|item| item.id).collect());
        self.stop_working_on(&ids);
        self.change(PageState::clear);
        self.forget();
        self.skipped.set(None);
        self.settings_before.set(Vec::new());
        self.downloads.sentence.set(None);
        self.keeping.trouble.set(None);
        self.keeping.kept.set((0, 0));
        let sessions = self.keeping.device.try_update_value(Device::let_go).unwrap_or_default();
        let is_read = !sessions.is_empty() && self.downloads.read_for_ms() > 0.0;
        let is_there = self.keeping.device.with_value(|device| device.root.is_some());
        self.keeping.cleared.set(Some(match (is_there, is_read) {
            (false, _) => Cleared::Done { others: false },
            (true, false) => Cleared::Running,
            (true, true) => Cleared::Waiting,
        }));
        self.keeping.doom(sessions);
        self.clear_earlier();
    }
}
