//! The Winograd convolution: blocks of tiles through input transform, products and output transform.

use crate::gemm::{GemmOperands, register_groups};
use crate::input_transform::{LONGEST_RUN, strip_len, transform_inputs};
use crate::output_transform::{Target, output_transform};
use crate::parallel::Parallel;
use crate::plan::Plan;
use crate::scratch::{Floats, LINE_FLOATS, with_scratch};
use crate::simd::{Kernel, Shape, Simd, Task};
use crate::tiles::{Grid, TRANSFORMED};
use crate::view::View;
use crate::weights::panels;
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
    plan: Plan,
    panels: Floats,
}

/// Data that the blocks of one run over a map share.
struct Layer<'a> {
    weights: &'a Winograd,
    inputs: &'a [View<'a>],
    /// Channels in each register of the transformed inputs.
    groups: Vec<usize>,
    grid: Grid,
    target: Target<'a>,
    stages: Stages,
}

impl Winograd {
    /// Transforms weights in (output, input, 3, 3) order.
    pub(crate) fn new(kernel: Kernel, weights: &[f32], outputs: usize, inputs: usize, bias: &[f32], relu: bool, dilation: usize) -> Self {
        let plan = Plan::new(kernel, outputs, inputs, bias, relu, dilation);
        Self { panels: panels(weights, outputs, inputs, plan.panel_width()), plan }
    }

    /// Convolves checked inputs into a checked output.
    pub(crate) fn run(&self, inputs: &[View], residual: Option<&[f32]>, output: &mut [f32], pool: &dyn Parallel, stages: Stages) {
        let (kernel, shape) = (self.plan.kernel, self.plan.shape);
        let groups = register_groups(inputs, shape.lanes);
        let (grid, target) = self.plan.target(&inputs[0], residual, output);
        let tiles = grid.tiles();
        let block = self.block_tiles(tiles, groups.len(), pool.threads());
        let layer = Layer { weights: self, inputs, groups, grid, target, stages };
        pool.for_each(tiles.div_ceil(block), &|index| {
            let tiles = index * block..tiles.min((index + 1) * block);
            let planes = Planes::new(tiles.len(), layer.groups.len(), self.result_groups(), shape);
            with_scratch(planes.scratch, |scratch| kernel.run(Block { layer: &layer, tiles, planes, scratch }));
        });
    }

    /// Tiles of a block, whole micro-kernel calls: as many as fit into the cache, and where the work is worth it no more than leave some to each thread.
    fn block_tiles(&self, tiles: usize, groups: usize, threads: usize) -> usize {
        let Plan { shape, inputs, outputs, .. } = self.plan;
        let tile_bytes = TRANSFORMED * (groups + self.result_groups()) * shape.lanes * size_of::<f32>();
        let by_cache = BLOCK_BYTES / tile_bytes;
        let work = (tiles * TRANSFORMED) as u64 * (inputs * outputs) as u64;
        let by_threads = if work < SERIAL_WORK { tiles } else { tiles.div_ceil(threads.max(1)) };
        by_cache.min(by_threads).max(1).next_multiple_of(shape.micro_kernel_rows)
    }

    /// Registers of one tile's products, counting the zeros that fill the last panel.
    fn result_groups(&self) -> usize {
        self.plan.outputs.div_ceil(self.plan.panel_width()) * self.plan.vectors
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
        let Layer { weights, inputs, grid, target, stages, .. } = self.layer;
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
                transform_inputs::<S>(inputs, grid.dilation, run, strip, v.add(run.slot * S::LANES), v_plane, group_stride);
            }
            if *stages == Stages::All {
                multiply_block::<S>(self.layer, padded, (v, v_plane), (m, m_plane));
            }
            for run in grid.runs(self.tiles.clone(), LONGEST_RUN) {
                for channel in (0..weights.plan.outputs).step_by(S::LANES) {
                    let from = m.add(channel / S::LANES * group_stride + run.slot * S::LANES);
                    output_transform::<S>(from, m_plane, *target, channel, run);
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
    let Plan { inputs, vectors, .. } = weights.plan;
    let panel_len = inputs * vectors * S::LANES;
    let panels = weights.result_groups() / vectors;
    let packed = weights.panels.as_slice();
    assert!(packed.len() >= TRANSFORMED * panels * panel_len && layer.groups.iter().sum::<usize>() == inputs);
    for element in 0..TRANSFORMED {
        for panel in 0..panels {
            for tile in (0..padded).step_by(S::MICRO_KERNEL_ROWS) {
                let work = GemmOperands {
                    groups: &layer.groups,
                    tiles: v.add(element * v_plane + tile * S::LANES),
                    group_stride,
                    panel: packed.as_ptr().add((element * panels + panel) * panel_len),
                    result: m.add(element * m_plane + panel * vectors * group_stride + tile * S::LANES),
                    continued: false,
                };
                S::gemm(work, vectors);
            }
        }
    }
}

/// Floats from one element to the next: an odd number of cache lines, or the places a tile is stored to would fall into
/// a few sets of the first-level cache.
pub(crate) fn plane_len(floats: usize) -> usize {
    (floats.div_ceil(LINE_FLOATS) | 1) * LINE_FLOATS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn winograd(channels: usize) -> Winograd {
        Winograd::new(Kernel::Portable, &vec![0.0; channels * channels * 9], channels, channels, &[], false, 1)
    }

    #[test]
    fn block_fills_its_part_of_the_cache() {
        for channels in [16, 64, 128] {
            let winograd = winograd(channels);
            let shape = winograd.plan.shape;
            let (groups, results) = (channels / shape.lanes, winograd.result_groups());
            let tiles = winograd.block_tiles(100_000, groups, 1);
            let bytes = Planes::new(tiles, groups, results, shape).scratch * size_of::<f32>();
            // Up to whole micro-kernel calls and the strip.
            assert!((360_000..470_000).contains(&bytes), "{bytes} bytes for {channels} channels");
        }
    }

    #[test]
    fn threads_share_blocks_of_large_layers_only() {
        let winograd = winograd(16);
        let Shape { lanes, micro_kernel_rows: rows, .. } = winograd.plan.shape;
        let groups = 16 / lanes;
        // 36 · 16 · 16 products for each tile, and a thread is worth half a million.
        assert_eq!(winograd.block_tiles(56, groups, 4), 56_usize.next_multiple_of(rows));
        assert_eq!(winograd.block_tiles(57, groups, 4), 15_usize.next_multiple_of(rows));
    }
}
