//! U²-Net and its relatives through tract.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ndarray::{Array2, Array4};
use tract_core::prelude::*;
#[cfg(feature = "every-operator")]
use tract_onnx::prelude::{Framework, InferenceModelExt};
use winograd::Threads;

use crate::{Error, NetworkInput, Saliency, catalogue};

/// A network that is ready to run. Sharing it between threads is fine; each run has its own state.
#[derive(Debug, Clone)]
pub struct U2Net {
    plan: Arc<TypedRunnableModel>,
    input: NetworkInput,
}

impl U2Net {
    /// Reads and optimises an ONNX file, to run on the calling thread. Without `input` the side comes from the file (320 where the
    /// file leaves it open) and mean and deviation are ImageNet's. Only the first output is kept: U²-Net's others serve training.
    ///
    /// # Errors
    /// [`Error::ModelUnusable`] when the bytes are not ONNX, use operators that tract lacks, or have no square RGB input.
    pub fn load(onnx: &[u8], input: Option<NetworkInput>) -> Result<Self, Error> {
        Self::load_on(onnx, input, &Threads::one())
    }

    /// [`Self::load`] for a network that shares its work among threads, which the caller has.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_on(onnx: &[u8], input: Option<NetworkInput>, threads: &Threads) -> Result<Self, Error> {
        let unusable = |error: TractError| Error::ModelUnusable { detail: root_cause(&error) };
        let input = match input {
            Some(input) => input,
            None => {
                let side = winograd::declared_side(onnx).map_err(unusable)?.and_then(|side| u32::try_from(side).ok());
                NetworkInput { side: side.unwrap_or(catalogue::UNKNOWN.side), ..catalogue::UNKNOWN }
            }
        };
        let side = input.side as usize;
        let read = || {
            let network = match winograd::read(onnx, side)? {
                Some(network) => network,
                None => with_any_operator(onnx, side)?,
            };
            winograd::rewrite(&network.into_decluttered()?, threads)?.into_optimized()?.into_runnable()
        };
        // tract's reader trusts its files.
        let plan = catch_unwind(AssertUnwindSafe(read)).map_err(|_| Error::ModelUnusable { detail: "the file is broken".to_owned() })?;
        let plan = plan.map_err(unusable)?;
        let network = Self { plan, input };
        network.check_output()?;
        Ok(network)
    }

    fn check_output(&self) -> Result<(), Error> {
        let fact = self.plan.model().output_fact(0).map_err(|error| Error::ModelUnusable { detail: error.to_string() })?;
        let shape = fact.shape.as_concrete().unwrap_or_default();
        if matches!(shape, [1, 1, height, width] | [1, height, width] if *height > 1 && *width > 1) {
            Ok(())
        } else {
            Err(Error::ModelUnusable { detail: format!("its first output has the shape {shape:?} and is not one map") })
        }
    }
}

impl Saliency for U2Net {
    fn input(&self) -> NetworkInput {
        self.input
    }

    fn map(&self, input: Array4<f32>) -> Result<Array2<f32>, Error> {
        let failed = |error: TractError| Error::Inference { detail: root_cause(&error) };
        let run = AssertUnwindSafe(|| self.plan.run(tvec!(Tensor::from(input).into())));
        let outputs = catch_unwind(run).map_err(|_| Error::Inference { detail: "the network is broken".to_owned() })?.map_err(failed)?;
        let map = outputs[0].to_plain_array_view::<f32>().map_err(failed)?;
        let shape = map.shape();
        let (height, width) = (shape[shape.len() - 2], shape[shape.len() - 1]);
        Array2::from_shape_vec((height, width), map.iter().copied().collect()).map_err(|error| Error::Inference { detail: error.to_string() })
    }
}

#[cfg(feature = "every-operator")]
fn with_any_operator(onnx: &[u8], side: usize) -> TractResult<TypedModel> {
    let mut graph = tract_onnx::onnx().model_for_read(&mut std::io::Cursor::new(onnx))?;
    let first = *graph.output_outlets()?.first().ok_or_else(|| TractError::msg("it has no output"))?;
    graph.select_output_outlets(&[first])?;
    graph.set_input_fact(0, f32::fact([1, 3, side, side]).into())?;
    graph.into_typed()
}

#[cfg(not(feature = "every-operator"))]
fn with_any_operator(_onnx: &[u8], _side: usize) -> TractResult<TypedModel> {
    Err(TractError::msg("it has operators that U²-Net does not have, for which this build has no reader"))
}

/// The innermost error: tract wraps it in the names of its own passes. It becomes part of a sentence, and may repeat names of a file that is no network.
fn root_cause(error: &TractError) -> String {
    error.root_cause().to_string().chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(300).collect()
}
