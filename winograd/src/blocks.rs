//! The Winograd convolution: blocks of tiles through input transform, products and output transform.

use crate::gemm::{GemmOperands, register_groups};
use crate::input_transform::{LONGEST_RUN, Source, input_transform, strip_len};
use crate::output_transform::{Target, output_transform};
use crate::parallel::{Parallel, Shared};
use crate::scratch::{Floats, LINE_FLOATS, with_scratch};
use crate::simd::{Kernel, Shape, Simd, Task};
use crate::tiles::{Grid, TRANSFORMED};
use crate::view::View;
use crate::weights::{padded_bias, panels};
use std::ops::Range;

/// Bytes of transformed tiles and products in one block: they should stay in the second-level cache.
const BLOCK_BYTES: usize = 384 * 1024;

/// Multiplications below which a layer is not worth handing to other threads.
const SERIAL_WORK: u64 = 1 << 19;

/// Stages that run; leaving the products out measures the transforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stages {
    All,
    TransformsOnly,
}

/// Transformed weights and everything else that does not depend on the map.
#[derive(Clone, Debug)]
pub(crate) struct Winograd {
    kernel: Kernel,
    shape: Shape,
    inputs: usize,
    outputs: usize,
    dilation: usize,
    floor: f32,
    /// Registers in a row of a panel.
    vectors: usize,
    panels: Floats,
    bias: Floats,
}

/// Data that the blocks of one run over a map share.
struct Layer<'a> {
    weights: &'a Winograd,
    inputs: &'a [View<'a>],
    /// Channels in each register of the transformed inputs.
    groups: Vec<usize>,
    dilation: usize,
    grid: Grid,
    residual: Option<&'a [f32]>,
    output: Shared,
    stages: Stages,
}

impl Winograd {
    /// Transforms weights in (output, input, 3, 3) order.
    pub(crate) fn new(kernel: Kernel, weights: &[f32], outputs: usize, inputs: usize, bias: &[f32], relu: bool, dilation: usize) -> Self {
        let shape = kernel.shape();
        let vectors = shape.vectors(outputs);
        Self {
            kernel,
            shape,
            inputs,
            outputs,
            dilation,
            floor: if relu { 0.0 } else { f32::NEG_INFINITY },
            vectors,
            panels: panels(weights, outputs, inputs, vectors * shape.lanes),
            bias: padded_bias(bias, outputs),
        }
    }

    /// Convolves checked inputs into a checked output.
    pub(crate) fn run(&self, inputs: &[View], residual: Option<&[f32]>, output: &mut [f32], pool: &dyn Parallel, stages: Stages) {
        let lanes = self.shape.lanes;
        let groups = register_groups(inputs, lanes);
        // Beyond the map, all distances are the same.
        let dilation = self.dilation.min(inputs[0].height.max(inputs[0].width));
        let grid = Grid::new(inputs[0].height, inputs[0].width, dilation);
        let tiles = grid.tiles();
        let tile_bytes = TRANSFORMED * (groups.len() + self.result_groups()) * lanes * size_of::<f32>();
        let by_cache = BLOCK_BYTES / tile_bytes;
        let work = (tiles * TRANSFORMED) as u64 * (self.inputs * self.outputs) as u64;
        let by_threads = if work < SERIAL_WORK { tiles } else { tiles.div_ceil(pool.threads().max(1)) };
        let block = by_cache.min(by_threads).max(1).next_multiple_of(self.shape.micro_kernel_rows);
        let layer = Layer { weights: self, inputs, groups, dilation, grid, residual, output: Shared::new(output), stages };
        pool.for_each(tiles.div_ceil(block), &|index| {
            let tiles = index * block..tiles.min((index + 1) * block);
            let planes = Planes::new(tiles.len(), layer.groups.len(), self.result_groups(), self.shape);
            with_scratch(planes.scratch, |scratch| self.kernel.run(Block { layer: &layer, tiles, planes, scratch }));
        });
    }

    /// Registers of one tile's products, counting the zeros that fill the last panel.
    fn result_groups(&self) -> usize {
        self.outputs.div_ceil(self.vectors * self.shape.lanes) * self.vectors
    }
}

/// Some consecutive tiles of a layer.
struct Block<'a> {
    layer: &'a Layer<'a>,
    tiles: Range<usize>,
    planes: Planes,
    scratch: &'a mut [f32],
}

/// Sizes of a block's scratch: V, M and a strip of the input transform.
#[derive(Clone, Copy)]
struct Planes {
    /// Tiles, rounded up to whole micro-kernel calls. Those past the end are computed from whatever the scratch holds, and nobody
    /// reads what becomes of them.
    padded: usize,
    /// Floats from one element of V to the next.
    v: usize,
    /// Floats from one element of M to the next.
    m: usize,
    /// Floats of everything.
    scratch: usize,
}

