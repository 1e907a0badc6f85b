//! Coefficients of a JPEG file to samples, as libjpeg makes them: its accurate integer IDCT and its triangular upsampling, so that
//! nothing can tell which decoder read a picture.

use super::huffman::{Block, ZIGZAG};
use super::markers::Frame;
use super::scans::{Coefficients, Plane};

/// Fractional bits of the constants.
const BITS: u32 = 13;
/// Fractional bits that are kept between the two passes.
const KEPT: u32 = 2;

/// Samples of a component at its own size.
struct Samples {
    values: Vec<u8>,
    /// Values of a row, padding included.
    stride: usize,
    /// Values of a row and rows, without padding.
    size: (usize, usize),
}

/// Samples of every component at the picture's size, row by row without padding.
///
/// # Errors
/// A component without a quantisation table, and sampling factors that are no whole multiples.
pub fn full_size(coefficients: Coefficients, frame: &Frame) -> Result<Vec<Vec<u8>>, &'static str> {
    let largest = frame.largest_sampling();
    let mut planes = Vec::new();
    for (plane, component) in coefficients.planes.into_iter().zip(&frame.components) {
        let (h, v) = component.sampling;
        if !largest.0.is_multiple_of(h) || !largest.1.is_multiple_of(v) {
            return Err("its sampling factors are no whole multiples of each other");
        }
        let size = ((frame.width * h).div_ceil(largest.0), (frame.height * v).div_ceil(largest.1));
        let samples = Samples::of(plane, size).ok_or("a component has no quantisation table")?;
        planes.push(samples.upsampled((largest.0 / h, largest.1 / v), (frame.width, frame.height)));
    }
    Ok(planes)
}

impl Samples {
    fn of(plane: Plane, size: (usize, usize)) -> Option<Self> {
        // A component whose scans are all cut off has none, and needs none.
        let is_missing = || plane.blocks.iter().all(|block| *block == [0; 64]);
        let table = plane.quantisation.or_else(|| is_missing().then_some([1; 64]))?;
        let stride = plane.padded.0 * 8;
        let mut values = vec![0; stride * plane.padded.1 * 8];
        for (row, rows) in plane.blocks.chunks_exact(plane.padded.0).zip(values.chunks_exact_mut(stride * 8)) {
            for (column, block) in row.iter().enumerate() {
                idct(block, &table, &mut rows[column * 8..], stride);
            }
        }
        Some(Self { values, stride, size })
    }

    /// A row; one above the first is the first, one below the last the last.
    fn row(&self, row: usize) -> &[u8] {
        let row = row.min(self.size.1 - 1);
        &self.values[row * self.stride..row * self.stride + self.size.0]
    }

    /// Repeated `across` × `down` times, or interpolated where libjpeg does so, and cut to `to`.
    fn upsampled(&self, (across, down): (usize, usize), to: (usize, usize)) -> Vec<u8> {
        let mut result = Vec::with_capacity(to.0 * to.1);
        let is_wide = self.size.0 > 2;
        let mut row = Vec::with_capacity(self.size.0 * across + 1);
        for y in 0..to.1 {
            let source = y / down;
            row.clear();
            match (across, down) {
                (1, 1) => row.extend(self.row(source)),
                (2, 1) if is_wide => twice_as_wide(self.row(source).iter().map(|value| i32::from(*value)), (4, 1, 2), &mut row),
                (1 | 2, 2) if across == 1 || is_wide => {
                    let (near, is_upper) = (self.row(source), y % 2 == 0);
                    let far = self.row(if is_upper { source.saturating_sub(1) } else { source + 1 });
                    let sums = near.iter().zip(far).map(|(near, far)| 3 * i32::from(*near) + i32::from(*far));
                    if across == 1 {
                        row.extend(sums.map(|sum| ((sum + if is_upper { 1 } else { 2 }) >> 2) as u8));
                    } else {
                        twice_as_wide(sums, (16, 8, 7), &mut row);
                    }
                }
                _ => row.extend(self.row(source).iter().flat_map(|value| std::iter::repeat_n(*value, across))),
            }
            result.extend(&row[..to.0.min(row.len())]);
        }
        result
    }
}

/// Three parts of each value and one of its neighbour; of the first and last value alone at the ends. `scale` is what four parts are to be divided by,
/// and what is added before it to the left and to the right half.
fn twice_as_wide(values: impl Iterator<Item = i32>, (scale, left, right): (i32, i32, i32), row: &mut Vec<u8>) {
    let values: Vec<i32> = values.collect();
    let last = values.len().saturating_sub(1);
    for (at, value) in values.iter().enumerate() {
        let before = values[at.saturating_sub(1)];
        let after = values[(at + 1).min(last)];
        row.push(((3 * value + before + left) / scale) as u8);
        row.push(((3 * value + after + right) / scale) as u8);
    }
}

/// Dequantised and transformed back: the fast algorithm of Loeffler, Ligtenberg and Moschytz with 12 multiplications, columns first.
fn idct(block: &Block, table: &[u16; 64], to: &mut [u8], stride: usize) {
    let mut values = [0_i64; 64];
    for (place, step) in ZIGZAG.iter().zip(table) {
        values[*place] = i64::from(block[*place]) * i64::from(*step);
    }
    for column in 0..8 {
        let result = transform([0, 1, 2, 3, 4, 5, 6, 7].map(|row| values[row * 8 + column]), BITS - KEPT);
        for (row, value) in result.into_iter().enumerate() {
            values[row * 8 + column] = value;
        }
    }
    for (row, line) in values.as_chunks::<8>().0.iter().zip(to.chunks_mut(stride)) {
        for (value, sample) in transform(*row, BITS + KEPT + 3).into_iter().zip(line) {
            *sample = (value + 128).clamp(0, 255) as u8;
        }
    }
}

/// A constant in fixed point.
const fn fixed(constant: f64) -> i64 {
    (constant * (1 << BITS) as f64 + 0.5) as i64
}

fn transform(v: [i64; 8], shift: u32) -> [i64; 8] {
    // Even part: rotation of 2 and 6, butterflies with 0 and 4.
    let turned = (v[2] + v[6]) * fixed(0.541_196_100);
    let (two, six) = (turned + v[2] * fixed(0.765_366_865), turned - v[6] * fixed(1.847_759_065));
    let (sum, difference) = ((v[0] + v[4]) << BITS, (v[0] - v[4]) << BITS);
    let even = [sum + two, difference + six, difference - six, sum - two];
    // Odd part.
    let both = (v[7] + v[3] + v[5] + v[1]) * fixed(1.175_875_602);
    let outer = -(v[7] + v[1]) * fixed(0.899_976_223);
    let inner = -(v[5] + v[3]) * fixed(2.562_915_447);
    let low = both - (v[7] + v[3]) * fixed(1.961_570_560);
    let high = both - (v[5] + v[1]) * fixed(0.390_180_644);
    let odd = [
        v[1] * fixed(1.501_321_110) + outer + high,
        v[3] * fixed(3.072_711_026) + inner + low,
        v[5] * fixed(2.053_119_869) + inner + high,
        v[7] * fixed(0.298_631_336) + outer + low,
    ];
    let half = 1 << (shift - 1);
    let mut result = [0; 8];
    for at in 0..4 {
        result[at] = (even[at] + odd[at] + half) >> shift;
        result[7 - at] = (even[at] - odd[at] + half) >> shift;
    }
    result
}
