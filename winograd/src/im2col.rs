//! im2col convolution: any kernel size, stride, dilation and padding, as one matrix product (GEMM) of gathered input patches and weights.

use std::ops::Range;

use crate::gemm::{GemmOperands, chunk, register_groups};
use crate::panelwise::interleaved;
use crate::parallel::{Parallel, Shared};
use crate::scratch::{Floats, with_scratch, with_shared};
use crate::simd::{Kernel, Shape, Simd, Task};
use crate::view::{View, concatenated};
use crate::weights::padded_bias;

/// Bytes of gathered patches in one block.
const BLOCK_BYTES: usize = 2 << 20;
/// Pixels that one thread gathers at a time.
const PIXELS_PER_TASK: usize = 64;
/// Channels of patches that are multiplied before the next pixels are: with a panel of weights they should stay in the first-level cache.
const CHUNK_CHANNELS: usize = 256;

/// Parameters of a convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvParams {
    /// Kernel size: rows and columns of weights.
    pub kernel: [usize; 2],
    /// Strides in pixels, down and across.
    pub strides: [usize; 2],
    /// Dilations in pixels, down and across.
    pub dilations: [usize; 2],
    /// Padding: zeros above and to the left of the map.
    pub pads: [usize; 2],
}

/// im2col convolution of one group.
#[derive(Clone, Debug)]
pub struct Im2colConv {
    kernel: Kernel,
    shape: Shape,
    inputs: usize,
    outputs: usize,
    params: ConvParams,
    floor: f32,
    /// Registers in a row of a panel.
    vectors: usize,
    /// `[panel][tap][input][panel width]`, zeros for the outputs that a last panel has too many.
    panels: Floats,
    bias: Floats,
}

impl Im2colConv {
    /// Prepares a convolution for the fastest available kernel.
    ///
    /// `weights` are in (output, input, row, column) order, `bias` has one float per output or none; `relu` clamps results to at least zero.
    ///
    /// # Panics
    /// If a count is zero, or the lengths do not fit the counts.
    pub fn new(weights: &[f32], outputs: usize, inputs: usize, bias: &[f32], relu: bool, params: ConvParams) -> Self {
        Self::with_kernel(Kernel::best(), weights, outputs, inputs, bias, relu, params)
    }

    /// [`new`](Self::new) for a given kernel.
    ///
    /// # Panics
    /// As `new`, and if the kernel is not [available](Kernel::available).
    pub fn with_kernel(kernel: Kernel, weights: &[f32], outputs: usize, inputs: usize, bias: &[f32], relu: bool, params: ConvParams) -> Self {
        let taps = params.kernel[0] * params.kernel[1];
        assert!(outputs > 0 && inputs > 0 && taps > 0, "a convolution needs inputs, outputs and weights");
        assert!(params.strides.iter().chain(&params.dilations).all(|step| *step > 0), "windows are at least one pixel apart");
        assert_eq!(weights.len(), outputs * inputs * taps, "{taps} weights for each of {outputs}×{inputs} channels");
        assert!(bias.is_empty() || bias.len() == outputs, "one bias for each of {outputs} outputs, or none");
        let shape = kernel.shape();
        let vectors = shape.vectors(outputs);
        let floor = if relu { 0.0 } else { f32::NEG_INFINITY };
        // From (input, tap) to (tap, input).
        let by_tap: Vec<f32> = weights
            .chunks_exact(inputs * taps)
            .flat_map(|filter| (0..taps).flat_map(move |tap| filter[tap..].iter().step_by(taps).copied()))
            .collect();
        let panels = interleaved(&by_tap, outputs, inputs * taps, vectors * shape.lanes);
        Self { kernel, shape, inputs, outputs, params, floor, vectors, panels, bias: padded_bias(bias, outputs) }
    }

    /// Channels this convolution writes.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Its parameters.
    pub fn params(&self) -> ConvParams {
        self.params
    }

