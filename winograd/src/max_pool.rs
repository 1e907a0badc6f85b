//! Maximum pooling.

use crate::parallel::{Parallel, Shared};
use crate::simd::{Kernel, Simd, Task};
use crate::view::View;

/// Maximum over 2×2 pixels with stride 2; an odd last row or column is pooled alone (PyTorch's `ceil_mode`).
///
/// `output` is ⌈height/2⌉×⌈width/2⌉×channels.
///
/// # Panics
/// If a length does not fit.
pub fn max_pool_2x2_ceil(input: View, output: &mut [f32], pool: &dyn Parallel) {
    input.check();
    let row_len = input.width.div_ceil(2) * input.channels;
    let rows = input.height.div_ceil(2);
    assert_eq!(output.len(), rows * row_len, "the output is half the input");
    let kernel = Kernel::best();
    let shared = Shared::new(output);
    let line = input.width * input.channels;
    pool.for_each(rows, &|y| {
        let upper = &input.data[2 * y * line..][..line];
        let lower = if 2 * y + 1 < input.height { &input.data[(2 * y + 1) * line..][..line] } else { upper };
        // SAFETY: each row is written by one call.
        let output = unsafe { shared.part(y * row_len, row_len) };
        kernel.run(Row { upper, lower, channels: input.channels, output });
    });
}

/// One row of the output.
struct Row<'a> {
    upper: &'a [f32],
    lower: &'a [f32],
    channels: usize,
    output: &'a mut [f32],
}

impl Task for Row<'_> {
    type Output = ();

    /// Plain loops, which the compiler vectorises for the instruction set.
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let channels = self.channels.max(1);
        let pairs = self.upper.chunks(2 * channels).zip(self.lower.chunks(2 * channels));
        for (output, (upper, lower)) in self.output.chunks_exact_mut(channels).zip(pairs) {
            let (upper_left, upper_right) = upper.split_at(channels);
            let (lower_left, lower_right) = lower.split_at(channels);
            for ((output, &upper), &lower) in output.iter_mut().zip(upper_left).zip(lower_left) {
                *output = larger(upper, lower);
            }
            for ((output, &upper), &lower) in output.iter_mut().zip(upper_right).zip(lower_right) {
                *output = larger(*output, larger(upper, lower));
            }
        }
    }
}

/// `f32::max` without its rule for NaN, which costs several instructions.
#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}
