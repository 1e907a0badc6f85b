//! The queue: every photo of the visit, the one that is shown, and the order of work.
//!
//! `P` is a photo, `C` what the page shows beside its cut-out; tests put numbers there.

use super::item::{Item, Order, Status};
use super::selection::Selection;
use super::time_left::Durations;
use crate::protocol::Failure;
use crate::state::{Failed, Finished, Phase, PhaseKind, PhotoId, Step, Working};

/// Photos of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoQueue<P, C> {
    /// By number.
    items: Vec<Item<P, C>>,
    /// Photo that is shown, or was before the page for another one.
    selected_photo: Option<PhotoId>,
    /// True if the page for another photo is shown.
    is_at_start: bool,
    /// Failure of an input that is no photo, over everything else.
    notice: Option<Failed<P>>,
    notices: u32,
    photos: u32,
    /// Photos that were removed last.
    removed: Vec<Item<P, C>>,
    durations: Durations,
    /// Failure that concerns every photo: nothing is started until the next retry.
    stopped: Option<Failure>,
    /// Focus and selection of the list.
    pub selection: Selection,
    /// Order of the list.
    pub order: Order,
}

impl<P, C> Default for PhotoQueue<P, C> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            selected_photo: None,
            is_at_start: true,
            notice: None,
            notices: 0,
            photos: 0,
            removed: Vec::new(),
            durations: Durations::default(),
            stopped: None,
            selection: Selection::default(),
            order: Order::default(),
        }
    }
}

/// Photo of an earlier visit.
#[derive(Debug, Clone, PartialEq)]
pub enum Earlier<P, C> {
    /// It waits.
    Waiting(P),
    /// It was cut out.
    Done(Finished<P, C>),
    /// It failed or was cancelled.
    Failed(P, Failure),
}

/// True if a failure is none of the photo's: the next one would meet it, too.
fn is_of_page(failure: &Failure) -> bool {
    match failure {
        Failure::UnknownModel
        | Failure::NotLoaded
        | Failure::BrowserTooOld
        | Failure::WorkerDidNotStart
        | Failure::OtherVersion
        | Failure::ModelNotFetched { .. } => true,
        Failure::Core { error } => matches!(error, matting::Error::ModelDamaged { .. } | matting::Error::ModelUnusable { .. }),
        Failure::NoPhoto
        | Failure::NotUnderstood
        | Failure::WorkerDied
        | Failure::SampleNotFetched { .. }
        | Failure::FileNotReadable
        | Failure::NobodyReads { .. }
        | Failure::NothingDropped
        | Failure::OnlyAddress
        | Failure::EncoderNotFetched
        | Failure::Cancelled => false,
    }
}

fn failed<P>(id: PhotoId, photo: P, failure: Failure, step: Step) -> Failed<P> {
    Failed { photo: Some((id, photo)), name: None, step, failure }
}

impl<P: Clone, C> PhotoQueue<P, C> {
    /// Photos in the order in which they came.
    pub fn items(&self) -> &[Item<P, C>] {
        &self.items
    }

    /// Photo of a number.
    pub fn item(&self, id: PhotoId) -> Option<&Item<P, C>> {
        self.place(id).ok().map(|place| &self.items[place])
    }

    fn item_mut(&mut self, id: PhotoId) -> Option<&mut Item<P, C>> {
        self.place(id).ok().map(|place| &mut self.items[place])
    }

    /// Place of a photo, or the one where it belongs.
    fn place(&self, id: PhotoId) -> Result<usize, usize> {
        self.items.binary_search_by_key(&id, |item| item.id)
    }

    /// True if a number is that of a photo here, or of one whose removal can be undone.
    pub fn knows(&self, id: PhotoId) -> bool {
        self.item(id).is_some() || self.removed.iter().any(|item| item.id == id)
    }

    /// Numbers in the order of the list.
    pub fn listed(&self) -> Vec<PhotoId> {
        let mut items: Vec<&Item<P, C>> = self.items.iter().collect();
        if self.order == Order::NeedsCheck {
            items.sort_by(|one, other| other.check_priority().total_cmp(&one.check_priority()));
        }
        items.iter().map(|item| item.id).collect()
    }

