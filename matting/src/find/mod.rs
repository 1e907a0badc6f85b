//! Stage "find" (saliency detection, segmentation): picture to saliency map, by passes of the network.

mod confidence;
mod connected_components;
mod ensemble;
mod postprocess;
mod preprocess;
mod saliency_passes;
#[cfg(feature = "u2net")]
mod u2net;

pub use confidence::{Confidence, ConfidenceFeatures, Verdict, estimate_confidence};
pub use connected_components::Components;
pub use postprocess::upsample;
#[cfg(feature = "every-operator")]
pub(crate) use preprocess::opaque;
pub use saliency_passes::{PassPolicy, SaliencyMap};
#[cfg(feature = "u2net")]
pub use u2net::U2Net;
