//! Progress of a cut-out: reports each stage as it begins and measures it.

use std::ops::ControlFlow;

use matting::{Stage, Watch};

use crate::protocol::{FromWorker, RequestId, StageTime};

/// Sends a message with its buffers to the page.
pub type Respond<'a> = dyn FnMut(FromWorker, Vec<Vec<u8>>) + 'a;

/// Stopwatch of one request. `Clock` returns milliseconds.
pub struct Stopwatch<'a, 'b, Clock> {
    request: RequestId,
    clock: &'a Clock,
    send: &'a mut Respond<'b>,
    running: Option<(Stage, f64)>,
    times: Vec<StageTime>,
}

impl<'a, 'b, Clock: Fn() -> f64> Stopwatch<'a, 'b, Clock> {
    /// Stopwatch before the first stage.
    pub fn new(request: RequestId, clock: &'a Clock, send: &'a mut Respond<'b>) -> Self {
        Self { request, clock, send, running: None, times: Vec::new() }
    }

    /// Ends the last stage; durations of all, in order.
    pub fn into_times(mut self) -> Vec<StageTime> {
        self.stop();
        self.times
    }

    fn stop(&mut self) {
        if let Some((stage, begun)) = self.running.take() {
            self.times.push(StageTime { stage, ms: (self.clock)() - begun });
        }
    }
}

impl<Clock: Fn() -> f64> Watch for Stopwatch<'_, '_, Clock> {
    fn enter(&mut self, stage: Stage) -> ControlFlow<()> {
        self.stop();
        (self.send)(FromWorker::Stage { request: self.request, stage }, Vec::new());
        self.running = Some((stage, (self.clock)()));
        ControlFlow::Continue(())
    }
}