impl Planes {
    fn new(tiles: usize, groups: usize, result_groups: usize, shape: Shape) -> Self {
        let padded = tiles.next_multiple_of(shape.micro_kernel_rows);
        let v = plane_len(groups * padded * shape.lanes);
        let m = plane_len(result_groups * padded * shape.lanes);
        Self { padded, v, m, scratch: TRANSFORMED * (v + m) + strip_len(LONGEST_RUN, shape.lanes) }
    }
}

impl Task for Block<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let Layer { weights, inputs, dilation, grid, residual, output, stages, .. } = self.layer;
        let Planes { padded, v: v_plane, m: m_plane, .. } = self.planes;
        let group_stride = padded * S::LANES;
        assert!(padded >= self.tiles.len() && padded.is_multiple_of(S::MICRO_KERNEL_ROWS) && self.scratch.len() >= self.planes.scratch);
        // SAFETY: scratch holds V, M and a strip one after the other, sized for `padded` tiles; the inputs, the output and the
        // residual were checked to be whole maps of the grid's size, and blocks write different pixels.
        unsafe {
            let v = self.scratch.as_mut_ptr();
            let m = v.add(TRANSFORMED * v_plane);
            let strip = m.add(TRANSFORMED * m_plane);
            for run in grid.runs(self.tiles.clone(), LONGEST_RUN) {
                let mut to = v.add(run.slot * S::LANES);
                for input in *inputs {
                    for channel in (0..input.channels).step_by(S::LANES) {
                        let source = Source {
                            start: input.data.as_ptr().add(channel),
                            count: S::LANES.min(input.channels - channel),
                            channels: input.channels,
                            width: input.width,
                            dilation: *dilation,
                        };
                        input_transform::<S>(source, run, strip, to, v_plane);
                        to = to.add(group_stride);
                    }
                }
            }
            if *stages == Stages::All {
                multiply_block::<S>(self.layer, padded, (v, v_plane), (m, m_plane));
            }
            for run in grid.runs(self.tiles.clone(), LONGEST_RUN) {
                for channel in (0..weights.outputs).step_by(S::LANES) {
                    let target = Target {
                        start: output.pointer().add(channel),
                        residual: residual.map_or(std::ptr::null(), |residual| residual.as_ptr().add(channel)),
                        count: S::LANES.min(weights.outputs - channel),
                        channels: weights.outputs,
                        width: inputs[0].width,
                        dilation: *dilation,
                        bias: weights.bias.as_slice().as_ptr().add(channel),
                        floor: weights.floor,
                    };
                    let from = m.add(channel / S::LANES * group_stride + run.slot * S::LANES);
                    output_transform::<S>(from, m_plane, target, run);
                }
            }
        }
    }
}

/// All products of a block: each element of the transformed tiles, each panel of weights, each micro-kernel's rows of tiles.
///
/// # Safety
/// The CPU must have `S`, and V and M must be [`TRANSFORMED`] planes of `padded` tiles for all groups.
#[inline(always)]
unsafe fn multiply_block<S: Simd>(layer: &Layer, padded: usize, (v, v_plane): (*mut f32, usize), (m, m_plane): (*mut f32, usize)) {
    let weights = layer.weights;
    let group_stride = padded * S::LANES;
    let panel_len = weights.inputs * weights.vectors * S::LANES;
    let panels = weights.result_groups() / weights.vectors;
    let packed = weights.panels.as_slice();
    assert!(packed.len() >= TRANSFORMED * panels * panel_len && layer.groups.iter().sum::<usize>() == weights.inputs);
    for element in 0..TRANSFORMED {
        for panel in 0..panels {
            for tile in (0..padded).step_by(S::MICRO_KERNEL_ROWS) {
                let work = GemmOperands {
                    groups: &layer.groups,
                    tiles: v.add(element * v_plane + tile * S::LANES),
                    group_stride,
                    panel: packed.as_ptr().add((element * panels + panel) * panel_len),
                    result: m.add(element * m_plane + panel * weights.vectors * group_stride + tile * S::LANES),
                    continued: false,
                };
                S::gemm(work, weights.vectors);
            }
        }
    }
}

/// Floats from one element to the next: an odd number of cache lines, or the places a tile is stored to would fall into
/// a few sets of the first-level cache.
pub(crate) fn plane_len(floats: usize) -> usize {
    (floats.div_ceil(LINE_FLOATS) | 1) * LINE_FLOATS
}
