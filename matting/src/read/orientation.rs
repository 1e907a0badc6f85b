//! The eight orientations of EXIF 2.32, 4.6.4, applied.

use crate::Size;

/// Pixels a side that are turned together, so that both their places stay in the cache.
const BLOCK: usize = 32;

/// The upright picture and its size, from four values a pixel and an orientation from 2 to 8. Any other number is upright.
pub fn apply_orientation<T: Copy + Default>(values: Vec<T>, size: Size, orientation: u8) -> (Vec<T>, Size) {
    if !(2..=8).contains(&orientation) {
        return (values, size);
    }
    let (width, height) = (size.width as usize, size.height as usize);
    let swapped = Size { width: size.height, height: size.width };
    let turned_size = if orientation >= 5 { swapped } else { size };
    let (across, down) = (turned_size.width as usize, turned_size.height as usize);
    let (pixels, _) = values.as_chunks::<4>();
    let mut turned = vec![[T::default(); 4]; pixels.len()];
    for (top, left) in (0..down).step_by(BLOCK).flat_map(|top| (0..across).step_by(BLOCK).map(move |left| (top, left))) {
        for y in top..(top + BLOCK).min(down) {
            for x in left..(left + BLOCK).min(across) {
                let (column, row) = match orientation {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    _ => (width - 1 - y, x),
                };
                if let Some(pixel) = pixels.get(row * width + column) {
                    turned[y * across + x] = *pixel;
                }
            }
        }
    }
    (turned.into_flattened(), turned_size)
}
