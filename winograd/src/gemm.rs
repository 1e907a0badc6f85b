//! GEMM micro-kernel: the product V·U of transformed tiles and transformed weights, one element of the tiles at a time.

use crate::simd::Simd;
use crate::view::View;

/// Operands of one micro-kernel call.
///
/// V and M are stored in groups of one register's channels: `[group][tile][lane]`, so that the tiles of a call lie at constant
/// distances from one pointer. U is stored as panels `[input channel][output lane]`.
#[derive(Clone, Copy)]
pub(crate) struct GemmOperands<'a> {
    /// Channels actually present in each group of V (the last group of each input may be partial).
    pub(crate) groups: &'a [usize],
    /// First tile of the first group of V.
    pub(crate) tiles: *const f32,
    /// Floats from one group (of V or of M) to the next.
    pub(crate) group_stride: usize,
    /// First row of the panel of U.
    pub(crate) panel: *const f32,
    /// First tile of the panel's first group of M.
    pub(crate) result: *mut f32,
    /// True to accumulate into M.
    pub(crate) continued: bool,
}

/// Channels in each register of the concatenated inputs: a register holds channels of one input only.
pub(crate) fn register_groups(inputs: &[View], lanes: usize) -> Vec<usize> {
    inputs.iter().flat_map(|input| (0..input.channels).step_by(lanes).map(|channel| lanes.min(input.channels - channel))).collect()
}

/// The first groups that have at least so many channels together, or all.
pub(crate) fn chunk(groups: &[usize], channels: usize) -> &[usize] {
    let mut taken = 0;
    let count = groups.iter().take_while(|count| {
        let wanted = taken < channels;
        taken += **count;
        wanted
    });
    &groups[..count.count()]
}

/// Micro-kernel: multiplies `T` tiles with a panel `N` registers wide; `T·N` accumulators and `N + 1` operands have to fit the register file.
///
/// # Safety
/// The CPU must have `S`; every group of V and M must hold `T` tiles from the given pointers on, and the panel one row per channel.
#[inline(always)]
pub(crate) unsafe fn gemm_micro_kernel<S: Simd, const T: usize, const N: usize>(work: GemmOperands) {
    let mut sums = [[S::splat(0.0); N]; T];
    if work.continued {
        for (tile, row) in sums.iter_mut().enumerate() {
            for (vector, sum) in row.iter_mut().enumerate() {
                *sum = S::load(work.result.add(vector * work.group_stride + tile * S::LANES));
            }
        }
    }
    let mut tiles = work.tiles;
    let mut panel = work.panel;
    for &channels in work.groups {
        if channels == S::LANES {
            for channel in 0..S::LANES {
                accumulate::<S, T, N>(&mut sums, tiles.add(channel), panel.add(channel * N * S::LANES));
            }
        } else {
            for channel in 0..channels {
                accumulate::<S, T, N>(&mut sums, tiles.add(channel), panel.add(channel * N * S::LANES));
            }
        }
        tiles = tiles.add(work.group_stride);
        panel = panel.add(channels * N * S::LANES);
    }
    for (tile, row) in sums.iter().enumerate() {
        for (vector, &sum) in row.iter().enumerate() {
            S::store(work.result.add(vector * work.group_stride + tile * S::LANES), sum);
        }
    }
}

/// Adds one input channel's contribution: the outer product of a column of V and a row of U.
#[inline(always)]
unsafe fn accumulate<S: Simd, const T: usize, const N: usize>(sums: &mut [[S::Vector; N]; T], tiles: *const f32, panel: *const f32) {
    let mut weights = [S::splat(0.0); N];
    for (vector, weight) in weights.iter_mut().enumerate() {
        *weight = S::load(panel.add(vector * S::LANES));
    }
    for (tile, row) in sums.iter_mut().enumerate() {
        let value = S::load_splat(tiles.add(tile * S::LANES));
        for (sum, &weight) in row.iter_mut().zip(&weights) {
            *sum = S::mul_add(value, weight, *sum);
        }
    }
}
