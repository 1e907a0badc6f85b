//! Lines of the progress list.

use matting::Stage;

/// Line of the progress list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Waiting for worker and model.
    Download,
    /// A stage of the worker.
    Stage(Stage),
}

impl Step {
    /// All steps, in order.
    pub fn all() -> impl Iterator<Item = Step> {
        std::iter::once(Step::Download).chain(Stage::ALL.map(Step::Stage))
    }

    /// Stage as the server counts it.
    pub fn to_beacon_stage(self) -> beacon::Stage {
        match self {
            Step::Download => beacon::Stage::Download,
            Step::Stage(Stage::Read) => beacon::Stage::Read,
            Step::Stage(Stage::Find) => beacon::Stage::Find,
            Step::Stage(Stage::Refine) => beacon::Stage::Refine,
            Step::Stage(Stage::Compose) => beacon::Stage::Compose,
            Step::Stage(Stage::Encode) => beacon::Stage::Encode,
        }
    }
}

/// Status of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StepStatus {
    /// Not begun.
    Waiting,
    /// Running.
    Running {
        /// Time of its beginning, on the page's clock.
        since_ms: f64,
    },
    /// Over.
    Finished {
        /// Duration.
        ms: f64,
    },
}

impl StepStatus {
    /// True if the step is running.
    pub fn is_running(self) -> bool {
        matches!(self, StepStatus::Running { .. })
    }
}
