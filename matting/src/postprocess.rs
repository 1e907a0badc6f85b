//! From the network's map to a matte.

use ndarray::{Array2, ArrayView2};

use crate::doubt::LEAST_PEAK;
use crate::{Error, Plane, Size, resize};

/// Spreads a map over the whole range from 0 to 1, as the U²-Net authors and rembg do: the lowest value becomes 0, the highest 1. Without a subject that would amplify noise to full contrast; such a map keeps its own values. The second
/// value is the highest before spreading, 0 to 1.
pub fn spread(map: ArrayView2<'_, f32>) -> (Array2<f32>, f32) {
    let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
    for value in map.iter().filter(|value| value.is_finite()) {
        (low, high) = (low.min(*value), high.max(*value));
    }
    let (low, range) = if high >= LEAST_PEAK && high > low { (low, high - low) } else { (0.0, 1.0) };
    let into_range = |value: &f32| if value.is_nan() { 0.0 } else { ((value - low) / range).clamp(0.0, 1.0) };
    (map.map(into_range), high.max(0.0))
}

/// The map, 0 to 1, at the size of the photo: what rembg calls a mask.
///
/// rembg cuts to 8 bits before the resize, which can turn a difference in a float's last bit into one of 2/255. Here rounding to
/// 8 bits comes last, so that every build of the network gives the same alpha within 1/255.
///
/// # Errors
/// As [`resize::map`].
pub fn stretch(map: ArrayView2<'_, f32>, size: Size) -> Result<Plane, Error> {
    let values = resize::map(map.map(|value| (value * 65_535.0).round() as u16).view(), size)?;
    Plane::new(size, values.into_iter().map(|value| ((u32::from(value) + 128) / 257) as u8).collect())
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn the_lowest_becomes_nothing_and_the_highest_everything() {
        assert_eq!(spread(array![[0.5, 1.0], [0.75, 0.625]].view()), (array![[0.0, 1.0], [0.5, 0.25]], 1.0));
    }

    #[test]
    fn a_faint_map_is_not_amplified() {
        assert_eq!(spread(array![[0.0, 0.1], [0.02, 0.04]].view()), (array![[0.0, 0.1], [0.02, 0.04]], 0.1));
    }

    #[test]
    fn a_flat_map_has_no_division_by_zero() {
        for value in [0.0, 0.3, 1.0] {
            assert_eq!(spread(array![[value, value]].view()), (array![[value, value]], value));
        }
        assert_eq!(spread(array![[f32::NAN, f32::NAN]].view()), (array![[0.0, 0.0]], 0.0));
    }
}
