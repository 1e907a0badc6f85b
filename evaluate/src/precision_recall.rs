//! Precision and recall over every threshold, and the F-measure.

use crate::mask::Mask;

/// Weight of precision against recall (Achanta et al., "Frequency-tuned Salient Region Detection", CVPR 2009).
const BETA_SQUARED: f64 = 0.3;

/// Precision and recall of a map cut at each threshold from 0 to 255: subject is what reaches the threshold.
///
/// As in PySODMetrics (`FmeasureV2`), precision is 0 where nothing reaches the threshold, and recall is 0 where the truth has no subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    precision: [f64; 256],
    recall: [f64; 256],
}

impl Curve {
    /// The curve of one map.
    pub fn of(mask: &Mask<'_>) -> Self {
        let thresholds = mask.thresholds();
        let mut reaching = [[0_u64; 2]; 256];
        for (value, (_, subject)) in mask.map().iter().zip(mask.pairs()) {
            reaching[usize::from(thresholds[usize::from(*value)])][usize::from(subject)] += 1;
        }
        let subject_pixels = reaching.iter().map(|[_, right]| right).sum();
        let mut curve = Self { precision: [0.0; 256], recall: [0.0; 256] };
        let (mut right, mut all) = (0, 0);
        for (threshold, [background, subject]) in reaching.iter().enumerate().rev() {
            right += subject;
            all += background + subject;
            curve.precision[threshold] = share(right, all);
            curve.recall[threshold] = share(right, subject_pixels);
        }
        curve
    }

    /// The mean of many curves, threshold by threshold; zeros where there are none.
    pub fn mean<'a>(curves: impl IntoIterator<Item = &'a Curve>) -> Self {
        let mut sum = Self { precision: [0.0; 256], recall: [0.0; 256] };
        let mut count = 0.0;
        for curve in curves {
            count += 1.0;
            for (sum, value) in sum.precision.iter_mut().zip(curve.precision) {
                *sum += value;
            }
            for (sum, value) in sum.recall.iter_mut().zip(curve.recall) {
                *sum += value;
            }
        }
        if count > 0.0 {
            for value in sum.precision.iter_mut().chain(&mut sum.recall) {
                *value /= count;
            }
        }
        sum
    }

    /// The greatest F-measure of any threshold, 0 to 1: F = (1 + β²)·P·R / (β²·P + R) with β² = 0.3.
    ///
    /// Of the mean curve of a data set this is the "max F" of the U²-Net paper and of most others; the mean of the F-measures of each map,
    /// as PySODMetrics' F handler has it, is another number.
    pub fn max_f(&self) -> f64 {
        self.precision.iter().zip(&self.recall).map(|(precision, recall)| f_measure(*precision, *recall)).fold(0.0, f64::max)
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn f_measure(precision: f64, recall: f64) -> f64 {
    let below = BETA_SQUARED * precision + recall;
    if below > 0.0 { (1.0 + BETA_SQUARED) * precision * recall / below } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{plane, plane_pairs};

    fn curve(map: &[u8], truth: &[u8]) -> Curve {
        let (map, truth) = (plane(map.len(), map), plane(truth.len(), truth));
        Curve::of(&Mask::new(&map, &truth).unwrap())
    }

    #[test]
    fn by_hand() {
        let perfect = curve(&[0, 255], &[0, 255]);
        assert_eq!(perfect.max_f(), 1.0);
        assert_eq!((perfect.precision[0], perfect.recall[0]), (0.5, 1.0));
        assert_eq!((perfect.precision[255], perfect.recall[255]), (1.0, 1.0));
        // Everything taken for subject is the best that the opposite can do: P = 1/2, R = 1.
        assert!((curve(&[255, 0], &[0, 255]).max_f() - 1.3 * 0.5 / 1.15).abs() < 1e-15);
        // Half the subject, nothing else: P = 1, R = 1/2.
        assert!((curve(&[0, 0, 0, 255], &[0, 0, 255, 255]).max_f() - 1.3 * 0.5 / 0.8).abs() < 1e-15);
    }

    #[test]
    fn a_truth_without_subject_gives_zeros() {
        assert_eq!(curve(&[0, 255], &[0, 0]), Curve::mean([]));
        assert_eq!(Curve::mean([]).max_f(), 0.0);
    }

    #[test]
    fn the_f_of_the_mean_curve_is_not_the_mean_f() {
        let (good, bad) = (curve(&[0, 0, 255, 255], &[0, 0, 255, 255]), curve(&[255, 0, 0, 0], &[0, 0, 0, 255]));
        let mean = Curve::mean([&good, &bad]);
        assert_eq!((mean.precision[255], mean.recall[255]), (0.5, 0.5));
        assert_eq!((mean.precision[0], mean.recall[0]), (0.375, 1.0));
        assert!((mean.max_f() - 0.5).abs() < 1e-15, "{}", mean.max_f());
        assert!((good.max_f() + bad.max_f()) / 2.0 > 0.6);
    }

    proptest! {
        #[test]
        fn recall_never_rises_with_the_threshold((map, truth) in plane_pairs()) {
            let curve = Curve::of(&Mask::new(&map, &truth).unwrap());
            prop_assert!(curve.recall.windows(2).all(|pair| pair[0] >= pair[1]));
            prop_assert!(curve.precision.iter().all(|precision| (0.0..=1.0).contains(precision)));
            prop_assert!((0.0..=1.0).contains(&curve.max_f()));
        }
    }
}
