//! Phases of the page's main part and the transitions between them.
//!
//! `P` is a photo, `C` what the page shows beside its cut-out; tests put numbers there. The cut-out itself is in `editing`.

use matting::{Size, Stage, Verdict};

use super::steps::{Step, StepStatus};
use crate::protocol::{Failure, StageTime};

/// Number of a photo in this visit; messages about an older one are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoId(pub u32);

/// Phase of the page's main part.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase<P, C> {
    /// No photo.
    Empty,
    /// A photo is being processed.
    Working(Working<P>),
    /// A cut-out is shown.
    Done(Finished<P, C>),
    /// A failure is shown.
    Failed(Failed<P>),
}

/// [`Phase`] without its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhaseKind {
    /// [`Phase::Empty`]
    Empty,
    /// [`Phase::Working`]
    Working,
    /// [`Phase::Done`]
    Done,
    /// [`Phase::Failed`]
    Failed,
}

/// Photo that is being processed.
#[derive(Debug, Clone, PartialEq)]
pub struct Working<P> {
    /// Number of the photo.
    pub id: PhotoId,
    /// The photo.
    pub photo: P,
    /// Time at which it came in, on the page's clock.
    pub begun_ms: f64,
    /// Steps in order; without [`Step::Download`] where worker and model were ready.
    pub steps: Vec<(Step, StepStatus)>,
}

impl<P> Working<P> {
    /// Running step, or the first one.
    pub fn step(&self) -> Step {
        self.steps.iter().find(|(_, status)| status.is_running()).or(self.steps.first()).map_or(Step::Stage(Stage::Read), |(step, _)| *step)
    }

    /// Duration of waiting for worker and model.
    pub fn waited_ms(&self) -> f64 {
        self.steps
            .iter()
            .map(|(step, status)| match (step, status) {
                (Step::Download, StepStatus::Finished { ms }) => *ms,
                (Step::Download | Step::Stage(_), _) => 0.0,
            })
            .sum()
    }
}

/// Finished photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished<P, C> {
    /// The photo.
    pub photo: P,
    /// Original to compare the cut-out with.
    pub original: C,
    /// Columns and rows.
    pub size: Size,
    /// Verdict on the cut-out.
    pub verdict: Verdict,
    /// Duration of waiting for worker and model.
    pub waited_ms: f64,
    /// Durations of the worker's stages.
    pub times: Vec<StageTime>,
    /// Duration from taking the photo in to the picture on the page.
    pub total_ms: f64,
}

/// Failed photo, or an input that is no photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Failed<P> {
    /// The photo, where there was one, for another try.
    pub photo: Option<P>,
    /// Reason.
    pub failure: Failure,
    /// Step in which it failed.
    pub step: Step,
}

/// State of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct State<P, C> {
    phase: Phase<P, C>,
    last: Option<Finished<P, C>>,
    /// Whether cancelling leads back to `last`.
    over_result: bool,
    photos: u32,
}

impl<P, C> Default for State<P, C> {
    fn default() -> Self {
        Self { phase: Phase::Empty, last: None, over_result: false, photos: 0 }
    }
}

impl<P: Clone, C: Clone> State<P, C> {
    /// Current phase.
    pub fn phase(&self) -> &Phase<P, C> {
        &self.phase
    }

    /// Kind of the current phase.
    pub fn kind(&self) -> PhaseKind {
        match self.phase {
            Phase::Empty => PhaseKind::Empty,
            Phase::Working(_) => PhaseKind::Working,
            Phase::Done(_) => PhaseKind::Done,
            Phase::Failed(_) => PhaseKind::Failed,
        }
    }

    /// Number of photos so far: together with [`Self::kind`] it tells when the page's main part is another one.
    pub fn photos(&self) -> u32 {
        self.photos
    }

    /// Last cut-out, while something else is shown.
    pub fn last(&self) -> Option<&Finished<P, C>> {
        match self.phase {
            Phase::Done(_) => None,
            Phase::Empty | Phase::Working(_) | Phase::Failed(_) => self.last.as_ref(),
        }
    }

