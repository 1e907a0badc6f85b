//! The guided filter with a colour photo as its guide: He, Sun and Tang, "Guided Image Filtering" (2010), section 3.5, and He and Sun, "Fast
//! Guided Filter" (2015), which applies coefficients found at a small size to the photo at full size.

use std::ops::Range;

use closed_form::{GuideImage, fill};

use crate::Size;

/// Rows that are done together: sums down the columns start anew in each strip.
const STRIP: usize = 32;

/// Linear function of colour for each pixel: alpha = a · colour + b.
#[derive(Debug)]
pub struct Coefficients {
    /// Width and height.
    pub size: Size,
    /// The three of a, then b, row by row.
    pub values: Vec<[f32; 4]>,
}

/// Variance of alpha below which it is constant.
const MIN_VARIANCE: f64 = 1e-10;

/// Summands of each pixel in the sums over a window: its weight, and weighted by it the products of 1, colours and alpha that a linear
/// regression needs.
type Moments = [f64; 16];

/// Window of the regressions of alpha on colour.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Pixels from its middle to its side.
    pub radius: usize,
    /// Added to the variance of colours from 0 to 1.
    pub epsilon: f64,
}

/// Between two pixels of the small size lies what depends on both, and what is rounded may be one further.
const NEAR: usize = 2;

/// The linear functions of colour that come closest to `alpha` in the windows around each pixel, averaged over all windows that a
/// pixel is in (equations 7 and 10 of the paper of 2010). Pixels count as `weights` says. Only what is near an `open` pixel is worked out;
/// everywhere else the function is alpha itself.
pub fn coefficients(
    guide: &GuideImage,
    alpha: &[f32],
    open: impl Fn(usize) -> bool,
    weights: impl Fn(usize) -> f32 + Sync,
    Window { radius, epsilon }: Window,
) -> Coefficients {
    let (width, height) = (guide.size().width as usize, guide.size().height as usize);
    let open: &[bool] = &(0..width * height).map(open).collect::<Vec<_>>();
    let near_open = |reach: usize| move |strip: usize| spans(open, width, strip, reach, radius);
    let moments = |at: usize| moments(f64::from(weights(at)), guide.colour(at % width, at / width).map(f64::from), f64::from(alpha[at]));
    let mut fits = vec![[0.0; 4]; width * height];
    window_sums(&mut fits, width, radius, near_open(NEAR + radius), moments, |sums| regression(sums, epsilon));
    let mut means: Vec<[f32; 4]> = alpha.iter().map(|alpha| [0.0, 0.0, 0.0, *alpha]).collect();
    window_sums(
        &mut means,
        width,
        radius,
        near_open(NEAR),
        |at| {
            let [red, green, blue, offset] = fits[at].map(f64::from);
            [red, green, blue, offset, 1.0]
        },
        |sums| [0, 1, 2, 3].map(|k| (sums[k] / sums[4]) as f32),
    );
    Coefficients { size: guide.size(), values: means }
}

/// The columns of a strip that are no further than `reach` from an open pixel. Gaps that are not worth a new start are bridged.
fn spans(open: &[bool], width: usize, strip: usize, reach: usize, radius: usize) -> Vec<Range<usize>> {
    let rows = (strip * STRIP).saturating_sub(reach) * width..open.len().min((strip * STRIP + STRIP + reach) * width);
    let mut any = vec![false; width];
    for row in open[rows].chunks_exact(width) {
        any.iter_mut().zip(row).for_each(|(any, open)| *any |= open);
    }
    let mut spans: Vec<Range<usize>> = Vec::new();
    for x in (0..width).filter(|x| any[*x]) {
        let (from, to) = (x.saturating_sub(reach), (x + reach + 1).min(width));
        match spans.last_mut() {
            Some(last) if from <= last.end + 2 * radius => last.end = to,
            Some(_) | None => spans.push(from..to),
        }
    }
    spans
}