    /// Micro-kernel calls for each panel and input channel, for a result of so many pixels.
    pub(crate) fn cost(kernel: Kernel, params: ConvParams, pixels: usize) -> usize {
        params.kernel[0] * params.kernel[1] * pixels.next_multiple_of(kernel.shape().micro_kernel_rows)
    }

    /// Convolves the concatenation of `inputs` along their channels, which is never built, to `height` × `width` pixels; the padding
    /// is zero.
    ///
    /// `residual`, of the same shape as `output`, is added after the ReLU. The result does not depend on the number of threads.
    ///
    /// # Panics
    /// If the inputs are empty, their sizes differ, their channels do not add up, or `output` or `residual` has another length.
    pub fn run(&self, inputs: &[View], residual: Option<&[f32]>, size: [usize; 2], output: &mut [f32], pool: &dyn Parallel) {
        let (_, _, channels) = concatenated(inputs);
        assert_eq!(channels, self.inputs, "the inputs' channels must add up");
        let pixels = size[0].checked_mul(size[1]);
        let len = pixels.and_then(|pixels| pixels.checked_mul(self.outputs));
        assert_eq!(Some(output.len()), len, "the output is {size:?}×{}", self.outputs);
        assert!(residual.is_none_or(|residual| residual.len() == output.len()), "the residual is {size:?}×{}", self.outputs);
        let (lanes, rows, taps) = (self.shape.lanes, self.shape.micro_kernel_rows, self.params.kernel[0] * self.params.kernel[1]);
        let pixels = pixels.unwrap_or(0);
        let groups = register_groups(inputs, lanes).repeat(taps);
        let block = (BLOCK_BYTES / (groups.len() * lanes * size_of::<f32>())).max(rows).next_multiple_of(rows).min(pixels.next_multiple_of(rows));
        let panels = self.outputs.div_ceil(self.vectors * lanes);
        let output = Shared::new(output);
        with_shared(groups.len() * block * lanes, |gathered| {
            for start in (0..pixels).step_by(block.max(1)) {
                let count = block.min(pixels - start);
                let shared = Shared::new(gathered);
                pool.for_each(count.div_ceil(PIXELS_PER_TASK), &|index| {
                    let slots = index * PIXELS_PER_TASK..count.min((index + 1) * PIXELS_PER_TASK);
                    self.kernel.run(Im2col { params: self.params, inputs, start, slots, width: size[1], block, to: shared });
                });
                let read = &*gathered;
                // Enough parts for all threads, each of whole micro-kernel calls.
                let parts = (2 * pool.threads()).div_ceil(panels).clamp(1, count.div_ceil(rows));
                let part = count.div_ceil(parts).next_multiple_of(rows);
                let parts = count.div_ceil(part);
                pool.for_each(panels * parts, &|index| {
                    let slots = index % parts * part..count.min((index % parts + 1) * part);
                    let work = Panel { weights: self, groups: &groups, gathered: read, block, start, slots, panel: index / parts, residual, output };
                    with_scratch(self.vectors * block * lanes, |sums| self.kernel.run((work, sums)));
                });
            }
        });
    }
}

/// Patches of some pixels, in `[tap][group][pixel][lane]` order.
struct Im2col<'a> {
    params: ConvParams,
    inputs: &'a [View<'a>],
    /// First pixel of the block.
    start: usize,
    /// Pixels, counted from that.
    slots: Range<usize>,
    /// Pixels in a row of the result.
    width: usize,
    /// Pixels of a block.
    block: usize,
    to: Shared,
}

