//! Time of each stage, by a clock of the caller: the core has none.

use std::ops::ControlFlow;
use std::time::Duration;

use crate::progress::{Progress, Stage};

/// Progress that notes the time at which each stage begins. `Clock` returns the time since any moment that stays the same.
#[derive(Debug)]
pub struct Stopwatch<Clock> {
    clock: Clock,
    start: Duration,
    begun: Vec<(Stage, Duration)>,
}

impl<Clock: Fn() -> Duration> Stopwatch<Clock> {
    /// Starts now.
    pub fn start(clock: Clock) -> Self {
        Self { start: clock(), clock, begun: Vec::with_capacity(Stage::ALL.len()) }
    }

    /// Stage that is running.
    pub fn stage(&self) -> Option<Stage> {
        self.begun.last().map(|(stage, _)| *stage)
    }

    /// Each stage that ran with its time, in order; the last one ends now.
    pub fn stages(&self) -> Vec<(Stage, Duration)> {
        let ends = self.begun.iter().skip(1).map(|(_, begin)| *begin).chain([(self.clock)()]);
        self.begun.iter().zip(ends).map(|((stage, begin), end)| (*stage, end.saturating_sub(*begin))).collect()
    }

    /// Time since the start.
    pub fn total(&self) -> Duration {
        (self.clock)().saturating_sub(self.start)
    }
}

impl<Clock: Fn() -> Duration> Progress for Stopwatch<Clock> {
    fn enter(&mut self, stage: Stage) -> ControlFlow<()> {
        self.begun.push((stage, (self.clock)()));
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn stages_end_when_the_next_begins() {
        let now = Cell::new(5);
        let mut watch = Stopwatch::start(|| Duration::from_millis(now.get()));
        assert_eq!((watch.stage(), watch.stages()), (None, vec![]));
        for (at, stage) in [(6, Stage::Read), (10, Stage::Find)] {
            now.set(at);
            assert!(watch.enter(stage).is_continue());
        }
        now.set(13);
        assert_eq!(watch.stages(), [(Stage::Read, Duration::from_millis(4)), (Stage::Find, Duration::from_millis(3))]);
        assert_eq!((watch.stage(), watch.total()), (Some(Stage::Find), Duration::from_millis(8)));
    }
}