    /// Photo that is being processed, if it is this one.
    pub fn working(&self, id: PhotoId) -> Option<&Working<P>> {
        match &self.phase {
            Phase::Working(working) if working.id == id => Some(working),
            Phase::Working(_) | Phase::Empty | Phase::Done(_) | Phase::Failed(_) => None,
        }
    }

    /// Begins with a photo; one that was being processed is forgotten. `waits` when worker or model are not ready yet.
    pub fn begin(&mut self, photo: P, waits: bool, now_ms: f64) -> PhotoId {
        self.over_result = match self.phase {
            Phase::Empty => false,
            Phase::Done(_) => true,
            Phase::Working(_) | Phase::Failed(_) => self.over_result,
        };
        self.photos += 1;
        let id = PhotoId(self.photos);
        let steps = Step::all().filter(|step| waits || *step != Step::Download).map(|step| (step, StepStatus::Waiting)).collect();
        self.phase = Phase::Working(Working { id, photo, begun_ms: now_ms, steps });
        self.enter(id, if waits { Step::Download } else { Step::Stage(Stage::Read) }, now_ms);
        id
    }

    /// Begins a step and ends the one before it. A step that runs already goes on.
    pub fn enter(&mut self, id: PhotoId, step: Step, now_ms: f64) {
        let Phase::Working(working) = &mut self.phase else { return };
        if working.id != id || working.steps.iter().any(|(other, status)| *other == step && status.is_running()) {
            return;
        }
        for (other, status) in &mut working.steps {
            if *other == step {
                *status = StepStatus::Running { since_ms: now_ms };
            } else if let StepStatus::Running { since_ms } = *status {
                *status = StepStatus::Finished { ms: now_ms - since_ms };
            }
        }
    }

    /// Ends with a cut-out.
    pub fn finish(&mut self, id: PhotoId, finished: Finished<P, C>) {
        if self.working(id).is_some() {
            self.last = Some(finished.clone());
            self.phase = Phase::Done(finished);
        }
    }

    /// Ends with a failure.
    pub fn fail(&mut self, id: PhotoId, failure: Failure) {
        if let Some(working) = self.working(id) {
            self.phase = Phase::Failed(Failed { photo: Some(working.photo.clone()), step: working.step(), failure });
        }
    }

    /// Shows the failure of an input that is no photo. A photo that is being processed goes on.
    pub fn refuse(&mut self, failure: Failure) {
        match self.phase {
            Phase::Working(_) => return,
            Phase::Empty => self.over_result = false,
            Phase::Done(_) => self.over_result = true,
            Phase::Failed(_) => {}
        }
        self.photos += 1;
        self.phase = Phase::Failed(Failed { photo: None, step: Step::Stage(Stage::Read), failure });
    }

    /// Returns to the phase before the photo or the failure.
    pub fn back(&mut self) {
        match self.phase {
            Phase::Working(_) | Phase::Failed(_) => {}
            Phase::Empty | Phase::Done(_) => return,
        }
        self.phase = match &self.last {
            Some(last) if self.over_result => Phase::Done(last.clone()),
            Some(_) | None => Phase::Empty,
        };
    }

    /// Empties the page for another photo; [`Self::show_last`] brings the last cut-out back.
    pub fn another(&mut self) {
        match self.phase {
            Phase::Working(_) => {}
            Phase::Empty | Phase::Done(_) | Phase::Failed(_) => self.phase = Phase::Empty,
        }
    }