impl Task for Im2col<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let Self { params, inputs, start, slots, width, block, to } = self;
        let (height, columns) = (inputs[0].height, inputs[0].width);
        let place = |at: usize, axis: usize, tap: usize, length: usize| {
            let from = at.checked_mul(params.strides[axis])?.checked_add(tap.checked_mul(params.dilations[axis])?)?;
            from.checked_sub(params.pads[axis]).filter(|from| *from < length)
        };
        let mut first = 0;
        for row in 0..params.kernel[0] {
            for column in 0..params.kernel[1] {
                for slot in slots.clone() {
                    let (y, x) = ((start + slot) / width, (start + slot) % width);
                    let pixel = place(y, 0, row, height).zip(place(x, 1, column, columns)).map(|(y, x)| y * columns + x);
                    let mut group = first;
                    for input in inputs {
                        for channel in (0..input.channels).step_by(S::LANES) {
                            let count = S::LANES.min(input.channels - channel);
                            // SAFETY: the pixel is inside the map, which was checked to be whole, and each slot is written by one call.
                            unsafe {
                                let value = match pixel {
                                    Some(pixel) => {
                                        let from = input.data.as_ptr().add(pixel * input.channels + channel);
                                        if count == S::LANES { S::load(from) } else { S::load_first(from, count) }
                                    }
                                    None => S::splat(0.0),
                                };
                                S::store(to.pointer().add((group * block + slot) * S::LANES), value);
                            }
                            group += 1;
                        }
                    }
                }
                first += inputs.iter().map(|input| input.channels.div_ceil(S::LANES)).sum::<usize>();
            }
        }
    }
}

/// One panel of outputs for some pixels.
struct Panel<'a> {
    weights: &'a Im2colConv,
    /// Channels in each group of the gathered patches.
    groups: &'a [usize],
    gathered: &'a [f32],
    /// Pixels of a block.
    block: usize,
    /// First pixel of the block.
    start: usize,
    /// Pixels, counted from that.
    slots: Range<usize>,
    panel: usize,
    residual: Option<&'a [f32]>,
    output: Shared,
}

impl Task for (Panel<'_>, &mut [f32]) {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let (Panel { weights, groups, gathered, block, start, slots, panel, residual, output }, sums) = self;
        let (vectors, outputs) = (weights.vectors, weights.outputs);
        let (width, padded) = (vectors * S::LANES, slots.len().next_multiple_of(S::MICRO_KERNEL_ROWS));
        let channels = groups.iter().sum::<usize>();
        assert!(gathered.len() >= groups.len() * block * S::LANES && slots.start + padded <= block && sums.len() >= vectors * block * S::LANES);
        assert!(weights.panels.as_slice().len() >= (panel + 1) * channels * width);
        // SAFETY: all places were just held to their sizes; parts write different pixels of the output or different channels of them.
        unsafe {
            let mut row = weights.panels.as_slice().as_ptr().add(panel * channels * width);
            let mut group = 0;
            while group < groups.len() {
                let chunk = chunk(&groups[group..], CHUNK_CHANNELS);
                for tile in (0..padded).step_by(S::MICRO_KERNEL_ROWS) {
                    let work = GemmOperands {
                        groups: chunk,
                        tiles: gathered.as_ptr().add((group * block + slots.start + tile) * S::LANES),
                        group_stride: block * S::LANES,
                        panel: row,
                        result: sums.as_mut_ptr().add(tile * S::LANES),
                        continued: group > 0,
                    };
                    S::gemm(work, vectors);
                }
                row = row.add(chunk.iter().sum::<usize>() * width);
                group += chunk.len();
            }
            let floor = S::splat(weights.floor);
            for vector in 0..vectors {
                let channel = panel * width + vector * S::LANES;
                if channel >= outputs {
                    break;
                }
                let count = S::LANES.min(outputs - channel);
                let bias = S::load(weights.bias.as_slice().as_ptr().add(channel));
                for slot in 0..slots.len() {
                    let at = (start + slots.start + slot) * outputs + channel;
                    let mut value = S::max(S::add(S::load(sums.as_ptr().add((vector * block + slot) * S::LANES)), bias), floor);
                    if let Some(residual) = residual {
                        let from = residual.as_ptr().add(at);
                        value = S::add(value, if count == S::LANES { S::load(from) } else { S::load_first(from, count) });
                    }
                    let to = output.pointer().add(at);
                    if count == S::LANES { S::store(to, value) } else { S::store_first(to, value, count) }
                }
            }
        }
    }
}
