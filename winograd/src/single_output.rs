//! A 3×3 convolution to a single channel, where a register of output channels would be nearly empty: dot products along the
//! input channels instead.

use crate::parallel::{Parallel, Shared};
use crate::scratch::{Floats, with_scratch};
use crate::simd::{Kernel, Simd, Task};
use crate::view::View;

/// Output pixels computed together, so that each loaded weight serves all of them.
const PIXELS: usize = 8;

/// Weights as nine rows of the input channels, and everything else that does not depend on the map.
#[derive(Clone, Debug)]
pub(crate) struct SingleOutput {
    kernel: Kernel,
    inputs: usize,
    dilation: usize,
    bias: f32,
    floor: f32,
    taps: Floats,
}

impl SingleOutput {
    /// Reorders weights in (input, 3, 3) order.
    pub(crate) fn new(kernel: Kernel, weights: &[f32], inputs: usize, bias: &[f32], relu: bool, dilation: usize) -> Self {
        let mut taps = Floats::zeros(9 * inputs);
        for (index, tap) in taps.as_mut_slice()[..9 * inputs].iter_mut().enumerate() {
            *tap = weights[index % inputs * 9 + index / inputs];
        }
        let floor = if relu { 0.0 } else { f32::NEG_INFINITY };
        Self { kernel, inputs, dilation, bias: bias.first().copied().unwrap_or(0.0), floor, taps }
    }

    /// Convolves checked inputs into a checked output.
    pub(crate) fn run(&self, inputs: &[View], residual: Option<&[f32]>, output: &mut [f32], pool: &dyn Parallel) {
        let (height, width) = (inputs[0].height, inputs[0].width);
        let widest = inputs.iter().map(|input| input.channels).max().unwrap_or(0);
        let shared = Shared::new(output);
        pool.for_each(height, &|y| {
            // SAFETY: each row is written by one call.
            let output = unsafe { shared.part(y * width, width) };
            with_scratch(widest, |zeros| {
                zeros.fill(0.0);
                self.kernel.run(Row { weights: self, inputs, y, zeros, output });
            });
            for (x, value) in output.iter_mut().enumerate() {
                *value = (*value + self.bias).max(self.floor) + residual.map_or(0.0, |residual| residual[y * width + x]);
            }
        });
    }
}

/// One row of the output.
struct Row<'a> {
    weights: &'a SingleOutput,
    inputs: &'a [View<'a>],
    y: usize,
    /// Values of pixels outside the map.
    zeros: &'a [f32],
    output: &'a mut [f32],
}

impl Task for Row<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let Self { weights, inputs, y, zeros, output } = self;
        let step = weights.dilation.min(output.len().max(inputs[0].height));
        output.fill(0.0);
        let mut first_channel = 0;
        for input in inputs {
            assert!(zeros.len() >= input.channels);
            let mut taps = [zeros; 9];
            for (index, tap) in taps.iter_mut().enumerate() {
                *tap = &weights.taps.as_slice()[index * weights.inputs + first_channel..][..input.channels];
            }
            let mut x = 0;
            while x < input.width {
                // Of pixels together, all columns of the window lie inside the map; rows outside are zeros, at stride 0.
                let together = x >= step && x + PIXELS + step <= input.width;
                let mut pixels = [(zeros.as_ptr(), 0); 9];
                for (tap, place) in pixels.iter_mut().enumerate() {
                    let row = (y + tap / 3 * step).checked_sub(step).filter(|&row| row < input.height);
                    let column = (x + tap % 3 * step).checked_sub(step).filter(|&column| column < input.width);
                    if let (Some(row), Some(column)) = (row, column) {
                        *place = (input.data[(row * input.width + column) * input.channels..].as_ptr(), input.channels);
                    }
                }
                // SAFETY: every place is the zeros or a pixel of the input, followed by as many in its row as are read together.
                unsafe {
                    if together {
                        dot::<S, PIXELS>(&pixels, &taps, &mut output[x..x + PIXELS]);
                        x += PIXELS;
                    } else {
                        dot::<S, 1>(&pixels, &taps, &mut output[x..x + 1]);
                        x += 1;
                    }
                }
            }
            first_channel += input.channels;
        }
    }
}

/// Adds to `N` outputs the products of nine pixels with their taps; each place is the first output's pixel and the floats from
/// it to the next output's.
///
/// # Safety
/// The CPU must have `S`, and each pixel must have as many floats as the taps.
#[inline(always)]
unsafe fn dot<S: Simd, const N: usize>(pixels: &[(*const f32, usize); 9], taps: &[&[f32]; 9], output: &mut [f32]) {
    let mut sums = [S::splat(0.0); N];
    let channels = taps[0].len();
    let whole = channels / S::LANES * S::LANES;
    for (tap, &(from, stride)) in taps.iter().zip(pixels) {
        for channel in (0..whole).step_by(S::LANES) {
            let tap = S::load(tap.as_ptr().add(channel));
            for (pixel, sum) in sums.iter_mut().enumerate() {
                *sum = S::mul_add(S::load(from.add(pixel * stride + channel)), tap, *sum);
            }
        }
    }
    if whole < channels {
        for (tap, &(from, stride)) in taps.iter().zip(pixels) {
            let tap = S::load_first(tap.as_ptr().add(whole), channels - whole);
            for (pixel, sum) in sums.iter_mut().enumerate() {
                *sum = S::mul_add(S::load_first(from.add(pixel * stride + whole), channels - whole), tap, *sum);
            }
        }
    }
    for (output, sum) in output.iter_mut().zip(sums) {
        *output += S::sum(sum);
    }
}
