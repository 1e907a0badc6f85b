//! Gaussian blur at a size where it is cheap. A blurred picture has no detail left that a small copy could not hold, so its cost depends on how
//! blurred it is to be, not on how many pixels it is to have.

use crate::{Percent, Size};

/// The standard deviation at the small size, in pixels: straight lines from pixel to pixel then miss the curve by less than 1/1000 of the
/// height of an edge (its curvature is at most 0.242 / sigma², of which a line misses an eighth).
const SIGMA: f64 = 6.0;
/// Longer sides of the small size. Fewer pixels would make lengths in it coarse, more would make it slow.
const SIDES: (f64, f64) = (64.0, 1536.0);
/// Sums that are gathered at a time: they stay in registers.
const BLOCK: usize = 16;
/// Below this standard deviation a Gaussian is one pixel.
const SHARP: f64 = 0.2;

/// The size at which to blur what is to be seen at size `frame`, by a standard deviation of `blur` of the longer side. Never larger than `frame`.
pub(crate) fn small_size(frame: Size, blur: Percent<0, 20>) -> Size {
    let side = (SIGMA / blur.fraction()).clamp(SIDES.0, SIDES.1).ceil();
    let longer = frame.width.max(frame.height);
    if side < f64::from(longer) { frame.fitting(side as u32) } else { frame }
}

/// Two lengths, across and down, as shares of the longer side of `frame`: how many pixels they are where `frame` has become `size`.
pub(crate) fn in_pixels([across, down]: [f64; 2], frame: Size, size: Size) -> (f64, f64) {
    let longer = f64::from(frame.width.max(frame.height));
    (across * longer * f64::from(size.width) / f64::from(frame.width), down * longer * f64::from(size.height) / f64::from(frame.height))
}

/// Blurs and moves `values`, `channels` a pixel, row by row. `sigma` and `shift` (positive: to the right and down) are in pixels, across and down.
/// Pixels outside are taken to be like the nearest one inside: edges neither darken nor fade.
pub(crate) fn gaussian(values: &mut [u16], size: Size, channels: usize, sigma: (f64, f64), shift: (f64, f64)) {
    let row = size.width as usize * channels;
    let across = Kernel::new(sigma.0, shift.0);
    let mut extended = vec![0.0_f32; row.next_multiple_of(BLOCK) + (across.weights.len() - 1) * channels];
    for values in values.chunks_exact_mut(row) {
        for (index, pixel) in extended.chunks_exact_mut(channels).enumerate() {
            let from = across.source(index, size.width) * channels;
            for (target, value) in pixel.iter_mut().zip(&values[from..from + channels]) {
                *target = f32::from(*value);
            }
        }
        for (block, values) in values.chunks_mut(BLOCK).enumerate() {
            let mut sums = [0.0_f32; BLOCK];
            for (index, weight) in across.weights.iter().enumerate() {
                let from = block * BLOCK + index * channels;
                for (sum, value) in sums.iter_mut().zip(&extended[from..from + BLOCK]) {
                    *sum += *value * *weight;
                }
            }
            round(&sums, values);
        }
    }
    let down = Kernel::new(sigma.1, shift.1);
    let blurred_across = values.to_vec();
    for (y, values) in values.chunks_exact_mut(row).enumerate() {
        for (block, values) in values.chunks_mut(BLOCK).enumerate() {
            let mut sums = [0.0_f32; BLOCK];
            for (index, weight) in down.weights.iter().enumerate() {
                let from = down.source(y + index, size.height) * row + block * BLOCK;
                for (sum, value) in sums.iter_mut().zip(&blurred_across[from..from + values.len()]) {
                    *sum += f32::from(*value) * *weight;
                }
            }
            round(&sums, values);
        }
    }
}

fn round(sums: &[f32], values: &mut [u16]) {
    for (value, sum) in values.iter_mut().zip(sums) {
        *value = (*sum + 0.5) as u16;
    }
}

/// A Gaussian, cut off at three standard deviations, that sums up to one.
struct Kernel {
    /// Place of the first weight's pixel, relative to the pixel that it is for.
    first: i64,
    weights: Vec<f32>,
}

