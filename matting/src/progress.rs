//! Progress and cancellation: the core reports stages and checkpoints, the caller has the clock and may cancel.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

/// Stages of [`crate::cut_out`], in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Decoding: file bytes to pixels.
    Read,
    /// Pixels to saliency map: the segmentation network (U²-Net), in one or more passes.
    Find,
    /// Matting: saliency map to full-size alpha matte.
    Refine,
    /// Compositing: matte and photo to cut-out.
    Compose,
    /// Encoding: pixels to file bytes.
    Encode,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Stage; 5] = [Stage::Read, Stage::Find, Stage::Refine, Stage::Compose, Stage::Encode];

    /// Name in lower case: `read`, `find`, `refine`, `compose`, `encode`.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Read => "read",
            Stage::Find => "find",
            Stage::Refine => "refine",
            Stage::Compose => "compose",
            Stage::Encode => "encode",
        }
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Receiver of progress, and source of cancellation.
pub trait Progress {
    /// Beginning of `stage`; `Break` ends the work with [`crate::Error::Cancelled`].
    fn enter(&mut self, stage: Stage) -> ControlFlow<()>;

    /// Chance to stop inside a stage: called before each pass of the network, each step of the solver and the other long steps. `Break` as in
    /// [`Progress::enter`].
    fn checkpoint(&mut self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Progress without a receiver.
impl Progress for () {
    fn enter(&mut self, _: Stage) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
