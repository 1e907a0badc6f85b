//! Box downscale: much smaller copies of large photos, quickly.

use closed_form::fill;

use crate::resize::{Filter, Region, Resize};
use crate::{Error, Picture, Samples, Size, resize};

/// Factor that is left for Lanczos after the means of blocks, at least, so that it still decides how sharp the copy is.
const FOR_LANCZOS: f64 = 1.5;

/// A picture at a smaller size, like [`resize::picture`]: where that is less than a third of it, the means of blocks of pixels are taken first, and
/// Lanczos does the rest. It reads each pixel once instead of some fifty times.
///
/// # Errors
/// As [`resize::picture`].
pub fn picture(source: &Picture, size: Size) -> Result<Picture, Error> {
    let from = source.size();
    let scale = (f64::from(from.width) / f64::from(size.width)).min(f64::from(from.height) / f64::from(size.height));
    let block = (scale / FOR_LANCZOS) as usize;
    // Means of colours that are transparent mean nothing.
    if block < 2 || source.has_transparency() {
        return resize::picture(source, size);
    }
    let blocks = |side: u32| side.div_ceil(block as u32);
    let means_size = Size { width: blocks(from.width), height: blocks(from.height) };
    let samples = match source.samples() {
        Samples::Eight(values) => Samples::Eight(means(values, from, block, |mean| mean as u8)),
        Samples::Sixteen(values) => Samples::Sixteen(means(values, from, block, |mean| mean as u16)),
    };
    // The last blocks may be narrower than they look.
    let region = Region { width: f64::from(from.width) / block as f64, height: f64::from(from.height) / block as f64, ..Region::whole(means_size) };
    resize::region_of_picture(&Picture::new(means_size, samples)?, Resize { region, filter: Filter::Lanczos, weighted: false }, size)
}

/// The mean of each block of pixels, those at the end being of what is left.
fn means<T: Copy + Default + Into<u32> + Send + Sync>(values: &[T], size: Size, block: usize, to: fn(f32) -> T) -> Vec<T> {
    let (row, width) = (size.width as usize * 4, (size.width as usize).div_ceil(block));
    let mut means = vec![T::default(); width * (size.height as usize).div_ceil(block) * 4];
    let mut lines: Vec<&mut [T]> = means.chunks_mut(width * 4).collect();
    fill(&mut lines, 8, |y, line| {
        let rows = &values[y * block * row..values.len().min((y + 1) * block * row)];
        let mut sums = vec![[0_u32; 4]; width];
        for row in rows.chunks_exact(row) {
            for (sum, pixels) in sums.iter_mut().zip(row.chunks(block * 4)) {
                for pixel in pixels.chunks_exact(4) {
                    for channel in 0..4 {
                        sum[channel] += pixel[channel].into();
                    }
                }
            }
        }
        for (x, (mean, sum)) in line.chunks_exact_mut(4).zip(&sums).enumerate() {
            let columns = block.min(size.width as usize - x * block);
            let share = 1.0 / (columns * (rows.len() / row)) as f32;
            for channel in 0..4 {
                mean[channel] = to(sum[channel] as f32 * share + 0.5);
            }
        }
    });
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smooth(size: Size) -> Picture {
        let value = |at: u32, side: u32, turns: f32| 128.0 + 100.0 * (at as f32 / side as f32 * turns).sin();
        let pixel = |at: u32| {
            let (x, y) = (at % size.width, at / size.width);
            [value(x, size.width, 9.0) as u16 * 257, value(y, size.height, 7.0) as u16 * 257, value(x + y, size.width, 5.0) as u16 * 257, 65_535]
        };
        Picture::new(size, Samples::Sixteen((0..size.width * size.height).flat_map(pixel).collect())).unwrap()
    }

    #[test]
    fn downscale_is_close_to_lanczos_alone() {
        for (width, height) in [(701, 503), (640, 480), (257, 900)] {
            let source = smooth(Size { width, height });
            let size = source.size().fitting(97);
            let (quick, slow) = (picture(&source, size).unwrap(), resize::picture(&source, size).unwrap());
            let (Samples::Sixteen(quick), Samples::Sixteen(slow)) = (quick.samples(), slow.samples()) else { panic!("16 bits went in") };
            let worst = quick.iter().zip(slow).map(|(quick, slow)| quick.abs_diff(*slow)).max();
            assert!(worst < Some(500), "{width} × {height}: {worst:?} of 65535");
        }
    }

    #[test]
    fn last_blocks_average_the_remaining_pixels() {
        let size = Size { width: 5, height: 3 };
        let values: Vec<u8> = (0..15).flat_map(|at| [at as u8, 0, 0, 255]).collect();
        let red: Vec<u8> = means(&values, size, 2, |mean| mean as u8).chunks(4).map(|pixel| pixel[0]).collect();
        assert_eq!(red, [3, 5, 7, 11, 13, 14]);
    }
}
