//! Error with the stage in which it happened.

use std::ops::ControlFlow;

use crate::{Error, Progress, Stage};

/// Error of a photo, and the stage in which it happened.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("stage {stage} failed")]
pub struct StageError {
    /// Stage that was running.
    pub stage: Stage,
    /// Error itself.
    #[source]
    pub error: Error,
}

impl From<StageError> for Error {
    fn from(failed: StageError) -> Self {
        failed.error
    }
}

/// Progress that remembers the stage.
pub(crate) struct Tracked<'a> {
    progress: &'a mut dyn Progress,
    stage: Stage,
}

impl<'a> Tracked<'a> {
    /// Runs `work`, which begins with `first`, and adds the stage to its error.
    pub(crate) fn run<T>(
        first: Stage,
        progress: &'a mut dyn Progress,
        work: impl FnOnce(&mut dyn Progress) -> Result<T, Error>,
    ) -> Result<T, StageError> {
        let mut tracked = Self { progress, stage: first };
        work(&mut tracked).map_err(|error| StageError { stage: tracked.stage, error })
    }
}

impl Progress for Tracked<'_> {
    fn enter(&mut self, stage: Stage) -> ControlFlow<()> {
        self.stage = stage;
        self.progress.enter(stage)
    }

    fn checkpoint(&mut self) -> ControlFlow<()> {
        self.progress.checkpoint()
    }
}

/// [`Progress::enter`] as a result.
pub(crate) fn enter(progress: &mut dyn Progress, stage: Stage) -> Result<(), Error> {
    stopped(progress.enter(stage))
}

/// [`Progress::checkpoint`] as a result.
pub(crate) fn checkpoint(progress: &mut dyn Progress) -> Result<(), Error> {
    stopped(progress.checkpoint())
}

fn stopped(flow: ControlFlow<()>) -> Result<(), Error> {
    match flow {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    }
}