    /// Phase of the main part: that of the photo that is shown.
    pub fn phase(&self) -> Phase<'_, P, C> {
        if let Some(notice) = &self.notice {
            return Phase::Failed(notice);
        }
        match self.shown().and_then(|id| self.item(id)).map(|item| &item.status) {
            None => Phase::Empty,
            Some(Status::Working(working)) => Phase::Working(working),
            Some(Status::Done(finished)) => Phase::Done(finished),
            Some(Status::Failed(failed)) => Phase::Failed(failed),
        }
    }

    /// Kind of the present phase.
    pub fn kind(&self) -> PhaseKind {
        match self.phase() {
            Phase::Empty => PhaseKind::Empty,
            Phase::Working(_) => PhaseKind::Working,
            Phase::Done(_) => PhaseKind::Done,
            Phase::Failed(_) => PhaseKind::Failed,
        }
    }

    /// Photo whose part of the page is shown.
    pub fn shown(&self) -> Option<PhotoId> {
        self.selected_photo.filter(|_| !self.is_at_start && self.notice.is_none())
    }

    /// Kind of the phase, photo and number of the notice: the main part is another one when these are.
    pub fn part(&self) -> (PhaseKind, Option<PhotoId>, u32) {
        (self.kind(), self.shown(), self.notices)
    }

    /// Number of photos so far, those that are gone included.
    pub fn photos(&self) -> u32 {
        self.photos
    }

    /// Photo to go back to from a notice or from the page for another one.
    pub fn back_to(&self) -> Option<&Item<P, C>> {
        let behind = if self.notice.is_some() || self.is_at_start { self.selected_photo } else { None };
        behind.and_then(|id| self.item(id))
    }

    /// Adds photos, and shows the first one where `shows`; nothing is discarded.
    pub fn add(&mut self, photos: Vec<P>, shows: bool) {
        let first = PhotoId(self.photos + 1);
        // Whatever stopped the others may be over.
        self.stopped = None;
        for photo in photos {
            self.photos += 1;
            let id = PhotoId(self.photos);
            self.items.push(Item { id, photo: photo.clone(), status: Status::Working(Working::waiting(id, photo)) });
        }
        if shows {
            self.show(first);
        }
    }

    /// Adds photos of an earlier visit, and shows the first of them where `shows`.
    pub fn add_earlier(&mut self, photos: Vec<Earlier<P, C>>, shows: bool) {
        let first = PhotoId(self.photos + 1);
        for earlier in photos {
            self.photos += 1;
            let id = PhotoId(self.photos);
            let (photo, status) = match earlier {
                Earlier::Waiting(photo) => (photo.clone(), Status::Working(Working::waiting(id, photo))),
                Earlier::Done(finished) => (finished.photo.clone(), Status::Done(finished)),
                Earlier::Failed(photo, failure) => (photo.clone(), Status::Failed(failed(id, photo, failure, Step::Stage(matting::Stage::Read)))),
            };
            self.items.push(Item { id, photo, status });
        }
        if shows {
            self.show(first);
        }
    }

    /// Forgets everything but the numbers of photos, which are not used again, and how long photos take.
    pub fn clear(&mut self) {
        let (photos, notices, durations) = (self.photos, self.notices, std::mem::take(&mut self.durations));
        *self = Self { photos, notices, durations, order: self.order, ..Self::default() };
    }

    /// Looks at a photo.
    pub fn show(&mut self, id: PhotoId) {
        if self.item(id).is_some() {
            (self.selected_photo, self.is_at_start, self.notice) = (Some(id), false, None);
            self.selection.set_focus(id);
        }
    }

    /// Shows the page for another photo; [`Self::back_to`] leads back.
    pub fn go_to_start(&mut self) {
        (self.is_at_start, self.notice) = (true, None);
    }

    /// Leaves notice and start for the photo shown before, if there is one.
    pub fn go_back(&mut self) {
        self.notice = None;
        self.is_at_start = self.back_target().is_none();
    }

    fn back_target(&self) -> Option<PhotoId> {
        self.selected_photo.filter(|id| self.item(*id).is_some())
    }

    /// Shows the failure of an input that is no photo; `false` while a photo is shown that waits or is being processed.
    pub fn refuse(&mut self, failure: Failure, name: Option<String>) -> bool {
        if self.kind() == PhaseKind::Working {
            return false;
        }
        self.notices += 1;
        self.notice = Some(Failed { photo: None, name, failure, step: Step::Stage(matting::Stage::Read) });
        true
    }

    /// Photo to begin with now: the one that is shown, then the first that waits. None while one is being processed, or while all is stopped.
    pub fn next(&self) -> Option<&Item<P, C>> {
        let waits = |item: &&Item<P, C>| matches!(&item.status, Status::Working(working) if working.is_waiting());
        let is_busy = self.items.iter().any(|item| matches!(&item.status, Status::Working(working) if !working.is_waiting()));
        if is_busy || self.stopped.is_some() {
            return None;
        }
        self.shown().and_then(|id| self.item(id)).filter(waits).or_else(|| self.items.iter().find(waits))
    }

    /// Begins with a photo. `waits` when worker or model are not ready yet.
    pub fn begin(&mut self, id: PhotoId, waits: bool, now_ms: f64) {
        if let Some(Item { status: Status::Working(working), .. }) = self.item_mut(id) {
            working.begin(waits, now_ms);
        }
    }

    /// Photo that is being processed, if it is this one.
    pub fn working(&self, id: PhotoId) -> Option<&Working<P>> {
        match self.item(id).map(|item| &item.status) {
            Some(Status::Working(working)) if !working.is_waiting() => Some(working),
            _ => None,
        }
    }

    /// Begins a step of a photo that is being processed.
    pub fn enter(&mut self, id: PhotoId, step: Step, now_ms: f64) {
        if let Some(Item { status: Status::Working(working), .. }) = self.item_mut(id)
            && !working.is_waiting()
        {
            working.enter(step, now_ms);
        }
    }

    /// Ends with a cut-out.
    pub fn finish(&mut self, id: PhotoId, finished: Finished<P, C>) {
        if self.working(id).is_some() {
            self.durations.push((finished.total_ms - finished.waited_ms).max(0.0));
            if let Some(item) = self.item_mut(id) {
                item.status = Status::Done(finished);
            }
        }
    }

    /// Ends with a failure; one that would meet every photo stops the others.
    pub fn fail(&mut self, id: PhotoId, failure: Failure) {
        if self.working(id).is_some() {
            if is_of_page(&failure) {
                self.stopped = Some(failure.clone());
            }
            self.end(id, failure);
        }
    }

    /// Cancels photos that wait or are being processed. One that is alone is forgotten.
    pub fn cancel(&mut self, ids: &[PhotoId]) {
        let is_alone = self.items.len() == 1;
        for id in ids {
            if matches!(self.item(*id), Some(Item { status: Status::Working(_), .. })) {
                self.end(*id, Failure::Cancelled);
                if is_alone {
                    self.items.clear();
                }
            }
        }
        self.move_selection(&[], 0);
    }

    fn end(&mut self, id: PhotoId, failure: Failure) {
        if let Some(item) = self.item_mut(id)
            && let Status::Working(working) = &item.status
        {
            item.status = Status::Failed(failed(id, item.photo.clone(), failure, working.step()));
        }
    }

    /// Queues failed photos again, and continues where all was stopped.
    pub fn retry(&mut self, ids: &[PhotoId]) {
        self.stopped = None;
        for id in ids {
            if let Some(item) = self.item_mut(*id)
                && matches!(item.status, Status::Failed(_))
            {
                item.status = Status::Working(Working::waiting(*id, item.photo.clone()));
            }
        }
    }

    /// Failure that keeps everything from going on.
    pub fn stopped(&self) -> Option<&Failure> {
        self.stopped.as_ref()
    }

    /// Removes photos. [`Self::undo_removal`] brings these back, and none from before.
    pub fn remove(&mut self, ids: &[PhotoId]) {
        // The view moves to what follows the photo that had it.
        let mut before = self.listed();
        before
            .truncate(before.iter().position(|id| self.selected_photo.map_or(ids.contains(id), |selected_photo| selected_photo == *id)).unwrap_or(0));
        let place = before.iter().filter(|id| !ids.contains(id)).count();
        let gone: Vec<_> = self.items.extract_if(.., |item| ids.contains(&item.id)).collect();
        if !gone.is_empty() {
            self.removed = gone;
        }
        self.move_selection(ids, place);
    }

    /// After photos are gone: what stands at `place` of the list takes focus and view, if these were on one of them.
    fn move_selection(&mut self, gone: &[PhotoId], place: usize) {
        let listed = self.listed();
        let next = listed.get(place).or(listed.last()).copied();
        self.selection.forget(gone, next);
        if self.selected_photo.is_some_and(|id| self.item(id).is_none()) {
            self.selected_photo = next;
            self.is_at_start |= next.is_none();
        }
    }

    /// Number of photos whose removal can be undone.
    pub fn removed(&self) -> usize {
        self.removed.len()
    }

    /// Brings back the photos that were removed last. What was being processed waits again.
    pub fn undo_removal(&mut self) {
        let removed = std::mem::take(&mut self.removed);
        let first = removed.first().map(|item| item.id);
        for mut item in removed {
            if let Status::Working(working) = &mut item.status {
                *working = Working::waiting(item.id, item.photo.clone());
            }
            let (Ok(place) | Err(place)) = self.place(item.id);
            self.items.insert(place, item);
        }
        if let Some(first) = first {
            self.show(first);
        }
    }

    /// Forgets the photos whose removal could be undone.
    pub fn forget_removed(&mut self) {
        self.removed.clear();
    }

    /// Time that the queued photos still take, in ms, as far as it can be told.
    pub fn time_left(&self) -> Option<f64> {
        let unfinished = self.items.iter().filter(|item| matches!(item.status, Status::Working(_))).count();
        self.durations.for_photos(unfinished).filter(|_| unfinished > 0)
    }
}
