//! Saliency map to trimap: certain subject, certain background, and the unknown band between.

use closed_form::Trimap;
use ndarray::ArrayView2;

use crate::morphology::{dilate, erode};
use crate::tuning::{Tuning, smooth_step};
use crate::{Error, Size};

/// Reach of the band on both sides of the map's edge, in cells of the map: 6 values of a 320 × 320 map, 2 % of the photo's longer side,
/// which hair and whiskers need. Measured on photos with true alphas: narrower bands cut hair, wider ones gain nothing.
const REACH: f32 = 6.0;
/// Lowest certainty in the band: where the photo's colours do not decide, the map does.
const MIN_CERTAINTY: f32 = 0.001;

/// The trimap of a normalised map (0 to 1) whose values blur what is nearer than `cell_size`, a share of the longer side. It has the map's size. Certainty
/// comes from the lowest and the highest value of the neighbourhood, through smooth steps: a small change of the map changes it little.
///
/// # Errors
/// [`Error::SizeMismatch`] if the map is empty.
pub fn trimap(map: ArrayView2<'_, f32>, cell_size: f32, tuning: &Tuning) -> Result<Trimap, Error> {
    let (height, width) = map.dim();
    let reach = ((REACH * cell_size * height.max(width) as f32).round() as usize).max(1);
    let values: Vec<f32> = map.iter().copied().collect();
    let (lowest, highest) = (erode(&values, width, reach), dilate(&values, width, reach));
    let (mut prior, mut certainty) = (Vec::with_capacity(map.len()), Vec::with_capacity(map.len()));
    for ((value, lowest), highest) in values.iter().zip(&lowest).zip(&highest) {
        let subject = smooth_step(*lowest, tuning.subject);
        let background = 1.0 - smooth_step(*highest, tuning.background);
        let certain = subject.max(background);
        let target = if subject > background { 1.0 } else { 0.0 };
        prior.push(value + (target - value) * certain);
        certainty.push(certain.max(MIN_CERTAINTY));
    }
    Ok(Trimap::new(Size { width: width as u32, height: height as u32 }, prior, certainty)?)
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    fn half(soft: f32) -> Array2<f32> {
        Array2::from_shape_fn((20, 320), |(_, x)| (0.5 + (x as f32 - 160.0) / soft).clamp(0.0, 1.0))
    }

    fn unknown(map: &Array2<f32>, cell_size: f32) -> usize {
        let trimap = trimap(map.view(), cell_size, &Tuning::DEFAULT).unwrap();
        assert_eq!(trimap.size(), Size { width: 320, height: 20 });
        trimap.certainty()[..320].iter().filter(|certainty| **certainty < 1.0).count()
    }

    #[test]
    fn band_width_follows_uncertainty_and_cell_size() {
        assert_eq!(unknown(&half(1.0), 1.0 / 320.0), 13);
        assert_eq!(unknown(&half(1.0), 0.5 / 320.0), 7);
        assert!((60..80).contains(&unknown(&half(60.0), 1.0 / 320.0)));
    }

    #[test]
    fn certain_priors_are_zero_or_one() {
        let trimap = trimap(half(1.0).view(), 1.0 / 320.0, &Tuning::DEFAULT).unwrap();
        for (prior, certainty) in trimap.prior().iter().zip(trimap.certainty()) {
            assert!(*certainty < 1.0 || *prior == 0.0 || *prior == 1.0);
        }
        assert_eq!((trimap.prior()[0], trimap.prior()[319]), (0.0, 1.0));
    }

    #[test]
    fn hole_of_the_map_is_background() {
        let mut map = Array2::from_elem((100, 100), 1.0);
        map.slice_mut(ndarray::s![30..70, 30..70]).fill(0.0);
        let trimap = trimap(map.view(), 1.0 / 320.0, &Tuning::DEFAULT).unwrap();
        assert_eq!((trimap.prior()[50 * 100 + 50], trimap.certainty()[50 * 100 + 50]), (0.0, 1.0));
    }

    #[test]
    fn smallest_maps_have_a_trimap() {
        for (height, width) in [(1, 1), (1, 512), (3, 1)] {
            assert_eq!(
                trimap(Array2::from_elem((height, width), 0.5).view(), 1.0, &Tuning::DEFAULT).unwrap().certainty(),
                vec![MIN_CERTAINTY; height * width]
            );
        }
        assert!(trimap(Array2::zeros((0, 0)).view(), 1.0, &Tuning::DEFAULT).is_err());
    }
}
