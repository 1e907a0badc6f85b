//! From the network's map to a matte.

use ndarray::ArrayView2;
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

/// Spreads a map over the whole range from 0 to 255, as the U²-Net authors and rembg do: the lowest value becomes 0, the
/// highest 255, fractions are cut off. Without a subject that would amplify noise to full contrast; such a map keeps its own values.
pub fn spread(map: ArrayView2<'_, f32>) -> (Plane, Verdict) {
    let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
    for value in map.iter().filter(|value| value.is_finite()) {
        (low, high) = (low.min(*value), high.max(*value));
    }
    let (verdict, low, range) =
        if high >= LEAST_PEAK && high > low { (Verdict::Subject, low, high - low) } else { (Verdict::NoClearSubject, 0.0, 1.0) };
    let size = Size { width: map.ncols() as u32, height: map.nrows() as u32 };
    // `as` takes NaN to 0 and everything else into range.
    let values = map.iter().map(|value| ((value - low) / range * 255.0) as u8).collect();
    match Plane::new(size, values) {
        Ok(plane) => (plane, verdict),
        Err(_) => (Plane::empty(), Verdict::NoClearSubject),
    }
}

/// The map at the size of the photo: what rembg calls a mask.
///
/// # Errors
/// As [`resize::plane`].
pub fn stretch(map: &Plane, size: Size) -> Result<Plane, Error> {
    resize::plane(map, size)
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn the_lowest_becomes_nothing_and_the_highest_everything() {
        let (plane, verdict) = spread(array![[0.1, 0.98], [0.54, 0.32]].view());
        assert_eq!((plane.values(), verdict), (&[0, 255, 127, 63][..], Verdict::Subject));
    }

    #[test]
    fn a_faint_map_is_not_amplified() {
        let (plane, verdict) = spread(array![[0.0, 0.1], [0.02, 0.04]].view());
        assert_eq!((plane.values(), verdict), (&[0, 25, 5, 10][..], Verdict::NoClearSubject));
    }

    #[test]
    fn a_flat_map_has_no_subject_and_no_division_by_zero() {
        for value in [0.0, 0.3, 1.0, f32::NAN] {
            assert_eq!(spread(ndarray::Array2::from_elem((2, 2), value).view()).1, Verdict::NoClearSubject, "{value}");
        }
    }
}
