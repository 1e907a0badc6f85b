//! The output transform Aᵀ·m·A of F(4×4, 3×3), with what follows a convolution: bias, ReLU and a residual.

use crate::parallel::Shared;
use crate::simd::Simd;
use crate::tiles::{INPUT_TILE, OUTPUT_TILE, Run};

/// Output map of a convolution.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    /// Pixels of the map, one after the other.
    pub(crate) output: Shared,
    /// Map of the same shape that is added to the output.
    pub(crate) residual: Option<&'a [f32]>,
    /// Floats from one pixel to the next.
    pub(crate) channels: usize,
    /// Pixels in a row of the map.
    pub(crate) width: usize,
    /// Pixels between neighbours of a phase.
    pub(crate) dilation: usize,
    /// Bias of each channel, readable in whole registers.
    pub(crate) bias: &'a [f32],
    /// The least value of a result before the residual: 0 for ReLU, -∞ for none.
    pub(crate) floor: f32,
}

/// One direction of the transform: Aᵀ times a column of products.
#[inline(always)]
unsafe fn transform<S: Simd>(m: [S::Vector; INPUT_TILE]) -> [S::Vector; OUTPUT_TILE] {
    let near = S::add(m[1], m[2]);
    let near_difference = S::sub(m[1], m[2]);
    let far = S::add(m[3], m[4]);
    let far_difference = S::sub(m[3], m[4]);
    [
        S::add(S::add(m[0], near), far),
        S::mul_add(far_difference, S::splat(2.0), near_difference),
        S::mul_add(far, S::splat(4.0), near),
        S::mul_add(far_difference, S::splat(8.0), S::add(near_difference, m[5])),
    ]
}

/// Transforms a run of tiles for the group of output channels that begins with `channel` and writes the pixels inside the phase.
///
/// The bias is added to one product instead of sixteen results: column 1 of Aᵀ is all ones.
///
/// # Safety
/// The CPU must have `S`, `target` must be whole maps of the size that the run was cut from, and `from` must be the group's first tile in the
/// first of [`TRANSFORMED`](crate::tiles::TRANSFORMED) planes `plane` floats apart.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "a column of `half` is written across its rows")]
pub(crate) unsafe fn output_transform<S: Simd>(from: *const f32, plane: usize, target: Target, channel: usize, run: Run) {
    let count = S::LANES.min(target.channels - channel);
    let output = target.output.pointer().add(channel);
    let residual = target.residual.map_or(std::ptr::null(), |residual| residual.as_ptr().add(channel));
    let rows = OUTPUT_TILE.min(run.size.0.saturating_sub(run.at.0));
    let pixel = target.dilation * target.channels;
    let line = pixel * target.width;
    let corner = (run.origin.0 * target.width + run.origin.1) * target.channels + run.at.0 * line + run.at.1 * pixel;
    let bias = S::load(target.bias.as_ptr().add(channel));
    let floor = S::splat(target.floor);
    for tile in 0..run.tiles {
        let columns = OUTPUT_TILE.min(run.size.1.saturating_sub(run.at.1 + tile * OUTPUT_TILE));
        let from = from.add(tile * S::LANES);
        let mut half = [[S::splat(0.0); INPUT_TILE]; OUTPUT_TILE];
        for column in 0..INPUT_TILE {
            let mut m = [S::splat(0.0); INPUT_TILE];
            for (row, value) in m.iter_mut().enumerate() {
                *value = S::load(from.add((row * INPUT_TILE + column) * plane));
            }
            if column == 1 {
                m[1] = S::add(m[1], bias);
            }
            for (row, value) in transform::<S>(m).into_iter().enumerate() {
                half[row][column] = value;
            }
        }
        let at = corner + tile * OUTPUT_TILE * pixel;
        if rows == OUTPUT_TILE && columns == OUTPUT_TILE && count == S::LANES {
            for (row, half) in half.iter().enumerate() {
                let at = at + row * line;
                for (column, value) in transform::<S>(*half).into_iter().enumerate() {
                    let at = at + column * pixel;
                    let mut value = S::max(value, floor);
                    if !residual.is_null() {
                        value = S::add(value, S::load(residual.add(at)));
                    }
                    S::store(output.add(at), value);
                }
            }
        } else {
            for (row, half) in half.iter().enumerate().take(rows) {
                let at = at + row * line;
                for (column, value) in transform::<S>(*half).into_iter().enumerate().take(columns) {
                    let at = at + column * pixel;
                    let mut value = S::max(value, floor);
                    if !residual.is_null() {
                        value = S::add(value, S::load_first(residual.add(at), count));
                    }
                    S::store_first(output.add(at), value, count);
                }
            }
        }
    }
}
