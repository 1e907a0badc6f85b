//! A network for tests whose inputs have a trimap, so that it is never asked.

use ndarray::{Array2, Array4};
use offcut_matting::{Error, NetworkInput, Saliency};

/// Fails the test if it is asked.
pub struct UnaskedNetwork;

impl Saliency for UnaskedNetwork {
    fn input(&self) -> NetworkInput {
        panic!("not asked")
    }

    fn map(&self, _: Array4<f32>) -> Result<Array2<f32>, Error> {
        panic!("not asked")
    }
}
