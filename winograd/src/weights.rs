//! The weight transform of F(4×4, 3×3), done once per convolution.

use crate::scratch::{Floats, LINE_FLOATS};
use crate::tiles::{FILTER, INPUT_TILE, TRANSFORMED};

/// The matrix G of F(4, 3) with the points 0, ±1, ±2, ∞ (Lavin & Gray 2015, section 4.3).
const G: [[f64; FILTER]; INPUT_TILE] = [
    [1.0 / 4.0, 0.0, 0.0],
    [-1.0 / 6.0, -1.0 / 6.0, -1.0 / 6.0],
    [-1.0 / 6.0, 1.0 / 6.0, -1.0 / 6.0],
    [1.0 / 24.0, 1.0 / 12.0, 1.0 / 6.0],
    [1.0 / 24.0, -1.0 / 12.0, 1.0 / 6.0],
    [0.0, 0.0, 1.0],
];

/// G·g·Gᵀ for one 3×3 filter.
fn transform(filter: &[f32]) -> [f64; TRANSFORMED] {
    let mut half = [[0.0f64; FILTER]; INPUT_TILE];
    for (row, g) in half.iter_mut().zip(&G) {
        for (x, value) in row.iter_mut().enumerate() {
            *value = (0..FILTER).map(|y| g[y] * f64::from(filter[y * FILTER + x])).sum();
        }
    }
    let mut whole = [0.0; TRANSFORMED];
    for (element, value) in whole.iter_mut().enumerate() {
        let (row, column) = (element / INPUT_TILE, element % INPUT_TILE);
        *value = (0..FILTER).map(|x| half[row][x] * G[column][x]).sum();
    }
    whole
}

/// Bias of each output, zeros where `bias` has none, readable in whole registers.
pub(crate) fn padded_bias(bias: &[f32], outputs: usize) -> Floats {
    let mut padded = Floats::zeros(outputs.next_multiple_of(LINE_FLOATS));
    padded.as_mut_slice()[..bias.len()].copy_from_slice(bias);
    padded
}

/// Transforms weights in (output, input, 3, 3) order and lays them out as `[element][panel][input][panel_width]`, with
/// zeros for the outputs a last panel has too many.
pub(crate) fn panels(weights: &[f32], outputs: usize, inputs: usize, panel_width: usize) -> Floats {
    let panels = outputs.div_ceil(panel_width);
    let mut packed = Floats::zeros(TRANSFORMED * panels * inputs * panel_width);
    let floats = packed.as_mut_slice();
    for output in 0..outputs {
        for input in 0..inputs {
            let filter = transform(&weights[(output * inputs + input) * FILTER * FILTER..][..FILTER * FILTER]);
            for (element, value) in filter.iter().enumerate() {
                let row = (element * panels + output / panel_width) * inputs + input;
                floats[row * panel_width + output % panel_width] = *value as f32;
            }
        }
    }
    packed
}
