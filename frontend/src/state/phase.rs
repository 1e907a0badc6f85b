//! Phases of one photo, and of the page's main part, which shows one. `queue` has the transitions.
//!
//! `P` is a photo, `C` what the page shows beside its cut-out; tests put numbers there. The cut-out itself is in `editing`.

use matting::{Confidence, Size, Stage};

use super::steps::{Step, StepStatus};
use crate::protocol::{Failure, StageTime};

/// Number of a photo in this visit, in the order in which photos came; messages about one that is gone are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhotoId(pub u32);

/// Phase of the page's main part.
#[derive(Debug, PartialEq)]
pub enum Phase<'a, P, C> {
    /// No photo.
    Empty,
    /// A photo waits or is being processed.
    Working(&'a Working<P>),
    /// A cut-out is shown.
    Done(&'a Finished<P, C>),
    /// A failure is shown.
    Failed(&'a Failed<P>),
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

/// Photo that waits or is being processed.
#[derive(Debug, Clone, PartialEq)]
pub struct Working<P> {
    /// Number of the photo.
    pub id: PhotoId,
    /// The photo.
    pub photo: P,
    /// Steps in order; without [`Step::Download`] where worker and model were ready.
    pub steps: Vec<(Step, StepStatus)>,
}

impl<P> Working<P> {
    /// Photo of which nothing has begun.
    pub fn waiting(id: PhotoId, photo: P) -> Self {
        Self { id, photo, steps: steps(false) }
    }

    /// True if nothing of it has begun.
    pub fn is_waiting(&self) -> bool {
        self.steps.iter().all(|(_, status)| *status == StepStatus::Waiting)
    }

    /// Begins with the first step. `waits` when worker or model are not ready yet.
    pub fn begin(&mut self, waits: bool, now_ms: f64) {
        self.steps = steps(waits);
        self.enter(if waits { Step::Download } else { Step::Stage(Stage::Read) }, now_ms);
    }

    /// Begins a step and ends the one before it. A step that runs already continues.
    pub fn enter(&mut self, step: Step, now_ms: f64) {
        if self.steps.iter().any(|(other, status)| *other == step && status.is_running()) {
            return;
        }
        for (other, status) in &mut self.steps {
            if *other == step {
                *status = StepStatus::Running { since_ms: now_ms };
            } else if let StepStatus::Running { since_ms } = *status {
                *status = StepStatus::Finished { ms: now_ms - since_ms };
            }
        }
    }

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

fn steps(waits: bool) -> Vec<(Step, StepStatus)> {
    Step::all().filter(|step| waits || *step != Step::Download).map(|step| (step, StepStatus::Waiting)).collect()
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
    /// Confidence of the cut-out: score and verdict.
    pub confidence: Confidence,
    /// Duration of waiting for worker and model.
    pub waited_ms: f64,
    /// Number of the network that the durations are those of.
    pub network: u32,
    /// Durations of the worker's stages.
    pub times: Vec<StageTime>,
    /// Duration from taking the photo in to the picture on the page.
    pub total_ms: f64,
}

/// Failed photo, or an input that is no photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Failed<P> {
    /// The photo with its number, where there was one, for another try.
    pub photo: Option<(PhotoId, P)>,
    /// Name of an input that is no photo.
    pub name: Option<String>,
    /// Reason.
    pub failure: Failure,
    /// Step in which it failed.
    pub step: Step,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_run_one_after_the_other_and_are_timed() {
        let mut working = Working::waiting(PhotoId(1), ());
        assert!(working.is_waiting());
        working.begin(true, 10.0);
        working.enter(Step::Stage(Stage::Read), 25.0);
        working.enter(Step::Stage(Stage::Read), 30.0);
        working.enter(Step::Stage(Stage::Find), 40.0);
        assert_eq!(working.step(), Step::Stage(Stage::Find));
        assert_eq!((working.waited_ms(), working.is_waiting()), (15.0, false));
        assert_eq!(
            working.steps[..4],
            [
                (Step::Download, StepStatus::Finished { ms: 15.0 }),
                (Step::Stage(Stage::Read), StepStatus::Finished { ms: 15.0 }),
                (Step::Stage(Stage::Find), StepStatus::Running { since_ms: 40.0 }),
                (Step::Stage(Stage::Refine), StepStatus::Waiting),
            ]
        );
    }

    #[test]
    fn ready_worker_leaves_out_the_download_step() {
        let mut working = Working::waiting(PhotoId(1), ());
        working.begin(false, 0.0);
        assert_eq!((working.steps.len(), working.step()), (5, Step::Stage(Stage::Read)));
    }
}
