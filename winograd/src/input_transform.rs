//! The input transform Bᵀ·d·B of F(4×4, 3×3).

use crate::simd::Simd;
use crate::tiles::{INPUT_TILE, OUTPUT_TILE, OVERLAP, Run};
use crate::view::View;

/// Tiles of one run at most: their columns, transformed in one direction, then stay in the first-level cache.
pub(crate) const LONGEST_RUN: usize = 16;

/// Floats of the columns of a run of `tiles` tiles, transformed in one direction, for registers of `lanes`.
pub(crate) const fn strip_len(tiles: usize, lanes: usize) -> usize {
    (tiles * OUTPUT_TILE + OVERLAP) * INPUT_TILE * lanes
}

/// A group of one register's channels of one input.
#[derive(Clone, Copy)]
struct Source {
    /// The group's first channel at the first pixel of the map.
    start: *const f32,
    /// Channels in the group, at most one register's.
    count: usize,
    /// Floats from one pixel of the map to the next.
    channels: usize,
    /// Pixels in a row of the map.
    width: usize,
    /// Pixels between neighbours of a phase.
    dilation: usize,
}

/// Transforms a run of tiles for all channels of the inputs, group after group.
///
/// # Safety
/// The CPU must have `S`, the inputs must be the maps that the run was cut from, `strip` must hold [`strip_len`] floats for the run, and `to` must be the
/// run's first tile in the first of [`TRANSFORMED`](crate::tiles::TRANSFORMED) planes `plane` floats apart, in which groups are `group_stride` floats apart.
#[inline(always)]
pub(crate) unsafe fn transform_inputs<S: Simd>(
    inputs: &[View],
    dilation: usize,
    run: Run,
    strip: *mut f32,
    mut to: *mut f32,
    plane: usize,
    group_stride: usize,
) {
    for input in inputs {
        for channel in (0..input.channels).step_by(S::LANES) {
            let source = Source {
                start: input.data.as_ptr().add(channel),
                count: S::LANES.min(input.channels - channel),
                channels: input.channels,
                width: input.width,
                dilation,
            };
            transform_group::<S>(source, run, strip, to, plane);
            to = to.add(group_stride);
        }
    }
}

/// One direction of the transform: Bᵀ times a column, with the multiples of 1 and 4 shared between rows.
#[inline(always)]
unsafe fn transform<S: Simd>(d: [S::Vector; INPUT_TILE]) -> [S::Vector; INPUT_TILE] {
    let (minus_two, two) = (S::splat(-2.0), S::splat(2.0));
    let (minus_four, four, minus_five) = (S::splat(-4.0), S::splat(4.0), S::splat(-5.0));
    let even = S::mul_add(d[2], minus_four, d[4]);
    let odd = S::mul_add(d[1], minus_four, d[3]);
    let even_near = S::sub(d[4], d[2]);
    let odd_near = S::sub(d[3], d[1]);
    [
        S::mul_add(d[0], four, S::mul_add(d[2], minus_five, d[4])),
        S::add(even, odd),
        S::sub(even, odd),
        S::mul_add(odd_near, two, even_near),
        S::mul_add(odd_near, minus_two, even_near),
        S::mul_add(d[1], four, S::mul_add(d[3], minus_five, d[5])),
    ]
}

/// Transforms a run of tiles for one group of channels; pixels outside the phase are zeros.
///
/// Neighbouring tiles share two of six columns, so the columns are transformed once for the whole run, into `strip`.
///
/// # Safety
/// As [`transform_inputs`], with `to` of this group.
#[inline(always)]
unsafe fn transform_group<S: Simd>(source: Source, run: Run, strip: *mut f32, to: *mut f32, plane: usize) {
    if run.at.0 >= run.size.0 {
        return;
    }
    let columns = run.tiles * OUTPUT_TILE + OVERLAP;
    // Counted in the strip, whose first row and column are one pixel before the first tile.
    let first_row = usize::from(run.at.0 == 0);
    let rows = first_row..INPUT_TILE.min(run.size.0 + 1 - run.at.0);
    let first_column = usize::from(run.at.1 == 0);
    let valid = first_column..columns.min((run.size.1 + 1).saturating_sub(run.at.1)).max(first_column);
    let zero = S::splat(0.0);

    for column in (0..valid.start).chain(valid.end..columns) {
        for row in 0..INPUT_TILE {
            S::store(strip.add((column * INPUT_TILE + row) * S::LANES), zero);
        }
    }
    let pixel = source.dilation * source.channels;
    let line = pixel * source.width;
    // May point before the map, where `rows` and `valid` keep it from being read.
    let corner = (run.origin.0 * source.width + run.origin.1) * source.channels;
    let corner = source.start.wrapping_add(corner).wrapping_add(run.at.0 * line + run.at.1 * pixel).wrapping_sub(line + pixel);
    if rows == (0..INPUT_TILE) && source.count == S::LANES {
        for column in valid {
            let from = corner.wrapping_add(column * pixel);
            let mut d = [zero; INPUT_TILE];
            for (row, value) in d.iter_mut().enumerate() {
                *value = S::load(from.wrapping_add(row * line));
            }
            store_column::<S>(transform::<S>(d), strip.add(column * INPUT_TILE * S::LANES));
        }
    } else {
        for column in valid {
            let from = corner.wrapping_add(column * pixel);
            let mut d = [zero; INPUT_TILE];
            for (row, value) in d.iter_mut().enumerate() {
                if row >= rows.start && row < rows.end {
                    let from = from.wrapping_add(row * line);
                    *value = if source.count == S::LANES { S::load(from) } else { S::load_first(from, source.count) };
                }
            }
            store_column::<S>(transform::<S>(d), strip.add(column * INPUT_TILE * S::LANES));
        }
    }

    for row in 0..INPUT_TILE {
        let to = to.add(row * INPUT_TILE * plane);
        for tile in 0..run.tiles {
            let from = strip.add((tile * OUTPUT_TILE * INPUT_TILE + row) * S::LANES);
            let mut d = [zero; INPUT_TILE];
            for (column, value) in d.iter_mut().enumerate() {
                *value = S::load(from.add(column * INPUT_TILE * S::LANES));
            }
            for (column, value) in transform::<S>(d).into_iter().enumerate() {
                S::store(to.add(column * plane + tile * S::LANES), value);
            }
        }
    }
}

#[inline(always)]
unsafe fn store_column<S: Simd>(column: [S::Vector; INPUT_TILE], to: *mut f32) {
    for (row, value) in column.into_iter().enumerate() {
        S::store(to.add(row * S::LANES), value);
    }
}
