//! Alpha bleed: colour under transparency, for encoders that lose colour.

#![cfg(any(feature = "webp", feature = "avif-write"))]

use crate::Size;

/// Gives transparent pixels the colour of what is visible nearby, for encoders that lose colour: the outline of the subject would
/// otherwise blend with the black behind it, and cost bits. Alpha stays, and nothing of the background comes back.
///
/// A pixel takes the mean of its block of 16 × 16 (the macroblock of VP8), weighted by alpha; a block without visible pixels
/// takes the mean of the nearest one that has some to its left, or to its right; a row of such blocks stays black.
pub(crate) fn bleed<T: Copy + Default + PartialEq + TryFrom<u64>>(pixels: &mut [T], size: Size)
where
    u64: From<T>,
{
    const SIDE: usize = 16;
    let width = size.width as usize;
    for band in pixels.chunks_mut(width * 4 * SIDE) {
        let mut sums = vec![[0_u64; 4]; width.div_ceil(SIDE)];
        for row in band.chunks_exact(width * 4) {
            for (block, sum) in row.chunks(SIDE * 4).zip(&mut sums) {
                for pixel in block.chunks_exact(4) {
                    let alpha = u64::from(pixel[3]);
                    for channel in 0..3 {
                        sum[channel] += u64::from(pixel[channel]) * alpha;
                    }
                    sum[3] += alpha;
                }
            }
        }
        let mut means: Vec<Option<[T; 3]>> = sums
            .iter()
            .map(|[red, green, blue, alpha]| {
                let mean = |sum: u64| T::try_from((sum + alpha / 2) / alpha).unwrap_or_default();
                (*alpha > 0).then(|| [*red, *green, *blue].map(mean))
            })
            .collect();
        let mut nearest = None;
        for mean in &mut means {
            nearest = mean.or(nearest);
            *mean = nearest;
        }
        for mean in means.iter_mut().rev() {
            nearest = mean.or(nearest);
            *mean = nearest;
        }
        for row in band.chunks_exact_mut(width * 4) {
            for (block, mean) in row.chunks_mut(SIDE * 4).zip(&means) {
                let Some(mean) = mean else { continue };
                for pixel in block.chunks_exact_mut(4).filter(|pixel| pixel[3] == T::default()) {
                    pixel[..3].copy_from_slice(mean);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_spreads_under_transparency_only() {
        let size = Size { width: 50, height: 18 };
        let mut pixels = vec![0_u8; 50 * 18 * 4];
        pixels[20 * 4..20 * 4 + 8].copy_from_slice(&[200, 100, 50, 255, 0, 0, 0, 1]);
        bleed(&mut pixels, size);
        assert_eq!(pixels[20 * 4..20 * 4 + 8], [200, 100, 50, 255, 0, 0, 0, 1]);
        let at = |x: usize, y: usize| [0, 1, 2, 3].map(|channel| pixels[(y * 50 + x) * 4 + channel]);
        assert_eq!([at(0, 0), at(16, 15), at(49, 3)], [[199, 100, 50, 0]; 3]);
        assert_eq!(at(20, 16), [0; 4]);
    }
}
