//! The Winograd convolution of layers with many weights for few tiles. Transformed, the weights would be four times as large, and each would be read for
//! little work: so they stay what they are, and a strip of outputs at a time is transformed where it is needed, for all tiles of a block.

use std::ops::Range;

use crate::blocks::plane_len;
use crate::gemm::{GemmOperands, chunk, register_groups};
use crate::input_transform::{LONGEST_RUN, strip_len, transform_inputs};
use crate::output_transform::{Target, output_transform};
use crate::parallel::{Parallel, Shared};
use crate::plan::Plan;
use crate::scratch::{Floats, LINE_FLOATS, with_scratch, with_shared};
use crate::simd::{Kernel, Shape, Simd, Task};
use crate::tiles::{FILTER, Grid, INPUT_TILE, Run, TRANSFORMED};
use crate::view::View;

/// Weights of one filter.
const TAPS: usize = FILTER * FILTER;
/// Bytes of the transformed tiles of one block, which every strip of outputs reads.
const BLOCK_BYTES: usize = 4 << 20;
/// Tiles of a block: more of them save transforms of weights, fewer leave room for their products in the second-level cache.
const BLOCK_TILES: Range<usize> = 64..128;
/// Floats of a strip of outputs: so often each transformed tile is used once it is in the first-level cache.
const STRIP_FLOATS: usize = 32;
/// Input channels whose weights are transformed together: with those of a strip they should stay in the second-level cache.
const CHUNK_CHANNELS: usize = 64;

/// Plain weights and everything else that does not depend on the map.
#[derive(Clone, Debug)]
pub(crate) struct Panelwise {
    plan: Plan,
    /// `[panel][input][tap][panel width]`, zeros for the outputs that a last panel has too many.
    filters: Floats,
}

impl Panelwise {
    /// Lays out weights in (output, input, 3, 3) order.
    pub(crate) fn new(kernel: Kernel, weights: &[f32], outputs: usize, inputs: usize, bias: &[f32], relu: bool, dilation: usize) -> Self {
        let plan = Plan::new(kernel, outputs, inputs, bias, relu, dilation);
        Self { filters: interleaved(weights, outputs, inputs * TAPS, plan.panel_width()), plan }
    }

    /// Micro-kernel calls and what is about as long, for each panel and input channel, over a map of this size.
    pub(crate) fn cost(kernel: Kernel, height: usize, width: usize, dilation: usize) -> usize {
        /// The transform of one register of weights, in multiplications.
        const TRANSFORM: usize = 100;
        let tiles = Grid::new(height, width, dilation).tiles();
        TRANSFORMED * tiles.next_multiple_of(kernel.shape().micro_kernel_rows) + TRANSFORM
    }

    /// Convolves checked inputs into a checked output.
    pub(crate) fn run(&self, inputs: &[View], residual: Option<&[f32]>, output: &mut [f32], pool: &dyn Parallel) {
        let (kernel, panel_width) = (self.plan.kernel, self.plan.panel_width());
        let Shape { lanes, micro_kernel_rows, .. } = self.plan.shape;
        let groups = register_groups(inputs, lanes);
        let (grid, target) = self.plan.target(&inputs[0], residual, output);
        let by_memory = (BLOCK_BYTES / (TRANSFORMED * groups.len() * lanes * size_of::<f32>())).clamp(BLOCK_TILES.start, BLOCK_TILES.end);
        // Blocks of one size, and no micro-kernel call for less than it can do.
        let blocks = grid.tiles().div_ceil(by_memory.next_multiple_of(micro_kernel_rows));
        let block = grid.tiles().div_ceil(blocks).next_multiple_of(micro_kernel_rows);
        let plane = plane_len(groups.len() * block * lanes);
        let strip = (STRIP_FLOATS / panel_width).max(1);
        let panels = self.plan.outputs.div_ceil(panel_width);
        with_shared(TRANSFORMED * plane, |transformed| {
            for start in (0..grid.tiles()).step_by(block) {
                let tiles = start..grid.tiles().min(start + block);
                let runs: Vec<Run> = grid.runs(tiles.clone(), LONGEST_RUN).collect();
                let shared = Shared::new(transformed);
                pool.for_each(runs.len(), &|index| {
                    let transform = Transform { inputs, dilation: grid.dilation, run: runs[index], padded: block, plane, to: shared };
                    with_scratch(strip_len(LONGEST_RUN, lanes), |strip| kernel.run((transform, strip)));
                });
                let layer = Layer { weights: self, groups: &groups, target, runs: &runs, padded: block, plane };
                let read = &*transformed;
                pool.for_each(panels.div_ceil(strip), &|index| {
                    let panels = index * strip..panels.min((index + 1) * strip);
                    let work = Strip { layer: &layer, panels, transformed: read };
                    with_scratch(work.scratch(), |scratch| kernel.run((work, scratch)));
                });
            }
        });
    }
}

