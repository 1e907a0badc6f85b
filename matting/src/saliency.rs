//! Interface between pixels and network: tests put a fake here.

use ndarray::{Array2, Array4};

use crate::Error;

/// Shape and normalisation of a network's input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetworkInput {
    /// Width and height in pixels; the photo's aspect ratio is not kept (U²-Net's own pipeline).
    pub side: u32,
    /// Subtracted from red, green, blue after the division by the picture's maximum.
    pub mean: [f32; 3],
    /// Red, green, blue are divided by it after that.
    pub std: [f32; 3],
}

/// A network that says how much each pixel belongs to the subject.
pub trait Saliency {
    /// Input of [`Saliency::map`].
    fn input(&self) -> NetworkInput;

    /// From a 1 × 3 × side × side tensor, red, green, blue, normalised as [`Saliency::input`] says, to a
    /// map of any size with values from 0 (background) to 1 (subject).
    ///
    /// # Errors
    /// [`Error::Inference`] when the network stops.
    fn map(&self, input: Array4<f32>) -> Result<Array2<f32>, Error>;
}
