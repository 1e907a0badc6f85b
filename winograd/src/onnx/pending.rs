//! Convolutions of a file: weights stay its bytes until the convolution's place in the network is known.

use tract_core::internal::*;

use super::value::Weights;
use crate::shared_weights::SharedWeights;

/// A convolution of one group and what follows it channel by channel: (Σ (weight - zero) · factor · pixel) + bias.
#[derive(Debug, Clone)]
pub struct Filter {
    weights: Weights,
    /// Subtracted from the weights of each output.
    zeros: Option<Vec<f32>>,
    /// Multiplied with those of each output.
    factors: Option<Vec<f32>>,
    /// One for each output.
    pub bias: Vec<f32>,
    /// Rows and columns of the weights.
    pub kernel: [usize; 2],
    /// Pixels from one window to the next, down and across.
    pub strides: [usize; 2],
    /// Pixels from one weight to the next, down and across.
    pub dilations: [usize; 2],
    /// Zeros at the top, left, bottom and right.
    pub pads: [usize; 4],
    /// Channels of the result.
    pub outputs: usize,
    /// Channels of the input.
    pub inputs: usize,
}

impl Filter {
    /// Filter of weights in (output, input, row, column) order; nothing for tensors that are none.
    pub(super) fn new(weights: Weights, strides: [usize; 2], dilations: [usize; 2], pads: [usize; 4]) -> Option<Self> {
        let &[outputs, inputs, height, width] = weights.shape() else { return None };
        (weights.len() > 0).then(|| Self {
            zeros: None,
            factors: None,
            bias: vec![0.0; outputs],
            kernel: [height, width],
            strides,
            dilations,
            pads,
            outputs,
            inputs,
            weights,
        })
    }

    /// The same with integers of which `zeros` stand for zero.
    pub(super) fn centred(self, zeros: Vec<f32>) -> Self {
        Self { zeros: Some(zeros), ..self }
    }

    /// The same with a bias added.
    pub(super) fn plus(mut self, addend: &[f32]) -> Self {
        self.bias.iter_mut().zip(addend).for_each(|(bias, addend)| *bias += addend);
        self
    }

    /// The same with the result multiplied.
    pub(super) fn times(mut self, factors: &[f32]) -> Self {
        self.bias.iter_mut().zip(factors).for_each(|(bias, factor)| *bias *= factor);
        self.factors = Some(match self.factors {
            Some(old) => old.iter().zip(factors).map(|(old, new)| old * new).collect(),
            None => factors.to_vec(),
        });
        self
    }

    /// Weights in (output, input, row, column) order.
    pub fn weights(&self) -> Vec<f32> {
        let mut weights = self.weights.floats();
        let each = weights.len().checked_div(self.outputs).unwrap_or(0).max(1);
        for (output, weights) in weights.chunks_exact_mut(each).enumerate() {
            if let Some(zeros) = &self.zeros {
                weights.iter_mut().for_each(|weight| *weight -= zeros[output]);
            }
            if let Some(factors) = &self.factors {
                weights.iter_mut().for_each(|weight| *weight *= factors[output]);
            }
        }
        weights
    }

    /// Rows and columns of the result of a map of this size; nothing where no window fits.
    pub fn output_size(&self, size: [usize; 2]) -> Option<[usize; 2]> {
        let along = |axis: usize| {
            let reach = (self.kernel[axis] - 1).checked_mul(self.dilations[axis])?.checked_add(1)?;
            let padded = size[axis].checked_add(self.pads[axis])?.checked_add(self.pads[axis + 2])?;
            Some(padded.checked_sub(reach)? / self.strides[axis] + 1)
        };
        Some([along(0)?, along(1)?])
    }
}

/// The convolution in a graph, between reading and rewriting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnnxConvolution(pub SharedWeights<Filter>);

impl Op for OnnxConvolution {
    fn name(&self) -> StaticName {
        "OnnxConvolution".into()
    }

    op_as_typed_op!();
}

impl EvalOp for OnnxConvolution {
    not_out_of_plan!();

    fn eval(&self, _context: &EvalContext, _inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        bail!("a network has to be rewritten before it runs")
    }
}

impl TypedOp for OnnxConvolution {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        let shape = inputs.first().and_then(|fact| fact.shape.as_concrete()).context("a convolution needs known sizes")?;
        let &[1, channels, height, width] = shape else { bail!("{shape:?} is not one map") };
        let [height, width] = self.0.output_size([height, width]).context("a map is smaller than a convolution's window")?;
        ensure!(channels == self.0.inputs, "a convolution of {} channels has a map of {channels}", self.0.inputs);
        Ok(tvec!(f32::fact([1, self.0.outputs, height, width])))
    }

    as_op!();
}

/// A convolution that is not yet in the graph.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    pub(super) input: OutletId,
    pub(super) name: String,
    pub(super) filter: Filter,
}
