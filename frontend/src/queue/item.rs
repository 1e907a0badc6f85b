//! Item of the queue: one photo with its status; order and counts of a list.

use matting::Verdict;

use crate::protocol::Failure;
use crate::state::{Failed, Finished, PhotoId, Working};

/// Photo of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Item<P, C> {
    /// Number of the photo.
    pub id: PhotoId,
    /// The photo.
    pub photo: P,
    /// Status.
    pub status: Status<P, C>,
}

/// Status of a photo.
#[derive(Debug, Clone, PartialEq)]
pub enum Status<P, C> {
    /// Waits or is being processed.
    Working(Working<P>),
    /// Cut out.
    Done(Finished<P, C>),
    /// Failed, or cancelled.
    Failed(Failed<P>),
}

/// [`Status`] as a list shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemState {
    /// Nothing has begun.
    Waiting,
    /// Being processed.
    Working,
    /// Cut out.
    Done,
    /// Cut out; the verdict is not fine.
    Check,
    /// Failed.
    Failed,
    /// Cancelled by the person.
    Cancelled,
}

/// Order of a list of photos.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// As they came.
    #[default]
    Added,
    /// Failures first, then by rising confidence, then unfinished photos.
    NeedsCheck,
}

/// Number of photos by state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// [`ItemState::Waiting`]
    pub waiting: usize,
    /// [`ItemState::Working`]
    pub working: usize,
    /// [`ItemState::Done`]
    pub done: usize,
    /// [`ItemState::Check`]
    pub check: usize,
    /// [`ItemState::Failed`]
    pub failed: usize,
    /// [`ItemState::Cancelled`]
    pub cancelled: usize,
}

impl Counts {
    /// Counts of these states.
    pub fn of(states: impl Iterator<Item = ItemState>) -> Self {
        let mut counts = Self::default();
        for state in states {
            *match state {
                ItemState::Waiting => &mut counts.waiting,
                ItemState::Working => &mut counts.working,
                ItemState::Done => &mut counts.done,
                ItemState::Check => &mut counts.check,
                ItemState::Failed => &mut counts.failed,
                ItemState::Cancelled => &mut counts.cancelled,
            } += 1;
        }
        counts
    }

    /// Photos in all.
    pub fn all(self) -> usize {
        self.unfinished() + self.finished() + self.failed + self.cancelled
    }

    /// Photos that wait or are being processed.
    pub fn unfinished(self) -> usize {
        self.waiting + self.working
    }

    /// Photos with a cut-out.
    pub fn finished(self) -> usize {
        self.done + self.check
    }
}

impl<P, C> Item<P, C> {
    /// State of the photo. `verdict` is that of its edits, where it has some.
    pub fn state(&self, verdict: Option<Verdict>) -> ItemState {
        match &self.status {
            Status::Working(working) if working.is_waiting() => ItemState::Waiting,
            Status::Working(_) => ItemState::Working,
            Status::Failed(failed) if failed.failure == Failure::Cancelled => ItemState::Cancelled,
            Status::Failed(_) => ItemState::Failed,
            Status::Done(finished) => match verdict.unwrap_or(finished.confidence.verdict) {
                Verdict::Fine => ItemState::Done,
                Verdict::PleaseCheck | Verdict::NoClearSubject => ItemState::Check,
            },
        }
    }

    /// Sort key of [`Order::NeedsCheck`], highest first: 2 for a failure, 1 − confidence for a cut-out, −1 for an unfinished photo.
    pub fn check_priority(&self) -> f32 {
        match &self.status {
            Status::Failed(failed) if failed.failure != Failure::Cancelled => 2.0,
            Status::Done(finished) => finished.confidence.doubt(),
            Status::Failed(_) | Status::Working(_) => -1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up() {
        use ItemState::{Cancelled, Check, Done, Failed, Waiting, Working};
        let counts = Counts::of([Waiting, Waiting, Working, Done, Check, Failed, Cancelled, Done].into_iter());
        assert_eq!((counts.unfinished(), counts.finished(), counts.all()), (3, 3, 8));
        assert_eq!((counts.waiting, counts.done, counts.check), (2, 2, 1));
    }
}
