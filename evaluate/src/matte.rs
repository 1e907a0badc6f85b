//! Measures of a matte against the true alpha, those of Rhemann et al., "A Perceptually Motivated Online Benchmark for Image Matting", CVPR 2009.

use matting::Plane;
use serde::Serialize;

use crate::{SizesDiffer, connectivity, gradient, same_size};

/// The errors of a matte, the less the better. Alpha is 0 to 1, as stored and not stretched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct MatteErrors {
    /// Sum of absolute differences, in thousands: Σ|α − α*| / 1000.
    pub sad: f64,
    /// Mean squared error, in thousandths: 1000 · Σ(α − α*)² / N.
    pub mse: f64,
    /// Gradient error, in thousands; see [`gradient`].
    pub gradient: f64,
    /// Connectivity error, in thousands; see [`connectivity`].
    pub connectivity: f64,
}

/// The errors over every pixel, and over those alone that the trimap leaves open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matte {
    /// Over every pixel.
    pub everywhere: MatteErrors,
    /// Over the pixels whose trimap is neither 0 nor 255. `None` without a trimap, or if there is no such pixel.
    pub in_band: Option<MatteErrors>,
}

impl Matte {
    /// Measures `alpha`. The trimap only says which pixels count in the band: `alpha` is taken as it is inside and outside of it.
    ///
    /// # Errors
    /// [`SizesDiffer`].
    pub fn of(alpha: &Plane, truth: &Plane, trimap: Option<&Plane>) -> Result<Self, SizesDiffer> {
        same_size(truth.size(), alpha.size())?;
        if let Some(trimap) = trimap {
            same_size(truth.size(), trimap.size())?;
        }
        let band = Band(trimap);
        let differences = alpha.values().iter().zip(truth.values()).map(|(alpha, truth)| f64::from(alpha.abs_diff(*truth)));
        let absolute = band.sum(differences.clone());
        let squared = band.sum(differences.map(|difference| difference * difference));
        let gradient = gradient::error(alpha, truth, &band);
        let connectivity = connectivity::error(alpha, truth, &band);
        let errors = |sum: fn(&Sums) -> f64, pixels: u64| MatteErrors {
            sad: sum(&absolute) / 255.0 / 1000.0,
            mse: sum(&squared) / (255.0 * 255.0) / pixels as f64 * 1000.0,
            gradient: sum(&gradient) / 1000.0,
            connectivity: sum(&connectivity) / 1000.0,
        };
        let open = band.pixels();
        Ok(Self { everywhere: errors(|sums| sums.everywhere, truth.size().pixels()), in_band: (open > 0).then(|| errors(|sums| sums.in_band, open)) })
    }
}

/// Pixels that the trimap leaves open.
#[derive(Debug)]
pub(crate) struct Band<'a>(Option<&'a Plane>);

/// A sum over every pixel and one over the open ones.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    everywhere: f64,
    in_band: f64,
}

impl Band<'_> {
    fn pixels(&self) -> u64 {
        self.0.map_or(0, |trimap| trimap.values().iter().filter(|value| is_open(**value)).count() as u64)
    }

    /// Adds up one value a pixel, row by row.
    pub(crate) fn sum(&self, values: impl Iterator<Item = f64>) -> Sums {
        let mut sums = Sums::default();
        self.add_row(0, values, &mut sums);
        sums
    }

    /// Adds one value for each pixel from the pixel `first` on.
    pub(crate) fn add_row(&self, first: usize, values: impl Iterator<Item = f64>, sums: &mut Sums) {
        let (mut everywhere, mut in_band) = (0.0, 0.0);
        match self.0.and_then(|trimap| trimap.values().get(first..)) {
            Some(trimap) => {
                for (value, trimap) in values.zip(trimap) {
                    everywhere += value;
                    in_band += if is_open(*trimap) { value } else { 0.0 };
                }
            }
            None => everywhere = values.sum(),
        }
        sums.everywhere += everywhere;
        sums.in_band += in_band;
    }
}

fn is_open(trimap: u8) -> bool {
    trimap != 0 && trimap != u8::MAX
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{plane, plane_pairs};

    #[test]
    fn by_hand() {
        let (alpha, truth) = (plane(2, &[0, 51, 255, 255]), plane(2, &[0, 0, 255, 0]));
        let matte = Matte::of(&alpha, &truth, Some(&plane(2, &[0, 128, 1, 255]))).unwrap();
        assert!((matte.everywhere.sad - 1.2e-3).abs() < 1e-15);
        assert!((matte.everywhere.mse - (0.04 + 1.0) / 4.0 * 1e3).abs() < 1e-9);
        let band = matte.in_band.unwrap();
        assert!((band.sad - 0.2e-3).abs() < 1e-15);
        assert!((band.mse - 0.04 / 2.0 * 1e3).abs() < 1e-9);
    }

    #[test]
    fn a_trimap_that_leaves_nothing_open_has_no_band() {
        let alpha = plane(2, &[0, 51, 255, 255]);
        assert_eq!(Matte::of(&alpha, &alpha, Some(&plane(2, &[0, 0, 255, 255]))).unwrap().in_band, None);
        assert_eq!(Matte::of(&alpha, &alpha, None).unwrap(), Matte { everywhere: MatteErrors::default(), in_band: None });
        assert!(Matte::of(&alpha, &alpha, Some(&plane(1, &[0, 0]))).is_err());
    }

    proptest! {
        #[test]
        fn errors_are_symmetrical_and_none_for_the_truth_itself((a, b) in plane_pairs()) {
            let open = plane(a.size().width as usize, &vec![128; a.values().len()]);
            let there = Matte::of(&a, &b, Some(&open)).unwrap();
            prop_assert_eq!(there, Matte::of(&b, &a, Some(&open)).unwrap());
            prop_assert_eq!(there.in_band, Some(there.everywhere));
            prop_assert_eq!(Matte::of(&a, &a, None).unwrap().everywhere, MatteErrors::default());
            prop_assert!(a == b || there.everywhere.sad > 0.0);
        }
    }
}
