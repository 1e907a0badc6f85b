//! From the network's map to a matte.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::{Error, Plane, Size, resize};

/// Whether there was something to cut out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The network found a subject.
    Subject,
    /// The network is sure of no pixel: no clear subject found.
    NoClearSubject,
}

/// A map whose highest value is below this has no clear subject. Measured with u2netp: photos with a subject reach 0.998 and
/// more, flat areas and gradients stay below 0.06, pure noise at 0.90.
pub const LEAST_PEAK: f32 = 0.95;

/// Spreads a map over the whole range from 0 to 65 535, as the U²-Net authors and rembg do with 255: the lowest value becomes 0, the
/// highest the top. Without a subject that would amplify noise to full contrast; such a map keeps its own values.
///
/// Theirs are cut to 8 bits before the resize, which can turn a difference in a float's last bit into one of 2/255. Here rounding to
/// 8 bits comes last, so that every build of the network gives the same alpha within 1/255.
pub fn spread(map: ArrayView2<'_, f32>) -> (Array2<u16>, Verdict) {
    let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
    for value in map.iter().filter(|value| value.is_finite()) {
        (low, high) = (low.min(*value), high.max(*value));
    }
    let (verdict, low, range) =
        if high >= LEAST_PEAK && high > low { (Verdict::Subject, low, high - low) } else { (Verdict::NoClearSubject, 0.0, 1.0) };
    // `as` takes NaN to 0 and everything else into range.
    (map.map(|value| ((value - low) / range * 65_535.0).round() as u16), verdict)
}

/// The map at the size of the photo: what rembg calls a mask.
///
/// # Errors
/// As [`resize::map`].
pub fn stretch(map: ArrayView2<'_, u16>, size: Size) -> Result<Plane, Error> {
    let values = resize::map(map, size)?;
    Plane::new(size, values.into_iter().map(|value| ((u32::from(value) + 128) / 257) as u8).collect())
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn the_lowest_becomes_nothing_and_the_highest_everything() {
        let (map, verdict) = spread(array![[0.1, 0.98], [0.54, 0.32]].view());
        assert_eq!((map, verdict), (array![[0, 65_535], [32_768, 16_384]], Verdict::Subject));
    }

    #[test]
    fn a_faint_map_is_not_amplified() {
        let (map, verdict) = spread(array![[0.0, 0.1], [0.02, 0.04]].view());
        assert_eq!((map, verdict), (array![[0, 6554], [1311, 2621]], Verdict::NoClearSubject));
    }

    #[test]
    fn a_flat_map_has_no_subject_and_no_division_by_zero() {
        for value in [0.0, 0.3, 1.0, f32::NAN] {
            assert_eq!(spread(ndarray::Array2::from_elem((2, 2), value).view()).1, Verdict::NoClearSubject, "{value}");
        }
    }
}
