//! A small pointwise convolution.

use crate::parallel::{Parallel, Shared};
use crate::view::{View, concatenated};

/// Convolves the concatenation of `inputs` with 1×1 `weights` in (output, input) order.
///
/// Meant for a handful of channels, as the fusion of side outputs (6→1): each weight passes once over each row.
/// `bias` has one float per output or is empty; `output` has one pixel of `outputs` channels for each input pixel.
///
/// # Panics
/// If the inputs are empty or their sizes differ, or a length does not fit.
pub fn conv1x1(inputs: &[View], weights: &[f32], bias: &[f32], outputs: usize, output: &mut [f32], pool: &dyn Parallel) {
    let (height, width, channels) = concatenated(inputs);
    assert_eq!(weights.len(), outputs * channels, "one weight for each of {outputs}×{channels} channels");
    assert!(bias.is_empty() || bias.len() == outputs, "one bias for each of {outputs} outputs, or none");
    assert_eq!(output.len(), height * width * outputs, "the output is {height}×{width}×{outputs}");
    let shared = Shared::new(output);
    pool.for_each(height, &|y| {
        // SAFETY: each row is written by one call.
        let row = unsafe { shared.part(y * width * outputs, width * outputs) };
        row.chunks_exact_mut(outputs.max(1)).for_each(|pixel| {
            pixel.fill(0.0);
            pixel[..bias.len()].copy_from_slice(bias);
        });
        let mut channel = 0;
        for input in inputs {
            let from = &input.data[y * width * input.channels..][..width * input.channels];
            for within in 0..input.channels {
                for output in 0..outputs {
                    let weight = weights[output * channels + channel];
                    if outputs == 1 && input.channels == 1 {
                        row.iter_mut().zip(from).for_each(|(sum, value)| *sum += weight * value);
                    } else {
                        let values = from.iter().skip(within).step_by(input.channels);
                        row.iter_mut().skip(output).step_by(outputs).zip(values).for_each(|(sum, value)| *sum += weight * value);
                    }
                }
                channel += 1;
            }
        }
    });
}
