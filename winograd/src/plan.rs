//! Everything about a 3×3 convolution but its weights, for both ways to compute it.

use crate::output_transform::Target;
use crate::parallel::Shared;
use crate::scratch::Floats;
use crate::simd::{Kernel, Shape};
use crate::tiles::Grid;
use crate::view::View;
use crate::weights::padded_bias;

/// Channels, dilation and bias of a 3×3 convolution, and the kernel that computes it.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) kernel: Kernel,
    pub(crate) shape: Shape,
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    /// Registers in a row of a panel.
    pub(crate) vectors: usize,
    dilation: usize,
    /// The least value of a result before the residual.
    floor: f32,
    bias: Floats,
}

impl Plan {
    pub(crate) fn new(kernel: Kernel, outputs: usize, inputs: usize, bias: &[f32], relu: bool, dilation: usize) -> Self {
        let shape = kernel.shape();
        Self {
            kernel,
            shape,
            inputs,
            outputs,
            vectors: shape.vectors(outputs),
            dilation,
            floor: if relu { 0.0 } else { f32::NEG_INFINITY },
            bias: padded_bias(bias, outputs),
        }
    }

    /// Floats in a row of a panel.
    pub(crate) fn panel_width(&self) -> usize {
        self.vectors * self.shape.lanes
    }

    /// Tiles of an input map, and the map that they become.
    pub(crate) fn target<'a>(&'a self, input: &View, residual: Option<&'a [f32]>, output: &mut [f32]) -> (Grid, Target<'a>) {
        let grid = Grid::new(input.height, input.width, self.dilation);
        let target = Target {
            output: Shared::new(output),
            residual,
            channels: self.outputs,
            width: input.width,
            dilation: grid.dilation,
            bias: self.bias.as_slice(),
            floor: self.floor,
        };
        (grid, target)
    }
}
