//! The time of each stage: the core has no clock.

use std::ops::ControlFlow;
use std::time::Instant;

use matting::{Progress, Stage};

/// Notes when each stage begins.
#[derive(Debug)]
pub struct Stopwatch {
    start: Instant,
    begun: Vec<(Stage, Instant)>,
}

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Self {
        Self { start: Instant::now(), begun: Vec::new() }
    }

    /// Milliseconds of each stage that ran, in order; the last one ends now.
    pub fn stages_ms(&self) -> Vec<(Stage, f64)> {
        let ends = self.begun.iter().skip(1).map(|(_, begin)| *begin).chain([Instant::now()]);
        self.begun.iter().zip(ends).map(|((stage, begin), end)| (*stage, (end - *begin).as_secs_f64() * 1e3)).collect()
    }

    /// Milliseconds since the start.
    pub fn total_ms(&self) -> f64 {
        self.start.elapsed().as_secs_f64() * 1e3
    }
}

impl Progress for Stopwatch {
    fn enter(&mut self, stage: Stage) -> ControlFlow<()> {
        self.begun.push((stage, Instant::now()));
        ControlFlow::Continue(())
    }
}
