//! Progress and cancel: the core says which stage begins, the caller keeps the clock and may say stop.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

/// The stages of [`crate::cut_out`], in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// File bytes to pixels.
    Read,
    /// The network looks for the subject.
    Find,
    /// Saliency map to full-size matte.
    Refine,
    /// Matte and photo to cut-out.
    Compose,
    /// Pixels to file bytes.
    Encode,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Stage; 5] = [Stage::Read, Stage::Find, Stage::Refine, Stage::Compose, Stage::Encode];
}

/// Told when each stage begins.
pub trait Watch {
    /// `stage` is about to begin; `Break` ends the work with [`crate::Error::Cancelled`].
    fn enter(&mut self, stage: Stage) -> ControlFlow<()>;
}

/// Nobody watches.
impl Watch for () {
    fn enter(&mut self, _: Stage) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
