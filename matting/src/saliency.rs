//! Interface of the saliency network, which tests implement with a fake.

use catalogue::NetworkInput;
use ndarray::{Array2, Array4};

use crate::Error;

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