/// Rows of `each` weights, one for each output, as `[panel][weight][panel width]`.
pub(crate) fn interleaved(weights: &[f32], outputs: usize, each: usize, width: usize) -> Floats {
    let mut packed = Floats::zeros(outputs.div_ceil(width) * each * width);
    let floats = packed.as_mut_slice();
    for (output, row) in weights.chunks_exact(each.max(1)).enumerate() {
        let panel = &mut floats[output / width * each * width + output % width..];
        for (to, weight) in panel.iter_mut().step_by(width).zip(row) {
            *to = *weight;
        }
    }
    packed
}

/// The input transform of one run of tiles.
struct Transform<'a> {
    inputs: &'a [View<'a>],
    dilation: usize,
    run: Run,
    /// Tiles of the block, rounded up to whole micro-kernel calls. Those past its end are never read.
    padded: usize,
    /// Floats from one element of the transformed tiles to the next.
    plane: usize,
    to: Shared,
}

impl Task for (Transform<'_>, &mut [f32]) {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let (Transform { inputs, dilation, run, padded, plane, to }, strip) = self;
        assert!(strip.len() >= strip_len(run.tiles, S::LANES) && run.slot + run.tiles <= padded);
        // SAFETY: the inputs were checked to be whole maps of the grid's size, and runs write different tiles of the planes.
        unsafe {
            transform_inputs::<S>(inputs, dilation, run, strip.as_mut_ptr(), to.pointer().add(run.slot * S::LANES), plane, padded * S::LANES);
        }
    }
}

/// Data that the strips of one block share.
struct Layer<'a> {
    weights: &'a Panelwise,
    groups: &'a [usize],
    target: Target<'a>,
    runs: &'a [Run],
    padded: usize,
    plane: usize,
}

/// Some panels of outputs, for all tiles of a block.
struct Strip<'a> {
    layer: &'a Layer<'a>,
    panels: Range<usize>,
    transformed: &'a [f32],
}

impl Strip<'_> {
    /// Floats from one element of a panel's transformed weights to the next.
    fn u_plane(&self) -> usize {
        // A chunk ends with a whole group.
        plane_len((CHUNK_CHANNELS + LINE_FLOATS) * self.layer.weights.plan.panel_width())
    }

    /// Floats from one element of the products to the next.
    fn m_plane(&self) -> usize {
        plane_len(self.panels.len() * self.layer.padded * self.layer.weights.plan.panel_width())
    }

    fn scratch(&self) -> usize {
        TRANSFORMED * (self.panels.len() * self.u_plane() + self.m_plane())
    }
}