impl Kernel {
    fn new(sigma: f64, shift: f64) -> Self {
        let sigma = sigma.max(SHARP);
        let first = (-shift - 3.0 * sigma).ceil() as i64;
        let last = (-shift + 3.0 * sigma).floor() as i64;
        let heights: Vec<f64> = (first..=last).map(|at| (-0.5 * ((at as f64 + shift) / sigma).powi(2)).exp()).collect();
        let sum: f64 = heights.iter().sum();
        Self { first, weights: heights.iter().map(|height| (height / sum) as f32).collect() }
    }

    /// Pixel, of `side`, of the first weight for pixel `index`.
    fn source(&self, index: usize, side: u32) -> usize {
        (index as i64 + self.first).clamp(0, i64::from(side) - 1) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(values: &[u16], sigma: f64, shift: f64) -> Vec<u16> {
        let mut across: Vec<u16> = values.to_vec();
        let size = Size { width: values.len() as u32, height: 1 };
        gaussian(&mut across, size, 1, (sigma, 0.0), (shift, 0.0));
        let mut down = values.to_vec();
        gaussian(&mut down, Size { width: 1, height: size.width }, 1, (0.0, sigma), (0.0, shift));
        assert_eq!(across, down);
        across
    }

    #[test]
    fn flat_picture_stays_flat_to_its_edges() {
        for value in [0, 1, 12_345, u16::MAX] {
            for (sigma, shift) in [(0.0, 0.0), (2.0, 0.0), (7.5, 3.3), (40.0, -80.0)] {
                assert_eq!(line(&[value; 31], sigma, shift), [value; 31]);
            }
        }
    }

    #[test]
    fn zero_sigma_changes_nothing() {
        let values: Vec<u16> = (0..50).map(|index| index * 1311).collect();
        assert_eq!(line(&values, 0.0, 0.0), values);
        assert_eq!(line(&values, 0.0, 2.0)[2..], values[..48]);
    }

    #[test]
    fn point_becomes_a_gaussian_of_sigma_and_shift() {
        for (sigma, shift) in [(2.0, 0.0), (2.0, 0.5), (1.3, -4.25), (5.0, 7.7)] {
            let mut point = vec![0; 101];
            point[50] = u16::MAX;
            let spread = line(&point, sigma, shift);
            let weigh = |power: i32, around: f64| {
                let all: f64 = spread.iter().map(|value| f64::from(*value)).sum();
                spread.iter().enumerate().map(|(x, value)| f64::from(*value) * (x as f64 - around).powi(power)).sum::<f64>() / all
            };
            let centre = weigh(1, 0.0);
            assert!((centre - 50.0 - shift).abs() < 0.02, "{sigma} {shift}: centre {centre}");
            // Cut off at three standard deviations, 1.3 % are missing.
            assert!((weigh(2, centre).sqrt() / sigma - 0.987).abs() < 0.01, "{sigma} {shift}: {}", weigh(2, centre).sqrt());
        }
    }

    #[test]
    fn channels_do_not_mix() {
        let size = Size { width: 9, height: 7 };
        let mut values: Vec<u16> = (0..63).flat_map(|index| [index * 1000, 7, 0, u16::MAX]).collect();
        let mut alone: Vec<u16> = (0..63).map(|index| index * 1000).collect();
        gaussian(&mut values, size, 4, (1.7, 2.2), (0.4, -0.3));
        gaussian(&mut alone, size, 1, (1.7, 2.2), (0.4, -0.3));
        assert_eq!(values, alone.iter().flat_map(|value| [*value, 7, 0, u16::MAX]).collect::<Vec<_>>());
    }

    #[test]
    fn small_size_depends_on_blur_and_not_on_pixels() {
        let size = |width, height| Size { width, height };
        let percent = Percent::clamped;
        assert_eq!(small_size(size(4000, 3000), percent(2.0)), size(300, 225));
        assert_eq!(small_size(size(40_000, 30_000), percent(2.0)), size(300, 225));
        assert_eq!(small_size(size(4000, 20), percent(20.0)), size(64, 1));
        assert_eq!(small_size(size(4000, 2000), percent(0.0)), size(1536, 768));
        assert_eq!(small_size(size(1, 1), percent(2.0)), size(1, 1));
        assert_eq!(small_size(size(50, 90), percent(2.0)), size(50, 90));
    }
}
