//! Measures of a saliency map against a binary truth.

use matting::{Plane, Size};

use crate::{SizesDiffer, same_size};

/// A saliency map and the mask it should be.
///
/// The conventions are those of PySODMetrics (`prepare_data`), after the MATLAB code of the papers: the truth is subject where its value is over
/// 128; the map is stretched so that its least value is 0 and its greatest 1, unless it is one value throughout, which then stays as it is.
#[derive(Debug, Clone, Copy)]
pub struct Mask<'a> {
    map: &'a Plane,
    truth: &'a Plane,
    low: u8,
    range: u8,
}

impl<'a> Mask<'a> {
    /// Pairs a map with its truth.
    ///
    /// # Errors
    /// [`SizesDiffer`].
    pub fn new(map: &'a Plane, truth: &'a Plane) -> Result<Self, SizesDiffer> {
        same_size(truth.size(), map.size())?;
        let (low, high) = map.values().iter().fold((u8::MAX, 0), |(low, high), value| (low.min(*value), high.max(*value)));
        let (low, range) = if low == high { (0, u8::MAX) } else { (low, high - low) };
        Ok(Self { map, truth, low, range })
    }

    /// Width and height.
    pub fn size(&self) -> Size {
        self.map.size()
    }

    /// Mean absolute error, 0 to 1 (Perazzi et al., "Saliency Filters", CVPR 2012): Σ|S − G| / N.
    pub fn mae(&self) -> f64 {
        let sum: u64 = self.pairs().map(|(above, subject)| u64::from(if subject { self.range - above } else { above })).sum();
        sum as f64 / (f64::from(self.range) * self.size().pixels() as f64)
    }

    /// The map's values above its least, as stored, and whether the truth has subject there, row by row.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (u8, bool)> + '_ {
        self.map.values().iter().map(|value| value - self.low).zip(self.truth.values().iter().map(|value| is_subject(*value)))
    }

    /// Value that stands for 1 in [`Mask::pairs`].
    pub(crate) fn range(&self) -> f64 {
        f64::from(self.range)
    }

    pub(crate) fn subject_at(&self, pixel: usize) -> bool {
        self.truth.values().get(pixel).is_some_and(|value| is_subject(*value))
    }

    /// The stretched map, 0 to 1.
    pub(crate) fn stretched(&self) -> impl Fn(u8) -> f64 + use<> {
        let (low, range) = (f64::from(self.low), f64::from(self.range));
        move |value| (f64::from(value) - low) / range
    }

    /// For each stored value the last of the 256 thresholds that it reaches.
    ///
    /// In floating point, one step as PySODMetrics takes it after the other, because it cuts off what follows the point: exact arithmetic
    /// would put some values one threshold higher.
    pub(crate) fn thresholds(&self) -> [u8; 256] {
        let (low, high) = (f64::from(self.low) / 255.0, f64::from(self.low + self.range) / 255.0);
        std::array::from_fn(|value| {
            let stretched = (value as f64 / 255.0 - low) / (high - low);
            (stretched * 255.0) as u8
        })
    }

    pub(crate) fn map(&self) -> &'a [u8] {
        self.map.values()
    }
}

fn is_subject(value: u8) -> bool {
    value > 128
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{plane, plane_pairs};

    fn mae(map: &[u8], truth: &[u8]) -> f64 {
        let (map, truth) = (plane(map.len(), map), plane(truth.len(), truth));
        Mask::new(&map, &truth).unwrap().mae()
    }

    #[test]
    fn mae_by_hand() {
        assert_eq!(mae(&[0, 0, 255, 255], &[0, 0, 255, 255]), 0.0);
        assert_eq!(mae(&[255, 255, 0, 0], &[0, 0, 255, 255]), 1.0);
        assert_eq!(mae(&[0, 255, 255, 255], &[0, 0, 255, 255]), 0.25);
        // Stretched: 100 is 0, 200 is 1, 150 a half.
        assert_eq!(mae(&[100, 150, 200, 200], &[0, 0, 255, 255]), 0.125);
        // One value throughout is not stretched, and 128 is not yet subject.
        assert_eq!(mae(&[51, 51], &[128, 129]), 0.5);
        assert_eq!(mae(&[51, 51], &[0, 128]), 0.2);
    }

    #[test]
    fn another_size_is_refused() {
        let (map, truth) = (plane(2, &[0; 4]), plane(4, &[0; 4]));
        assert!(Mask::new(&map, &truth).is_err());
    }

    proptest! {
        #[test]
        fn mae_of_two_masks_is_symmetrical((a, b) in plane_pairs()) {
            let binary = |plane: &Plane| {
                let mut values: Vec<u8> = plane.values().iter().map(|value| if *value > 128 { 255 } else { 0 }).collect();
                // Both values are there, so that stretching changes nothing.
                values.extend([0, 255]);
                values
            };
            prop_assert_eq!(mae(&binary(&a), &binary(&b)), mae(&binary(&b), &binary(&a)));
        }

        #[test]
        fn thresholds_rise_with_the_value_from_0_to_255((map, truth) in plane_pairs()) {
            let mask = Mask::new(&map, &truth).unwrap();
            let thresholds = mask.thresholds();
            let present: Vec<u8> = { let mut values = map.values().to_vec(); values.sort_unstable(); values.dedup(); values };
            prop_assert!(present.windows(2).all(|pair| thresholds[usize::from(pair[0])] <= thresholds[usize::from(pair[1])]));
            if present.len() > 1 {
                prop_assert_eq!(thresholds[usize::from(present[0])], 0);
                prop_assert_eq!(thresholds[usize::from(present[present.len() - 1])], 255);
            }
        }
    }
}