impl Task for (Strip<'_>, &mut [f32]) {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let (strip, scratch) = self;
        let Layer { weights, groups, padded, plane, .. } = *strip.layer;
        let (u_plane, m_plane) = (strip.u_plane(), strip.m_plane());
        let Plan { inputs, outputs, vectors, .. } = weights.plan;
        let (width, group_stride) = (vectors * S::LANES, padded * S::LANES);
        let filters = weights.filters.as_slice();
        assert!(scratch.len() >= strip.scratch() && strip.transformed.len() >= TRANSFORMED * plane && plane >= groups.len() * group_stride);
        assert!(groups.iter().sum::<usize>() == inputs && filters.len() >= strip.panels.end * inputs * TAPS * width);
        // SAFETY: the scratch holds the transformed weights of a chunk and the products of the strip one after the other; all other places were just
        // held to their sizes, or checked to be whole maps.
        unsafe {
            let u = scratch.as_mut_ptr();
            let m = u.add(TRANSFORMED * strip.panels.len() * u_plane);
            let (mut group, mut channel) = (0, 0);
            while group < groups.len() {
                let chunk = chunk(&groups[group..], CHUNK_CHANNELS);
                let channels = chunk.iter().sum::<usize>();
                for (index, panel) in strip.panels.clone().enumerate() {
                    let u = u.add(index * TRANSFORMED * u_plane);
                    for input in 0..channels {
                        for vector in 0..vectors {
                            let from = filters.as_ptr().add((panel * inputs + channel + input) * TAPS * width + vector * S::LANES);
                            filter_transform::<S>(from, width, u.add(input * width + vector * S::LANES), u_plane);
                        }
                    }
                }
                for element in 0..TRANSFORMED {
                    for tile in (0..padded).step_by(S::MICRO_KERNEL_ROWS) {
                        for index in 0..strip.panels.len() {
                            let work = GemmOperands {
                                groups: chunk,
                                tiles: strip.transformed.as_ptr().add(element * plane + group * group_stride + tile * S::LANES),
                                group_stride,
                                panel: u.add((index * TRANSFORMED + element) * u_plane),
                                result: m.add(element * m_plane + index * vectors * group_stride + tile * S::LANES),
                                continued: group > 0,
                            };
                            S::gemm(work, vectors);
                        }
                    }
                }
                group += chunk.len();
                channel += channels;
            }
            for run in strip.layer.runs {
                for channel in (strip.panels.start * width..outputs.min(strip.panels.end * width)).step_by(S::LANES) {
                    let from = m.add((channel / S::LANES - strip.panels.start * vectors) * group_stride + run.slot * S::LANES);
                    output_transform::<S>(from, m_plane, strip.layer.target, channel, *run);
                }
            }
        }
    }
}

/// One direction of the weight transform of F(4×4, 3×3): G times a column of weights (`weights.rs` has the matrix).
#[inline(always)]
unsafe fn transform<S: Simd>(g: [S::Vector; FILTER]) -> [S::Vector; INPUT_TILE] {
    let (sixth, twelfth) = (S::splat(1.0 / 6.0), S::splat(1.0 / 12.0));
    let minus_sixth = S::splat(-1.0 / 6.0);
    let even = S::mul(S::add(g[0], g[2]), minus_sixth);
    let odd = S::mul(g[1], minus_sixth);
    let far = S::mul_add(g[0], S::splat(1.0 / 24.0), S::mul(g[2], sixth));
    let far_odd = S::mul(g[1], twelfth);
    [S::mul(g[0], S::splat(0.25)), S::add(even, odd), S::sub(even, odd), S::add(far, far_odd), S::sub(far, far_odd), g[2]]
}

/// G·g·Gᵀ for one register of outputs and one input channel; taps are `stride` floats apart, the elements of the result `plane`.
///
/// # Safety
/// The CPU must have `S`; `from` must have nine taps, and `to` room in every plane.
#[inline(always)]
unsafe fn filter_transform<S: Simd>(from: *const f32, stride: usize, to: *mut f32, plane: usize) {
    let mut half = [[S::splat(0.0); FILTER]; INPUT_TILE];
    for column in 0..FILTER {
        let mut g = [S::splat(0.0); FILTER];
        for (row, value) in g.iter_mut().enumerate() {
            *value = S::load(from.add((row * FILTER + column) * stride));
        }
        for (half, value) in half.iter_mut().zip(transform::<S>(g)) {
            half[column] = value;
        }
    }
    for (row, half) in half.into_iter().enumerate() {
        for (column, value) in transform::<S>(half).into_iter().enumerate() {
            S::store(to.add((row * INPUT_TILE + column) * plane), value);
        }
    }
}
