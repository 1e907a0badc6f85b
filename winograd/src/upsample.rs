//! Bilinear resizing.

use crate::parallel::{Parallel, Shared};
use crate::scratch::with_scratch;
use crate::simd::{Kernel, Simd, Task};
use crate::view::View;

/// Place of an output row or column between two of the input.
#[derive(Clone, Copy)]
struct Place {
    low: usize,
    high: usize,
    /// Share of `high`.
    share: f32,
}

/// Resizes to `height`×`width` by linear interpolation between half-pixel centres: PyTorch's `bilinear` with
/// `align_corners=false`, ONNX `Resize` in mode `linear` with `pytorch_half_pixel`. `output` is height×width×channels.
///
/// # Panics
/// If the input has no pixels, or a length does not fit.
pub fn upsample_bilinear(input: View, height: usize, width: usize, output: &mut [f32], pool: &dyn Parallel) {
    input.check();
    assert!(input.height > 0 && input.width > 0, "nothing to resize");
    let row_len = width * input.channels;
    assert_eq!(output.len(), height * row_len, "the output is {height}×{width}×{}", input.channels);
    let columns = places(input.width, width);
    let rows = places(input.height, height);
    let kernel = Kernel::best();
    let shared = Shared::new(output);
    let line = input.width * input.channels;
    pool.for_each(height, &|y| {
        let row = rows[y];
        // SAFETY: each row is written by one call.
        let output = unsafe { shared.part(y * row_len, row_len) };
        let low = &input.data[row.low * line..][..line];
        let high = &input.data[row.high * line..][..line];
        with_scratch(line, |blended| {
            kernel.run(Row { low, high, share: row.share, columns: &columns, channels: input.channels, blended, output });
        });
    });
}

/// Places of `to` pixels among `from`.
fn places(from: usize, to: usize) -> Vec<Place> {
    let scale = from as f64 / to as f64;
    let place = |index: usize| {
        // PyTorch's half pixel is -0.5 + ..., except that a single output pixel of ONNX's `pytorch_half_pixel` reads pixel 0.
        let at = if to > 1 { ((index as f64 + 0.5) * scale - 0.5).max(0.0) } else { 0.0 };
        let low = (at as usize).min(from - 1);
        Place { low, high: (low + 1).min(from - 1), share: (at - low as f64) as f32 }
    };
    (0..to).map(place).collect()
}

/// One row of the output.
struct Row<'a> {
    low: &'a [f32],
    high: &'a [f32],
    share: f32,
    columns: &'a [Place],
    channels: usize,
    /// The input row between `low` and `high`, as long as these.
    blended: &'a mut [f32],
    output: &'a mut [f32],
}

impl Task for Row<'_> {
    type Output = ();

    /// Between rows first, as there are fewer input columns. Plain loops, which the compiler vectorises for the instruction set.
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let Self { low, high, share, columns, channels, blended, output } = self;
        for ((blended, &low), &high) in blended.iter_mut().zip(low).zip(high) {
            *blended = low + (high - low) * share;
        }
        if channels == 1 {
            for (output, place) in output.iter_mut().zip(columns) {
                let low = blended[place.low];
                *output = low + (blended[place.high] - low) * place.share;
            }
            return;
        }
        for (output, place) in output.chunks_exact_mut(channels.max(1)).zip(columns) {
            let low = &blended[place.low * channels..][..channels];
            let high = &blended[place.high * channels..][..channels];
            for ((output, &low), &high) in output.iter_mut().zip(low).zip(high) {
                *output = low + (high - low) * place.share;
            }
        }
    }
}
