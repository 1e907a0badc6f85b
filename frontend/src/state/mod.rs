//! State of the page and its transitions. Nothing here touches the browser.

pub mod phase;
pub mod readiness;
pub mod steps;

pub use phase::{Failed, Finished, Phase, PhaseKind, PhotoId, Working};
pub use readiness::Readiness;
pub use steps::{Step, StepStatus};
