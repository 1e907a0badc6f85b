//! Progress of a job: times of the stages, and cancellation when the client disconnects.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use matting::{Progress, Stage, Stopwatch};

/// Stage in the statistics' vocabulary.
pub fn to_beacon_stage(stage: Stage) -> beacon::Stage {
    match stage {
        Stage::Read => beacon::Stage::Read,
        Stage::Find => beacon::Stage::Find,
        Stage::Refine => beacon::Stage::Refine,
        Stage::Compose => beacon::Stage::Compose,
        Stage::Encode => beacon::Stage::Encode,
    }
}

/// Stage that a photo is in, shared by its worker and its request.
#[derive(Debug, Clone, Default)]
pub struct CurrentStage(Arc<Mutex<Option<beacon::Stage>>>);

impl CurrentStage {
    /// The stage; [`beacon::Stage::Total`] before the first.
    pub fn get(&self) -> beacon::Stage {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(beacon::Stage::Total)
    }

    /// Enters a stage.
    pub fn set(&self, stage: beacon::Stage) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(stage);
    }
}

/// Clock of a stopwatch.
type Clock = Box<dyn Fn() -> Duration>;

/// Progress of one photo: its times, its stage, and cancellation when its client is gone.
pub struct JobProgress<'a> {
    is_gone: &'a dyn Fn() -> bool,
    current: &'a CurrentStage,
    stopwatch: Stopwatch<Clock>,
}

impl std::fmt::Debug for JobProgress<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JobProgress").finish_non_exhaustive()
    }
}

impl<'a> JobProgress<'a> {
    /// Progress that starts now. `is_gone` says whether the client is; `current` gets each stage.
    pub fn start(is_gone: &'a dyn Fn() -> bool, current: &'a CurrentStage) -> Self {
        let start = Instant::now();
        Self { is_gone, current, stopwatch: Stopwatch::start(Box::new(move || start.elapsed())) }
    }

    /// Times of all stages after so long in the `queue`; the last one ends now.
    pub fn times(&self, queue: Duration) -> Times {
        let mut times = Times { queue, ..Times::default() };
        for (stage, time) in self.stopwatch.stages() {
            Stage::ALL.into_iter().zip(&mut times.stages).filter(|(known, _)| *known == stage).for_each(|(_, sum)| *sum += time);
        }
        times
    }
}

impl Progress for JobProgress<'_> {
    fn enter(&mut self, stage: Stage) -> ControlFlow<()> {
        self.current.set(to_beacon_stage(stage));
        self.stopwatch.enter(stage)?;
        self.checkpoint()
    }

    fn checkpoint(&mut self) -> ControlFlow<()> {
        if (self.is_gone)() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// Time in the queue and in each stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    /// Time until a worker took the photo.
    pub queue: Duration,
    /// Times of the stages, in their order.
    pub stages: [Duration; Stage::ALL.len()],
}

impl Times {
    /// Times with their names in `Server-Timing`, spans and `/metrics`, in order.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, Duration)> {
        let stages = Stage::ALL.into_iter().zip(self.stages).map(|(stage, time)| (to_beacon_stage(stage).as_str(), time));
        [("queue", self.queue)].into_iter().chain(stages)
    }

    /// Time that a worker needed.
    pub fn work(&self) -> Duration {
        self.stages.iter().sum()
    }
}