    /// Shows the last cut-out again.
    pub fn show_last(&mut self) {
        match (&self.phase, &self.last) {
            (Phase::Empty | Phase::Failed(_) | Phase::Done(_), Some(last)) => self.phase = Phase::Done(last.clone()),
            (Phase::Working(_), _) | (_, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Numbers = State<u8, u8>;

    fn finished(photo: u8) -> Finished<u8, u8> {
        Finished {
            photo,
            original: photo + 100,
            size: Size { width: 1, height: 1 },
            verdict: Verdict::Fine,
            waited_ms: 0.0,
            times: Vec::new(),
            total_ms: 1.0,
        }
    }

    fn with_result() -> Numbers {
        let mut state = Numbers::default();
        let id = state.begin(1, false, 0.0);
        state.finish(id, finished(1));
        state
    }

    #[test]
    fn steps_run_one_after_the_other_and_are_timed() {
        let mut state = Numbers::default();
        let id = state.begin(1, true, 10.0);
        state.enter(id, Step::Stage(Stage::Read), 25.0);
        state.enter(id, Step::Stage(Stage::Read), 30.0);
        state.enter(id, Step::Stage(Stage::Find), 40.0);
        let Some(working) = state.working(id) else { panic!() };
        assert_eq!(working.step(), Step::Stage(Stage::Find));
        assert_eq!(working.waited_ms(), 15.0);
        assert_eq!(
            working.steps[..4],
            [
                (Step::Download, StepStatus::Finished { ms: 15.0 }),
                (Step::Stage(Stage::Read), StepStatus::Finished { ms: 15.0 }),
                (Step::Stage(Stage::Find), StepStatus::Running { since_ms: 40.0 }),
                (Step::Stage(Stage::Refine), StepStatus::Waiting),
            ]
        );
        state.finish(id, finished(1));
        assert_eq!(state.kind(), PhaseKind::Done);
        assert_eq!(state.last(), None, "it is shown, not hidden");
    }

    #[test]
    fn ready_worker_leaves_out_the_download_step() {
        let mut state = Numbers::default();
        let id = state.begin(1, false, 0.0);
        assert_eq!(state.working(id).map(|working| (working.steps.len(), working.step())), Some((5, Step::Stage(Stage::Read))));
    }

    #[test]
    fn cancelling_returns_to_the_phase_before() {
        let mut state = Numbers::default();
        state.begin(1, false, 0.0);
        state.back();
        assert_eq!(state.kind(), PhaseKind::Empty);

        let mut state = with_result();
        state.begin(2, false, 0.0);
        state.begin(3, false, 0.0);
        assert_eq!(state.last().map(|last| last.photo), Some(1));
        state.back();
        assert_eq!(state.phase(), &Phase::Done(finished(1)));
    }

    #[test]
    fn failure_keeps_the_last_cut_out() {
        let mut state = with_result();
        let id = state.begin(2, false, 0.0);
        state.enter(id, Step::Stage(Stage::Find), 1.0);
        state.fail(id, Failure::WorkerDied);
        assert_eq!(state.phase(), &Phase::Failed(Failed { photo: Some(2), failure: Failure::WorkerDied, step: Step::Stage(Stage::Find) }));
        state.back();
        assert_eq!(state.phase(), &Phase::Done(finished(1)));
    }

    #[test]
    fn messages_about_an_older_photo_are_ignored() {
        let mut state = Numbers::default();
        let old = state.begin(1, false, 0.0);
        let new = state.begin(2, false, 0.0);
        let before = state.clone();
        state.enter(old, Step::Stage(Stage::Encode), 9.0);
        state.finish(old, finished(1));
        state.fail(old, Failure::WorkerDied);
        assert_eq!(state, before);
        assert!(state.working(new).is_some());
    }

    #[test]
    fn refused_input_does_not_stop_a_photo() {
        let mut state = Numbers::default();
        state.begin(1, false, 0.0);
        state.refuse(Failure::NothingDropped);
        assert_eq!(state.kind(), PhaseKind::Working);
        state.back();
        state.refuse(Failure::NothingDropped);
        assert_eq!(state.kind(), PhaseKind::Failed);
        state.back();
        assert_eq!(state.kind(), PhaseKind::Empty);
    }

    #[test]
    fn last_cut_out_can_be_shown_after_another_photo() {
        let mut state = with_result();
        state.another();
        assert_eq!((state.kind(), state.last().map(|last| last.photo)), (PhaseKind::Empty, Some(1)));
        state.begin(2, false, 0.0);
        state.back();
        assert_eq!(state.kind(), PhaseKind::Empty);
        state.show_last();
        assert_eq!(state.kind(), PhaseKind::Done);
    }
}
