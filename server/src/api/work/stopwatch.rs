//! Time of each stage, and the end of the work when its client is gone: the core has neither clock nor client.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use matting::saliency::Input;
use matting::{Error, Saliency, Stage, Watch};
use ndarray::{Array2, Array4};

/// Stage in the statistics' vocabulary.
pub fn counted_as(stage: Stage) -> beacon::Stage {
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

/// Stopwatch of one photo.
pub struct Stopwatch<'a> {
    is_gone: &'a dyn Fn() -> bool,
    current: &'a CurrentStage,
    begun: Vec<(Stage, Instant)>,
}

impl std::fmt::Debug for Stopwatch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stopwatch").field("begun", &self.begun).finish_non_exhaustive()
    }
}

impl<'a> Stopwatch<'a> {
    /// Stopwatch that has not begun. `is_gone` says whether the client is, `current` is told each stage.
    pub fn new(is_gone: &'a dyn Fn() -> bool, current: &'a CurrentStage) -> Self {
        Self { is_gone, current, begun: Vec::with_capacity(Stage::ALL.len()) }
    }

    /// Times of all stages after so long in the `queue`; the last one ends now.
    pub fn times(&self, queue: Duration) -> Times {
        let mut times = Times { queue, ..Times::default() };
        let ends = self.begun.iter().skip(1).map(|(_, begin)| *begin).chain([Instant::now()]);
        for ((stage, begin), end) in self.begun.iter().zip(ends) {
            for (known, time) in Stage::ALL.iter().zip(&mut times.stages) {
                if known == stage {
                    *time += end - *begin;
                }
            }
        }
        times
    }
}

impl Watch for Stopwatch<'_> {
    fn enter(&mut self, stage: Stage) -> ControlFlow<()> {
        self.current.set(counted_as(stage));
        self.begun.push((stage, Instant::now()));
        if (self.is_gone)() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// Network that runs no more when the client is gone: the first stage alone may take five passes.
pub struct WhileWanted<'a> {
    /// The network.
    pub network: &'a dyn Saliency,
    /// Whether the client is gone.
    pub is_gone: &'a dyn Fn() -> bool,
}

impl std::fmt::Debug for WhileWanted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WhileWanted").finish_non_exhaustive()
    }
}

impl Saliency for WhileWanted<'_> {
    fn input(&self) -> Input {
        self.network.input()
    }

    fn map(&self, input: Array4<f32>) -> Result<Array2<f32>, Error> {
        if (self.is_gone)() { Err(Error::Cancelled) } else { self.network.map(input) }
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
        let stages = Stage::ALL.into_iter().zip(self.stages).map(|(stage, time)| (counted_as(stage).word(), time));
        [("queue", self.queue)].into_iter().chain(stages)
    }

    /// Time that a worker needed.
    pub fn work(&self) -> Duration {
        self.stages.iter().sum()
    }
}