/// The sums over the window of `radius` around each pixel of the spans of each strip (cut off at the border), turned into what is wanted.
fn window_sums<const N: usize, T: Send>(
    results: &mut [T],
    width: usize,
    radius: usize,
    spans: impl Fn(usize) -> Vec<Range<usize>> + Sync,
    summands: impl Fn(usize) -> [f64; N] + Sync,
    finish: impl Fn(&[f64; N]) -> T + Sync,
) {
    let height = results.len() / width.max(1);
    let mut strips: Vec<&mut [T]> = results.chunks_mut(STRIP * width).collect();
    fill(&mut strips, 1, |strip, results| {
        for span in spans(strip) {
            let top = strip * STRIP;
            let left = span.start.saturating_sub(radius);
            let mut columns = vec![[0.0; N]; (span.end + radius).min(width) - left];
            let rows = top.saturating_sub(radius)..height.min(top + radius);
            rows.for_each(|row| slide(&mut columns, 1.0, |x| summands(row * width + left + x)));
            for (y, results) in (top..).zip(results.chunks_exact_mut(width)) {
                if y + radius < height {
                    slide(&mut columns, 1.0, |x| summands((y + radius) * width + left + x));
                }
                if y > top && y > radius {
                    slide(&mut columns, -1.0, |x| summands((y - radius - 1) * width + left + x));
                }
                let mut sums = [0.0; N];
                columns.iter().take(span.start + radius - left).for_each(|column| add(&mut sums, 1.0, column));
                for (x, result) in span.clone().zip(&mut results[span.clone()]) {
                    if let Some(column) = columns.get(x + radius - left) {
                        add(&mut sums, 1.0, column);
                    }
                    if x > span.start && x > radius {
                        add(&mut sums, -1.0, &columns[x - radius - 1 - left]);
                    }
                    *result = finish(&sums);
                }
            }
        }
    });
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
    if aa - alpha * alpha <= MIN_VARIANCE || weight.is_nan() {
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
    fn window_at_the_border_sums_its_inside() {
        for (width, height, radius) in [(1, 1, 1), (9, 70, 2), (70, 3, 5), (5, 40, 50)] {
            let value = |at: usize| (at * at % 17) as f64;
            let mut sums = vec![0.0; width * height];
            let (left, right) = (width / 3, width / 2 + 1);
            window_sums(&mut sums, width, radius, |_| vec![0..left, right..width], |at| [value(at)], |sum| sum[0]);
            for (at, found) in sums.iter().enumerate() {
                if (left..right).contains(&(at % width)) {
                    assert_eq!(*found, 0.0, "nobody asked for it");
                    continue;
                }
                let (x, y) = (at % width, at / width);
                let near = |other: &usize| (other % width).abs_diff(x) <= radius && (other / width).abs_diff(y) <= radius;
                let wanted: f64 = (0..width * height).filter(near).map(value).sum();
                assert!((found - wanted).abs() < 1e-9, "{width} × {height}, radius {radius}, at {x}, {y}: {found} {wanted}");
            }
        }
    }

    #[test]
    fn linear_function_of_colour_is_recovered() {
        let size = Size { width: 12, height: 10 };
        let samples: Vec<u8> = (0..120_u32).flat_map(|at| [at * 37 % 256, at * 91 % 256, at * 153 % 251, 255].map(|value| value as u8)).collect();
        let guide = GuideImage::new(Picture::new(size, Samples::Eight(samples.clone())).unwrap().view().unwrap());
        let alpha: Vec<f32> = samples.chunks(4).map(|pixel| 0.1 + (f32::from(pixel[0]) + 2.0 * f32::from(pixel[2])) / 1000.0).collect();
        for values in coefficients(&guide, &alpha, |_| true, |_| 1.0, Window { radius: 2, epsilon: 1e-9 }).values {
            for (found, wanted) in values.iter().zip([0.255, 0.0, 0.51, 0.1]) {
                assert!((found - wanted).abs() < 1e-3, "{values:?}");
            }
        }
        for values in coefficients(&guide, &vec![0.25; 120], |_| true, |_| 0.0, Window { radius: 1, epsilon: 1e-5 }).values {
            assert!(values.iter().all(|value| value.is_finite()));
        }
    }

    #[test]
    fn coefficients_near_open_pixels_equal_the_full_computation() {
        let size = Size { width: 90, height: 70 };
        let samples: Vec<u8> = (0..90 * 70_u32).flat_map(|at| [at * 37 % 256, at * 91 % 256, at * 153 % 251, 255].map(|value| value as u8)).collect();
        let guide = GuideImage::new(Picture::new(size, Samples::Eight(samples)).unwrap().view().unwrap());
        let alpha: Vec<f32> = (0..90 * 70).map(|at| (at * 7 % 11) as f32 / 11.0).collect();
        let open = |at: usize| (at / 90) == 40 && (10..14).contains(&(at % 90)) || at == 3;
        for radius in [1, 6] {
            let window = Window { radius, epsilon: 1e-5 };
            let (all, near) = (coefficients(&guide, &alpha, |_| true, |_| 1.0, window), coefficients(&guide, &alpha, open, |_| 1.0, window));
            for at in (0..90 * 70).filter(|at| open(*at)) {
                let worst = all.values[at].iter().zip(near.values[at]).map(|(all, near)| (all - near).abs()).fold(0.0, f32::max);
                assert!(worst < 1e-4, "{worst} at {at}, radius {radius}");
            }
            assert_eq!(near.values[60 * 90 + 80], [0.0, 0.0, 0.0, alpha[60 * 90 + 80]]);
        }
    }
}
