//! The 3×3 convolution.

use crate::blocks::{Stages, Winograd};
use crate::panelwise::Panelwise;
use crate::parallel::Parallel;
use crate::simd::Kernel;
use crate::single_output::SingleOutput;
use crate::tiles::{OUTPUT_TILE, TRANSFORMED};
use crate::view::{View, concatenated};

/// A 3×3 convolution of stride 1 with "same" padding: zeros, as many on each side as the dilation.
///
/// Computed as Winograd F(4×4, 3×3) (Lavin & Gray 2015, "Fast Algorithms for Convolutional Neural Networks"): 36 instead of
/// 144 multiplications for 16 results. A convolution to one channel is computed directly.
#[derive(Clone, Debug)]
pub struct Conv3x3 {
    inputs: usize,
    outputs: usize,
    method: Method,
}

#[derive(Clone, Debug)]
enum Method {
    Winograd(Winograd),
    Panelwise(Panelwise),
    SingleOutput(SingleOutput),
}

impl Conv3x3 {
    /// Output pixels along each side of a tile.
    pub const OUTPUT_TILE: usize = OUTPUT_TILE;

    /// Elements of a transformed tile: multiplications for each tile, input and output.
    pub const TRANSFORMED: usize = TRANSFORMED;

    /// Prepares a convolution for the fastest available kernel.
    ///
    /// `weights` are in (output, input, row, column) order, `bias` has one float per output or none; `relu` clamps results
    /// to at least zero; `dilation` is the distance in pixels between neighbouring weights.
    ///
    /// # Panics
    /// If a count or the dilation is zero, or the lengths do not fit the counts.
    pub fn new(weights: &[f32], outputs: usize, inputs: usize, bias: &[f32], relu: bool, dilation: usize) -> Self {
        Self::with_kernel(Kernel::best(), weights, outputs, inputs, bias, relu, dilation)
    }

    /// [`new`](Self::new) for a given kernel.
    ///
    /// # Panics
    /// As `new`, and if the kernel is not [available](Kernel::available).
    pub fn with_kernel(kernel: Kernel, weights: &[f32], outputs: usize, inputs: usize, bias: &[f32], relu: bool, dilation: usize) -> Self {
        Self::check(weights, outputs, inputs, bias, dilation);
        let method = if outputs == 1 {
            Method::SingleOutput(SingleOutput::new(kernel, weights, inputs, bias, relu, dilation))
        } else {
            Method::Winograd(Winograd::new(kernel, weights, outputs, inputs, bias, relu, dilation))
        };
        Self { inputs, outputs, method }
    }

    /// [`new`](Self::new) with a quarter of the memory and time to prepare, for layers of many weights: they are transformed in each run, which pays
    /// where the map has some hundred pixels or more.
    ///
    /// # Panics
    /// As `new`.
    pub fn compact(weights: &[f32], outputs: usize, inputs: usize, bias: &[f32], relu: bool, dilation: usize) -> Self {
        Self::compact_with_kernel(Kernel::best(), weights, outputs, inputs, bias, relu, dilation)
    }

    /// [`compact`](Self::compact) for a given kernel.
    ///
    /// # Panics
    /// As `with_kernel`.
    pub fn compact_with_kernel(kernel: Kernel, weights: &[f32], outputs: usize, inputs: usize, bias: &[f32], relu: bool, dilation: usize) -> Self {
        Self::check(weights, outputs, inputs, bias, dilation);
        Self { inputs, outputs, method: Method::Panelwise(Panelwise::new(kernel, weights, outputs, inputs, bias, relu, dilation)) }
    }

    fn check(weights: &[f32], outputs: usize, inputs: usize, bias: &[f32], dilation: usize) {
        assert!(outputs > 0 && inputs > 0 && dilation > 0, "a convolution needs inputs, outputs and a dilation");
        assert_eq!(weights.len(), outputs * inputs * 9, "nine weights for each of {outputs}×{inputs} channels");
        assert!(bias.is_empty() || bias.len() == outputs, "one bias for each of {outputs} outputs, or none");
    }

    /// Channels this convolution reads.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Channels this convolution writes.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Convolves the concatenation of `inputs` along their channels, which is never built.
    ///
    /// `output` has one pixel of [`outputs`](Self::outputs) channels for each input pixel. `residual`, of the same shape, is
    /// added after the ReLU. The result does not depend on the number of threads.
    ///
    /// # Panics
    /// If the inputs are empty, their sizes differ, their channels do not add up, or `output` or `residual` has another length.
    pub fn run(&self, inputs: &[View], residual: Option<&[f32]>, output: &mut [f32], pool: &dyn Parallel) {
        self.run_stages(inputs, residual, output, pool, Stages::All);
    }

    /// [`run`](Self::run) without the products, which leaves nothing useful in `output`: for measurements.
    #[doc(hidden)]
    pub fn run_transforms(&self, inputs: &[View], residual: Option<&[f32]>, output: &mut [f32], pool: &dyn Parallel) {
        self.run_stages(inputs, residual, output, pool, Stages::TransformsOnly);
    }

    fn run_stages(&self, inputs: &[View], residual: Option<&[f32]>, output: &mut [f32], pool: &dyn Parallel, stages: Stages) {
        let (height, width, channels) = concatenated(inputs);
        assert_eq!(channels, self.inputs, "the inputs' channels must add up");
        // A product that wraps around could pass for the right length, on which the kernels' pointers rely.
        let len = (height * width).checked_mul(self.outputs);
        assert_eq!(Some(output.len()), len, "the output is {height}×{width}×{}", self.outputs);
        assert!(residual.is_none_or(|residual| residual.len() == output.len()), "the residual is {height}×{width}×{}", self.outputs);
        if output.is_empty() {
            return;
        }
        match &self.method {
            Method::Winograd(winograd) => winograd.run(inputs, residual, output, pool, stages),
            Method::Panelwise(panelwise) => panelwise.run(inputs, residual, output, pool),
            Method::SingleOutput(single) => single.run(inputs, residual, output, pool),
        }
    }
}
