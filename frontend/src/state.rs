//! What the page shows, and every way from one picture of it to the next. Nothing here touches the browser.
//!
//! `P` is a photo as it was taken in, `C` what the page shows beside its cut-out; tests put numbers there. The cut-out itself is in `edits`.

use matting::{Size, Verdict};

use crate::failure::Failure;
use crate::protocol::StageTime;

/// The number of a photo in this visit; late news about an older one is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoId(pub u32);

/// One line of the progress list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Waiting for worker and model.
    Download,
    /// File bytes to pixels.
    Read,
    /// The network.
    Find,
    /// Map to matte.
    Refine,
    /// Matte and photo to cut-out.
    Compose,
    /// Pixels to file bytes.
    Encode,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Step; 6] = [Step::Download, Step::Read, Step::Find, Step::Refine, Step::Compose, Step::Encode];

    /// The word for the server's counters.
    pub fn counted_as(self) -> beacon::Stage {
        match self {
            Step::Download => beacon::Stage::Download,
            Step::Read => beacon::Stage::Read,
            Step::Find => beacon::Stage::Find,
            Step::Refine => beacon::Stage::Refine,
            Step::Compose => beacon::Stage::Compose,
            Step::Encode => beacon::Stage::Encode,
        }
    }
}

impl From<matting::Stage> for Step {
    fn from(stage: matting::Stage) -> Self {
        match stage {
            matting::Stage::Read => Step::Read,
            matting::Stage::Find => Step::Find,
            matting::Stage::Refine => Step::Refine,
            matting::Stage::Compose => Step::Compose,
            matting::Stage::Encode => Step::Encode,
        }
    }
}

/// Whether a step is over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// Not begun.
    Waiting,
    /// Begun at this time.
    Running {
        /// On the page's clock.
        since_ms: f64,
    },
    /// Over.
    Finished {
        /// How long it took.
        ms: f64,
    },
}

/// How far the worker and its model are.
#[derive(Debug, Clone, PartialEq)]
pub enum Readiness {
    /// The worker starts.
    Starting,
    /// The model comes over the network.
    Downloading {
        /// Bytes so far.
        got: u64,
        /// Bytes in all, where the server says so.
        total: Option<u64>,
    },
    /// The worker checks and loads the model.
    Loading,
    /// A photo can be cut out at once.
    Ready,
    /// It did not work.
    Failed(Failure),
}

/// The page's main part.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase<P, C> {
    /// Nothing yet.
    Empty,
    /// A photo is on its way.
    Working(Working<P>),
    /// A cut-out is there.
    Done(Finished<P, C>),
    /// A photo did not become a cut-out.
    Failed(Failed<P>),
}

/// [`Phase`] without its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// [`Phase::Empty`]
    Empty,
    /// [`Phase::Working`]
    Working,
    /// [`Phase::Done`]
    Done,
    /// [`Phase::Failed`]
    Failed,
}

/// A photo on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Working<P> {
    /// Its number.
    pub id: PhotoId,
    /// The photo.
    pub photo: P,
    /// When it was taken in.
    pub begun_ms: f64,
    /// Its steps; without [`Step::Download`] where nothing had to be waited for.
    pub steps: Vec<(Step, Pace)>,
}

impl<P> Working<P> {
    /// The step that runs, or the first one.
    pub fn step(&self) -> Step {
        self.steps.iter().find(|(_, pace)| matches!(pace, Pace::Running { .. })).or(self.steps.first()).map_or(Step::Read, |(step, _)| *step)
    }

    /// How long the photo waited for worker and model.
    pub fn waited_ms(&self) -> f64 {
        self.steps
            .iter()
            .map(|(step, pace)| match (step, pace) {
                (Step::Download, Pace::Finished { ms }) => *ms,
                (Step::Download | Step::Read | Step::Find | Step::Refine | Step::Compose | Step::Encode, _) => 0.0,
            })
            .sum()
    }
}

