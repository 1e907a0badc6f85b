//! U²-Net and its relatives through tract.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ndarray::{Array2, Array4};
use tract_core::ops::nn::sigmoid;
use tract_core::prelude::*;
#[cfg(feature = "every-operator")]
use tract_onnx::prelude::{Framework, InferenceModelExt};
use winograd::{OnnxFile, Threads, UnsupportedOperator};

use crate::{Error, InputOverrides, NetworkInput, Saliency, catalogue};

/// Most signs of the runtime's own words in an error.
const LONGEST_DETAIL: usize = 80;

/// A network that is ready to run. Sharing it between threads is fine; each run has its own state.
#[derive(Debug, Clone)]
pub struct U2Net {
    plan: Arc<TypedRunnableModel>,
    input: NetworkInput,
}

impl U2Net {
    /// Reads and optimises an ONNX file, to run on the calling thread. Without `input` the side comes from the file (320 where the
    /// file leaves it open) and mean and deviation are ImageNet's. Only the first output is kept: U²-Net's others serve training. Where that one gives
    /// logits, they become probabilities.
    ///
    /// # Errors
    /// [`Error::ModelUnusable`] when the bytes are not ONNX, use operators that tract lacks, or have no square RGB input.
    pub fn load<'a>(onnx: impl Into<Cow<'a, [u8]>>, input: Option<NetworkInput>) -> Result<Self, Error> {
        Self::load_on(onnx, input, &Threads::one())
    }

    /// [`Self::load`] for a network that shares its work among threads, which the caller has. Bytes that are given away are free once it is loaded.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_on<'a>(onnx: impl Into<Cow<'a, [u8]>>, input: Option<NetworkInput>, threads: &Threads) -> Result<Self, Error> {
        Self::load_with_overrides(onnx, input, InputOverrides::default(), threads)
    }

    /// [`Self::load_on`] with parts of the input overridden.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_with_overrides<'a>(
        onnx: impl Into<Cow<'a, [u8]>>,
        known: Option<NetworkInput>,
        overrides: InputOverrides,
        threads: &Threads,
    ) -> Result<Self, Error> {
        // Nothing but what our own reader says goes into a sentence: tract's errors may be pages of a file's numbers.
        let file = OnnxFile::parse(onnx.into().into_owned()).map_err(|error| unusable(&error))?;
        let input = match known {
            Some(input) => input,
            None => {
                let side = file.declared_side().map_err(|error| unusable(&error))?.and_then(|side| u32::try_from(side).ok());
                NetworkInput { side: side.unwrap_or(catalogue::UNKNOWN.side), ..catalogue::UNKNOWN }
            }
        };
        let input = overrides.apply(input);
        // tract trusts its files.
        let plan = catch_unwind(AssertUnwindSafe(|| planned(file, input.side as usize, threads)));
        let plan = plan.unwrap_or_else(|_| Err("it is damaged".to_owned())).map_err(|detail| Error::ModelUnusable { detail })?;
        let network = Self { plan, input };
        network.check_output()?;
        Ok(network)
    }

    fn check_output(&self) -> Result<(), Error> {
        let shape = self.plan.model().output_fact(0).ok().and_then(|fact| fact.shape.as_concrete().map(<[usize]>::to_vec)).unwrap_or_default();
        if matches!(shape[..], [1, 1, height, width] | [1, height, width] | [height, width] if height > 1 && width > 1) {
            Ok(())
        } else {
            let shape = shape.iter().take(4).map(usize::to_string).collect::<Vec<_>>().join(" × ");
            Err(Error::ModelUnusable { detail: format!("its first output has the shape {shape} and is not one map") })
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

/// The network of a file, whose bytes are free afterwards; or what is wrong with it, for a sentence.
fn planned(file: OnnxFile, side: usize, threads: &Threads) -> Result<Arc<TypedRunnableModel>, String> {
    let misfit = |_| format!("its layers do not fit together at {side} × {side} pixels");
    let mut network = match file.network(side).map_err(misfit)? {
        Ok(network) => network,
        Err(unread) => with_any_operator(&file, side, unread)?,
    };
    let plan = || {
        if file.gives_logits() {
            let output = network.output_outlets()?[0];
            let probabilities = network.wire_node("probabilities", sigmoid(), &[output])?;
            network.select_output_outlets(&probabilities)?;
        }
        winograd::rewrite(&network.into_decluttered()?, threads)?.into_optimized()?.into_runnable()
    };
    plan().map_err(misfit)
}

/// A network of other operators than U²-Net's. Its error is our reader's, unless that one only lacks a form which tract has.
#[cfg(feature = "every-operator")]
fn with_any_operator(file: &OnnxFile, side: usize, unread: UnsupportedOperator) -> Result<TypedModel, String> {
    let read = || {
        let mut graph = tract_onnx::onnx().model_for_read(&mut std::io::Cursor::new(file.bytes()))?;
        let first = *graph.output_outlets()?.first().ok_or_else(|| TractError::msg("it has no output"))?;
        graph.select_output_outlets(&[first])?;
        graph.set_input_fact(0, f32::fact([1, 3, side, side]).into())?;
        graph.into_typed()
    };
    read().map_err(|_: TractError| unread.to_string())
}

#[cfg(not(feature = "every-operator"))]
fn with_any_operator(_file: &OnnxFile, _side: usize, unread: UnsupportedOperator) -> Result<TypedModel, String> {
    Err(unread.to_string())
}

fn unusable(error: &TractError) -> Error {
    Error::ModelUnusable { detail: root_cause(error) }
}

/// The innermost error: tract wraps it in the names of its own passes. It becomes part of a sentence, and may repeat names of a file that is no network.
fn root_cause(error: &TractError) -> String {
    error.root_cause().to_string().chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(LONGEST_DETAIL).collect()
}
