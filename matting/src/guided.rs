//! The guided filter with a colour photo as its guide: He, Sun and Tang, "Guided Image Filtering" (2010), section 3.5, and He and Sun, "Fast
//! Guided Filter" (2015), which applies coefficients found at a small size to the photo at full size.

use crate::Size;
use crate::guide::{Guide, MARGIN};
use crate::parallel::fill;

/// Rows that are done together: sums down the columns start anew in each strip.
const STRIP: usize = 32;

/// For each pixel how alpha depends on colour: alpha = a · colour + b.
#[derive(Debug)]
pub struct Coefficients {
    /// Width and height.
    pub size: Size,
    /// The three of a, then b, row by row.
    pub values: Vec<[f32; 4]>,
}

/// Where alpha varies less than this, it is constant.
const LEAST_VARIANCE: f64 = 1e-10;

/// What each pixel adds to the sums over a window: its weight, and weighted by it the products of 1, colours and alpha that a linear
/// regression needs.
type Moments = [f64; 16];

/// The linear functions of colour that come closest to `alpha` in the windows of `radius` around each pixel, averaged over all windows that a
/// pixel is in (equations 7 and 10 of the paper of 2010; ε is added to the variance of colours from 0 to 1). Pixels count as `weights` says.
pub fn coefficients(guide: &Guide, alpha: &[f32], weights: impl Fn(usize) -> f32 + Sync, radius: usize, epsilon: f64) -> Coefficients {
    let (width, height) = (guide.size.width as usize, guide.size.height as usize);
    let moments = |at: usize| {
        let place = (at / width + MARGIN) * guide.stride + at % width + MARGIN;
        moments(f64::from(weights(at)), [0, 1, 2].map(|channel| f64::from(guide.planes[channel][place])), f64::from(alpha[at]))
    };
    let fits = window_sums(width, height, radius, moments, |sums| regression(sums, epsilon));
    let means = window_sums(
        width,
        height,
        radius,
        |at| {
            let [red, green, blue, offset] = fits[at].map(f64::from);
            [red, green, blue, offset, 1.0]
        },
        |sums| [0, 1, 2, 3].map(|k| (sums[k] / sums[4]) as f32),
    );
    Coefficients { size: guide.size, values: means }
}

/// The sums over the window of `radius` around each pixel (cut off at the border), turned into what is wanted.
fn window_sums<const N: usize, T: Copy + Default + Send>(
    width: usize,
    height: usize,
    radius: usize,
    summands: impl Fn(usize) -> [f64; N] + Sync,
    finish: impl Fn(&[f64; N]) -> T + Sync,
) -> Vec<T> {
    let mut results = vec![T::default(); width * height];
    let mut strips: Vec<&mut [T]> = results.chunks_mut(STRIP * width).collect();
    fill(&mut strips, 1, |strip, results| {
        let top = strip * STRIP;
        let mut columns = vec![[0.0; N]; width];
        let rows = top.saturating_sub(radius)..height.min(top + radius);
        rows.for_each(|row| slide(&mut columns, 1.0, |x| summands(row * width + x)));
        for (y, results) in (top..).zip(results.chunks_exact_mut(width)) {
            if y + radius < height {
                slide(&mut columns, 1.0, |x| summands((y + radius) * width + x));
            }
            if y > top && y > radius {
                slide(&mut columns, -1.0, |x| summands((y - radius - 1) * width + x));
            }
            let mut sums = [0.0; N];
            columns.iter().take(radius).for_each(|column| add(&mut sums, 1.0, column));
            for (x, result) in results.iter_mut().enumerate() {
                if let Some(column) = columns.get(x + radius) {
                    add(&mut sums, 1.0, column);
                }
                if x > radius {
                    add(&mut sums, -1.0, &columns[x - radius - 1]);
                }
                *result = finish(&sums);
            }
        }
    });
    results
}

#[inline(always)]
fn slide<const N: usize>(columns: &mut [[f64; N]], sign: f64, summands: impl Fn(usize) -> [f64; N]) {
    for (x, column) in columns.iter_mut().enumerate() {
        add(column, sign, &summands(x));
    }
}