/// A cut-out.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished<P, C> {
    /// The photo.
    pub photo: P,
    /// What to compare its cut-out with.
    pub original: C,
    /// Columns and rows.
    pub size: Size,
    /// How far the cut-out can be trusted.
    pub verdict: Verdict,
    /// How long the photo waited for worker and model.
    pub waited_ms: f64,
    /// The worker's stages.
    pub times: Vec<StageTime>,
    /// From taking the photo in to the picture on the page.
    pub total_ms: f64,
}

/// A photo that did not become a cut-out.
#[derive(Debug, Clone, PartialEq)]
pub struct Failed<P> {
    /// The photo, where there was one: for another try.
    pub photo: Option<P>,
    /// Why.
    pub failure: Failure,
    /// Where it stopped.
    pub step: Step,
}

/// The whole page.
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
    /// What to show.
    pub fn phase(&self) -> &Phase<P, C> {
        &self.phase
    }

    /// What to show, without its contents.
    pub fn kind(&self) -> Kind {
        match self.phase {
            Phase::Empty => Kind::Empty,
            Phase::Working(_) => Kind::Working,
            Phase::Done(_) => Kind::Done,
            Phase::Failed(_) => Kind::Failed,
        }
    }

    /// How many photos there were: together with [`Self::kind`] it says when the page's main part is another one.
    pub fn photos(&self) -> u32 {
        self.photos
    }

    /// The last cut-out, while something else is shown.
    pub fn last(&self) -> Option<&Finished<P, C>> {
        match self.phase {
            Phase::Done(_) => None,
            Phase::Empty | Phase::Working(_) | Phase::Failed(_) => self.last.as_ref(),
        }
    }

    /// The photo on its way, if it is this one.
    pub fn working(&self, id: PhotoId) -> Option<&Working<P>> {
        match &self.phase {
            Phase::Working(working) if working.id == id => Some(working),
            Phase::Working(_) | Phase::Empty | Phase::Done(_) | Phase::Failed(_) => None,
        }
    }

    /// A photo comes in; whatever was on its way is forgotten. `waits` when worker or model are not ready yet.
    pub fn begin(&mut self, photo: P, waits: bool, now_ms: f64) -> PhotoId {
        self.over_result = match self.phase {
            Phase::Empty => false,
            Phase::Done(_) => true,
            Phase::Working(_) | Phase::Failed(_) => self.over_result,
        };
        self.photos += 1;
        let id = PhotoId(self.photos);
        let steps = Step::ALL.into_iter().filter(|step| waits || *step != Step::Download).map(|step| (step, Pace::Waiting)).collect();
        self.phase = Phase::Working(Working { id, photo, begun_ms: now_ms, steps });
        self.enter(id, if waits { Step::Download } else { Step::Read }, now_ms);
        id
    }

    /// A step begins; the one before it is over. A step that runs already goes on.
    pub fn enter(&mut self, id: PhotoId, step: Step, now_ms: f64) {
        let Phase::Working(working) = &mut self.phase else { return };
        if working.id != id || working.steps.iter().any(|(other, pace)| *other == step && matches!(pace, Pace::Running { .. })) {
            return;
        }
        for (other, pace) in &mut working.steps {
            if *other == step {
                *pace = Pace::Running { since_ms: now_ms };
            } else if let Pace::Running { since_ms } = *pace {
                *pace = Pace::Finished { ms: now_ms - since_ms };
            }
        }
    }

    /// The cut-out is there.
    pub fn finish(&mut self, id: PhotoId, finished: Finished<P, C>) {
        if self.working(id).is_some() {
            self.last = Some(finished.clone());
            self.phase = Phase::Done(finished);
        }
    }

    /// The photo does not become a cut-out.
    pub fn fail(&mut self, id: PhotoId, failure: Failure) {
        if let Some(working) = self.working(id) {
            self.phase = Phase::Failed(Failed { photo: Some(working.photo.clone()), step: working.step(), failure });
        }
    }

    /// Something came in that is not a photo. A photo on its way goes on.
    pub fn refuse(&mut self, failure: Failure) {
        match self.phase {
            Phase::Working(_) => return,
            Phase::Empty => self.over_result = false,
            Phase::Done(_) => self.over_result = true,
            Phase::Failed(_) => {}
        }
        self.photos += 1;
        self.phase = Phase::Failed(Failed { photo: None, step: Step::Read, failure });
    }

    /// Back to what was before the photo on its way, or before the failure.
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

    /// Room for another photo; the last cut-out stays within reach.
    pub fn another(&mut self) {
        match self.phase {
            Phase::Working(_) => {}
            Phase::Empty | Phase::Done(_) | Phase::Failed(_) => self.phase = Phase::Empty,
        }
    }

    /// The last cut-out again.
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
    fn a_photo_flows_through_its_steps() {
        let mut state = Numbers::default();
        let id = state.begin(1, true, 10.0);
        state.enter(id, Step::Read, 25.0);
        state.enter(id, Step::Read, 30.0);
        state.enter(id, Step::Find, 40.0);
        let Some(working) = state.working(id) else { panic!() };
        assert_eq!(working.step(), Step::Find);
        assert_eq!(working.waited_ms(), 15.0);
        assert_eq!(
            working.steps[..4],
            [
                (Step::Download, Pace::Finished { ms: 15.0 }),
                (Step::Read, Pace::Finished { ms: 15.0 }),
                (Step::Find, Pace::Running { since_ms: 40.0 }),
                (Step::Refine, Pace::Waiting),
            ]
        );
        state.finish(id, finished(1));
        assert_eq!(state.kind(), Kind::Done);
        assert_eq!(state.last(), None, "it is shown, not hidden");
    }

    #[test]
    fn nothing_to_wait_for_means_no_line_about_waiting() {
        let mut state = Numbers::default();
        let id = state.begin(1, false, 0.0);
        assert_eq!(state.working(id).map(|working| (working.steps.len(), working.step())), Some((5, Step::Read)));
    }

    #[test]
    fn cancelling_leads_back_to_what_was_before() {
        let mut state = Numbers::default();
        state.begin(1, false, 0.0);
        state.back();
        assert_eq!(state.kind(), Kind::Empty);

        let mut state = with_result();
        state.begin(2, false, 0.0);
        state.begin(3, false, 0.0);
        assert_eq!(state.last().map(|last| last.photo), Some(1));
        state.back();
        assert_eq!(state.phase(), &Phase::Done(finished(1)));
    }

    #[test]
    fn a_failure_loses_nothing() {
        let mut state = with_result();
        let id = state.begin(2, false, 0.0);
        state.enter(id, Step::Find, 1.0);
        state.fail(id, Failure::WorkerDied);
        assert_eq!(state.phase(), &Phase::Failed(Failed { photo: Some(2), failure: Failure::WorkerDied, step: Step::Find }));
        state.back();
        assert_eq!(state.phase(), &Phase::Done(finished(1)));
    }

    #[test]
    fn late_news_of_an_older_photo_is_ignored() {
        let mut state = Numbers::default();
        let old = state.begin(1, false, 0.0);
        let new = state.begin(2, false, 0.0);
        let before = state.clone();
        state.enter(old, Step::Encode, 9.0);
        state.finish(old, finished(1));
        state.fail(old, Failure::WorkerDied);
        assert_eq!(state, before);
        assert!(state.working(new).is_some());
    }

    #[test]
    fn something_else_than_a_photo_does_not_stop_one() {
        let mut state = Numbers::default();
        state.begin(1, false, 0.0);
        state.refuse(Failure::NothingDropped);
        assert_eq!(state.kind(), Kind::Working);
        state.back();
        state.refuse(Failure::NothingDropped);
        assert_eq!(state.kind(), Kind::Failed);
        state.back();
        assert_eq!(state.kind(), Kind::Empty);
    }

    #[test]
    fn another_photo_keeps_the_last_cut_out_within_reach() {
        let mut state = with_result();
        state.another();
        assert_eq!((state.kind(), state.last().map(|last| last.photo)), (Kind::Empty, Some(1)));
        state.begin(2, false, 0.0);
        state.back();
        assert_eq!(state.kind(), Kind::Empty);
        state.show_last();
        assert_eq!(state.kind(), Kind::Done);
    }
}
