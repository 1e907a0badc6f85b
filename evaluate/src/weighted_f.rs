//! The weighted F-measure of Margolin, Zelnik-Manor and Tal, "How to Evaluate Foreground Maps?", CVPR 2014.

use matting::Plane;

use crate::distance_transform::DistanceTransform;
use crate::mask::Mask;
use crate::separable_filter::{BorderMode, SeparableFilter};

/// Half the width of the window in which errors inside the subject make up for each other.
const REACH: i32 = 3;
const SIGMA: f64 = 5.0;
/// Pixels of distance over which an error outside the subject comes halfway from weighing once to weighing twice.
const HALF_WAY: f64 = 5.0;

impl Mask<'_> {
    /// The weighted F-measure, 0 to 1, with β² = 1; 0 where the truth has no subject.
    ///
    /// With E = |S − G|: outside the subject an error counts E·(2 − exp(ln ½ / 5 · d)), d being the distance to the subject. Inside it counts
    /// the lesser of E and its mean under a 7 × 7 Gaussian of σ = 5, for which pixels outside lend the error of the nearest pixel inside and
    /// the picture is surrounded by zeros. Recall is 1 − mean error inside; precision is what is right inside over that and all the errors
    /// outside (equations 6 to 10; window and surroundings as in the authors' program). Of several nearest pixels one counts,
    /// as [`DistanceTransform`] chooses.
    pub fn weighted_f(&self) -> f64 {
        let Some(nearest) = DistanceTransform::of(self.size(), |pixel| self.subject_at(pixel)) else { return 0.0 };
        let (map, stretched) = (self.map(), self.stretched());
        let width = self.size().width as usize;
        let mut lent = Vec::with_capacity(map.len());
        let mut false_positives = 0.0;
        nearest.rows(|y, sites| {
            let row = map.get(y * width..).unwrap_or_default();
            lent.extend(sites.iter().filter_map(|site| map.get(site.y * width + site.x)));
            false_positives += sites
                .iter()
                .zip(row)
                .filter(|(site, _)| site.distance_squared > 0)
                .map(|(site, value)| stretched(*value) * (2.0 - (-std::f64::consts::LN_2 / HALF_WAY * (site.distance_squared as f64).sqrt()).exp()))
                .sum::<f64>();
        });
        let Ok(lent) = Plane::new(self.size(), lent) else { return 0.0 };
        let gaussian = gaussian();
        let mut blurred = SeparableFilter::new(&lent, |value| 1.0 - stretched(value), &gaussian, &gaussian, BorderMode::Zero);
        let (mut missed, mut subject_pixels) = (0.0, 0_u64);
        for (y, row) in map.chunks_exact(width).enumerate() {
            let mut missed_here = 0.0;
            for (x, (value, around)) in row.iter().zip(blurred.next_row()).enumerate() {
                if self.subject_at(y * width + x) {
                    subject_pixels += 1;
                    missed_here += (1.0 - stretched(*value)).min(*around);
                }
            }
            missed += missed_here;
        }
        let right = subject_pixels as f64 - missed;
        let recall = right / subject_pixels as f64;
        let precision = right / (right + false_positives);
        if right > 0.0 { 2.0 * recall * precision / (recall + precision) } else { 0.0 }
    }
}

/// Weights that add up to 1.
fn gaussian() -> Vec<f64> {
    let weights: Vec<f64> = (-REACH..=REACH).map(|x| (-f64::from(x * x) / (2.0 * SIGMA * SIGMA)).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{plane, plane_pairs};

    fn weighted_f(width: usize, map: &[u8], truth: &[u8]) -> f64 {
        let (map, truth) = (plane(width, map), plane(width, truth));
        Mask::new(&map, &truth).unwrap().weighted_f()
    }

    #[test]
    fn by_hand() {
        assert_eq!(weighted_f(2, &[0, 255], &[0, 255]), 1.0);
        assert_eq!(weighted_f(2, &[0, 255], &[0, 0]), 0.0);
        // One wrong pixel at distance 1 beside one right one: recall 1, precision 1 / (1 + 2 − ½^(1/5)).
        let precision = 1.0 / (3.0 - 0.5_f64.powf(0.2));
        assert!((weighted_f(3, &[0, 255, 255], &[0, 0, 255]) - 2.0 * precision / (1.0 + precision)).abs() < 1e-12);
    }

    #[test]
    fn an_error_further_from_the_subject_is_worse() {
        let truth = [255, 0, 0, 0, 0, 0, 0, 0];
        let near = weighted_f(8, &[255, 255, 0, 0, 0, 0, 0, 0], &truth);
        let far = weighted_f(8, &[255, 0, 0, 0, 0, 0, 0, 255], &truth);
        assert!(near > far, "{near} {far}");
    }

    proptest! {
        #[test]
        fn it_is_a_share((map, truth) in plane_pairs()) {
            let score = Mask::new(&map, &truth).unwrap().weighted_f();
            prop_assert!((0.0..=1.0).contains(&score), "{}", score);
        }
    }
}
