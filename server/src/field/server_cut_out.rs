//! What the API tells about its own photos.

use beacon::{Megapixels, Model, Times, Verdict};

/// A photo that this server cut out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ServerCutOut {
    /// Which network ran.
    pub model: Model,
    /// The size of the photo.
    pub megapixels: Megapixels,
    /// What the network found.
    pub verdict: Verdict,
    /// The time of each stage; a stage that did not run is 0.
    pub times: Times,
}