#[inline(always)]
fn add<const N: usize>(sums: &mut [f64; N], sign: f64, summands: &[f64; N]) {
    for (sum, summand) in sums.iter_mut().zip(summands) {
        *sum += sign * summand;
    }
}

#[inline(always)]
fn moments(weight: f64, [red, green, blue]: [f64; 3], alpha: f64) -> Moments {
    [
        1.0,
        red,
        green,
        blue,
        alpha,
        red * red,
        red * green,
        red * blue,
        green * green,
        green * blue,
        blue * blue,
        red * alpha,
        green * alpha,
        blue * alpha,
        alpha * alpha,
        0.0,
    ]
    .map(|product| product * weight)
}

/// The linear function of colour that [`Moments`] summed over a window ask for: a, then b.
fn regression(sums: &Moments, epsilon: f64) -> [f32; 4] {
    let [weight, red, green, blue, alpha, rr, rg, rb, gg, gb, bb, ra, ga, ba, aa, _] = sums.map(|sum| sum / sums[0]);
    if aa - alpha * alpha <= LEAST_VARIANCE || weight.is_nan() {
        return [0.0, 0.0, 0.0, if alpha.is_nan() { 0.0 } else { alpha as f32 }];
    }
    // (Σ + ε) a = cov, by Cholesky.
    let (d0, l10, l20) = (rr - red * red + epsilon, rg - red * green, rb - red * blue);
    let (m10, m20) = (l10 / d0, l20 / d0);
    let (d1, l21) = (gg - green * green + epsilon - m10 * l10, gb - green * blue - m20 * l10);
    let m21 = l21 / d1;
    let d2 = bb - blue * blue + epsilon - m20 * l20 - m21 * l21;
    let c0 = ra - red * alpha;
    let c1 = ga - green * alpha - m10 * c0;
    let c2 = ba - blue * alpha - m20 * c0 - m21 * c1;
    let a2 = c2 / d2;
    let a1 = c1 / d1 - m21 * a2;
    let a0 = c0 / d0 - m10 * a1 - m20 * a2;
    [a0, a1, a2, alpha - a0 * red - a1 * green - a2 * blue].map(|value| value as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Picture, Samples};

    #[test]
    fn a_window_cut_off_at_the_border_sums_what_is_left_of_it() {
        for (width, height, radius) in [(1, 1, 1), (9, 70, 2), (70, 3, 5), (5, 40, 50)] {
            let value = |at: usize| (at * at % 17) as f64;
            let sums = window_sums(width, height, radius, |at| [value(at)], |sum| sum[0]);
            for (at, found) in sums.iter().enumerate() {
                let (x, y) = (at % width, at / width);
                let near = |other: &usize| (other % width).abs_diff(x) <= radius && (other / width).abs_diff(y) <= radius;
                let wanted: f64 = (0..width * height).filter(near).map(value).sum();
                assert!((found - wanted).abs() < 1e-9, "{width} × {height}, radius {radius}, at {x}, {y}: {found} {wanted}");
            }
        }
    }

    #[test]
    fn a_linear_function_of_colour_is_found_again() {
        let size = Size { width: 12, height: 10 };
        let samples: Vec<u8> = (0..120_u32).flat_map(|at| [at * 37 % 256, at * 91 % 256, at * 153 % 251, 255].map(|value| value as u8)).collect();
        let guide = Guide::new(&Picture::new(size, Samples::Eight(samples.clone())).unwrap());
        let alpha: Vec<f32> = samples.chunks(4).map(|pixel| 0.1 + (f32::from(pixel[0]) + 2.0 * f32::from(pixel[2])) / 1000.0).collect();
        for values in coefficients(&guide, &alpha, |_| 1.0, 2, 1e-9).values {
            for (found, wanted) in values.iter().zip([0.255, 0.0, 0.51, 0.1]) {
                assert!((found - wanted).abs() < 1e-3, "{values:?}");
            }
        }
        for values in coefficients(&guide, &vec![0.25; 120], |_| 0.0, 1, 1e-5).values {
            assert!(values.iter().all(|value| value.is_finite()));
        }
    }
}
