//! Readiness of worker and model.

use crate::protocol::Failure;

/// Readiness of worker and model.
#[derive(Debug, Clone, PartialEq)]
pub enum Readiness {
    /// The worker starts.
    Starting,
    /// The model is being downloaded.
    Downloading {
        /// Bytes so far.
        got: u64,
        /// Bytes in all, where the server says so.
        total: Option<u64>,
    },
    /// The worker checks and loads the model.
    Loading,
    /// A photo can be cut out at once.
    Ready,
    /// Worker or model cannot be had.
    Failed(Failure),
}
