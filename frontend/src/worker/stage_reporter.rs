//! Progress of a cut-out: reports each stage as it begins and measures it.

use std::ops::ControlFlow;
use std::time::Duration;

use matting::{Progress, Stage, Stopwatch};

use crate::protocol::{FromWorker, RequestId, StageTime};

/// Sends a message with its buffers to the page.
pub type Respond<'a> = dyn FnMut(FromWorker, Vec<Vec<u8>>) + 'a;

/// Reporter of one request's stages. `Clock` returns the time since any moment that stays the same.
pub struct StageReporter<'a, 'b, Clock> {
    request: RequestId,
    stopwatch: Stopwatch<Clock>,
    respond: &'a mut Respond<'b>,
}

impl<'a, 'b, Clock: Fn() -> Duration> StageReporter<'a, 'b, Clock> {
    /// Reporter before the first stage.
    pub fn new(request: RequestId, clock: Clock, respond: &'a mut Respond<'b>) -> Self {
        Self { request, stopwatch: Stopwatch::start(clock), respond }
    }

    /// Duration of each stage, in order; the last one ends now.
    pub fn times(&self) -> Vec<StageTime> {
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        self.stopwatch.stages().into_iter().map(|(stage, time)| StageTime { stage, ms: ms(time) }).collect()
    }
}

impl<Clock: Fn() -> Duration> Progress for StageReporter<'_, '_, Clock> {
    fn enter(&mut self, stage: Stage) -> ControlFlow<()> {
        (self.respond)(FromWorker::Stage { request: self.request, stage }, Vec::new());
        self.stopwatch.enter(stage)
    }
}
