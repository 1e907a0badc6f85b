//! The time of each stage, and the end of the work when nobody waits for it any more: the core has neither clock nor client.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use matting::{Error, NetworkInput, Progress, Saliency, Stage};
use ndarray::{Array2, Array4};

/// Watches one photo.
pub struct Stopwatch<'a> {
    is_gone: &'a dyn Fn() -> bool,
    begun: Vec<(Stage, Instant)>,
}

impl std::fmt::Debug for Stopwatch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stopwatch").field("begun", &self.begun).finish_non_exhaustive()
    }
}

impl<'a> Stopwatch<'a> {
    /// Nothing has begun; `is_gone` says whether nobody waits any more.
    pub fn new(is_gone: &'a dyn Fn() -> bool) -> Self {
        Self { is_gone, begun: Vec::with_capacity(Stage::ALL.len()) }
    }

    /// How long each stage took after so long in the `queue`; the last one ends now.
    pub fn times(&self, queue: Duration) -> Times {
        let mut times = Times { queue, ..Times::default() };
        let ends = self.begun.iter().skip(1).map(|(_, begin)| *begin).chain([Instant::now()]);
        for ((stage, begin), end) in self.begun.iter().zip(ends) {
            let time = end - *begin;
            match stage {
                Stage::Read => times.decode += time,
                Stage::Find => times.infer += time,
                Stage::Refine => times.refine += time,
                Stage::Compose => times.compose += time,
                Stage::Encode => times.encode += time,
            }
        }
        times
    }
}

impl Progress for Stopwatch<'_> {
    fn enter(&mut self, stage: Stage) -> ControlFlow<()> {
        self.begun.push((stage, Instant::now()));
        self.checkpoint()
    }

    fn checkpoint(&mut self) -> ControlFlow<()> {
        if (self.is_gone)() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// A network that looks no more when nobody waits: the first stage alone may take five passes.
pub struct WhileWanted<'a> {
    /// The network.
    pub network: &'a dyn Saliency,
    /// Whether nobody waits any more.
    pub is_gone: &'a dyn Fn() -> bool,
}

impl std::fmt::Debug for WhileWanted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WhileWanted").finish_non_exhaustive()
    }
}

impl Saliency for WhileWanted<'_> {
    fn input(&self) -> NetworkInput {
        self.network.input()
    }

    fn map(&self, input: Array4<f32>) -> Result<Array2<f32>, Error> {
        if (self.is_gone)() { Err(Error::Cancelled) } else { self.network.map(input) }
    }
}

/// How long a photo waited, and how long each stage took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    /// Until a worker took it.
    pub queue: Duration,
    /// File bytes to pixels.
    pub decode: Duration,
    /// What the network saw.
    pub infer: Duration,
    /// Map to matte.
    pub refine: Duration,
    /// Matte and photo to cut-out.
    pub compose: Duration,
    /// Pixels to file bytes.
    pub encode: Duration,
}

impl Times {
    /// Each with its name in `Server-Timing` and `/metrics`, in order.
    pub fn named(&self) -> [(&'static str, Duration); 6] {
        let Self { queue, decode, infer, refine, compose, encode } = *self;
        [("queue", queue), ("decode", decode), ("infer", infer), ("refine", refine), ("compose", compose), ("encode", encode)]
    }

    /// What a worker needed.
    pub fn work(&self) -> Duration {
        self.named().into_iter().skip(1).map(|(_, time)| time).sum()
    }
}
